internal import GateModel
internal import GateRules

/// Moves between stages: every one closes the visit with its evidence and begins a new one.
extension Transition {
    /// Index of the present stage in the rule.
    var stageIndex: Int {
        guard let index = rule.stageIndex(named: attempt.visit.stage) else {
            preconditionFailure("rule \(rule.digest) has no stage \(attempt.visit.stage)")
        }
        return index
    }

    /// Index of the previous stable stage: the nearest lower one this attempt left upwards; stage 0 always counts.
    var previousStableIndex: Int {
        let stable = rule.stages[..<stageIndex].lastIndex { attempt.stableStages.contains($0.name) }
        return stable ?? 0
    }

    /// Records a decision, closes the visit with it and enters a stage.
    ///
    /// Window, candidate, approval, evidence and the gates' runs of failures belong to a visit and end with it; what stop rules
    /// remember goes on, because a breach does not start anew when the rollout moves down.
    mutating func move(
        _ kind: Decision.Kind, to stage: Stage, cause: String, _ reason: String, owner: String? = nil
    ) {
        let decision = decision(
            kind, from: attempt.visit, to: stage.name, stage.weight, cause: cause, reason, owner: owner)
        record(decision)
        closeVisit(with: decision)
        attempt.pastVisits.append(attempt.visit)
        attempt.visit = StageVisit(stage: stage.name, weight: stage.weight, enteredAt: now)
        restartWindow()
        attempt.gates = rule.gates.map { GateMemory(gate: $0.name) }
        forgetEvidence()
    }

    /// Ends the visit's record with a decision; a visit that has ended keeps its own.
    mutating func closeVisit(with decision: Decision) {
        guard attempt.visit.leftAt == nil else { return }
        attempt.visit.leftAt = now
        attempt.visit.decision = decision.kind
        attempt.visit.owner = decision.owner
        attempt.visit.reason = decision.reason
        attempt.visit.trace = decision.trace
    }

    /// Forgets the green time and with it the candidate and its approval.
    mutating func restartWindow() {
        attempt.window = WindowProgress()
        attempt.formerCandidate = attempt.candidate ?? attempt.formerCandidate
        attempt.candidate = nil
        attempt.approval = nil
        if attempt.phase == .awaitingApproval { attempt.phase = .observing }
    }

    /// Forgets what stop rules remember.
    mutating func forgetStopRules() {
        attempt.stopRules = rule.stopRules.map { StopRuleMemory(stopRule: $0.name) }
    }

    /// Takes the rollout down to a lower stage; the phase stays `stopped` when it is.
    mutating func rollBack(toIndex index: Int, cause: String, _ reason: String) {
        let from = attempt.visit.stage
        move(.rollBack, to: rule.stages[index], cause: cause, reason)
        attempt.rollback = Rollback(
            at: moment, cause: cause, fromStage: from, toStage: rule.stages[index].name, reason: reason,
            trace: event.trace)
    }

    /// Stops the rollout.
    ///
    /// `Stop.since` stays that of the first stop when a later one takes the weight further down.
    mutating func stop(for cause: StopCause) {
        let since = attempt.stop?.since ?? now
        move(.stop, to: rule.stages[cause.target], cause: cause.name, cause.reason)
        attempt.phase = .stopped
        attempt.stop = Stop(
            since: since, firstBreachAt: cause.firstBreachAt, cause: cause.name, reason: cause.reason,
            owner: event.actor.name, trace: event.trace)
    }
}
