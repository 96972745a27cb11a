internal import GateModel
internal import GateRules

/// Starting an attempt.
extension Transition {
    /// Starts a revision at stage 0; another revision that is still running makes way.
    mutating func start(_ revision: String) throws(Rejection) {
        guard !revision.isEmpty else { throw Rejection(.unknownName, "name the revision to roll out") }
        if state.phase.isEvaluated, attempt.revision == revision {
            throw Rejection(
                .alreadyRunning, "revision \(revision) is attempt \(attempt.number), phase \(state.phase.rawValue)")
        }
        try requireNoIncident()
        try requirePreflight()
        supersedeRunningAttempt(by: revision)
        begin(revision)
    }

    private mutating func supersedeRunningAttempt(by revision: String) {
        guard state.phase.isEvaluated else { return }
        let first = rule.stages[0]
        let decision = decision(
            .supersede, from: attempt.visit, to: first.name, first.weight, cause: "operator",
            "revision \(revision) takes the place of \(attempt.revision)")
        record(decision)
        closeVisit(with: decision)
        attempt.phase = .aborted
    }

    /// Every grid point up to the start counts as decided, and so does what the attempt before decided: no grid point is
    /// decided twice, whichever way the clock jumps.
    private mutating func begin(_ revision: String) {
        let first = rule.stages[0]
        let before = state
        state.attemptCount += 1
        state.attempt = Attempt(
            number: state.attemptCount, revision: revision, startedAt: now, startedBy: event.actor.name,
            visit: StageVisit(stage: first.name, weight: first.weight, enteredAt: now))
        attempt.gates = rule.gates.map { GateMemory(gate: $0.name) }
        forgetStopRules()
        let due = rule.grid.last(notAfter: now)
        attempt.lastEvaluatedAt = max(due, before.attempt?.lastEvaluatedAt ?? due)
        record(
            Decision(
                kind: .start, attempt: attempt.number, at: now, owner: event.actor.name, trace: event.trace,
                fromStage: before.attempt?.visit.stage ?? first.name, toStage: first.name, fromWeight: before.weight,
                toWeight: first.weight, cause: "operator", reason: "revision \(revision) starts at \(first.name)"))
    }
}
