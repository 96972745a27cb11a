import GateModel
import GateRules
import RolloutJournal

/// A small engine: enough steps, decisions and alerts to have a history that folds.
enum ToyEngine {
    static let trace = TraceID(high: 7, low: 9)

    static func step(_ state: RolloutState, _ event: Event, _ now: Timestamp, _ rule: RolloutRule) -> Step {
        var step = Step(state: state, effects: [])
        step.state.sequence += 1
        step.state.ruleDigest = rule.digest
        switch event.kind {
        case .startRequested(let revision):
            step.state.attemptCount += 1
            step.state.attempt = Attempt(
                number: step.state.attemptCount, revision: revision, startedAt: now, startedBy: event.actor.name,
                visit: StageVisit(stage: "stage-0", weight: .zero, enteredAt: now))
            step.effects = [decision(.start, event, now, attempt: step.state.attemptCount)]
        case .evaluated(let evaluation):
            step.state.attempt?.lastEvaluatedAt = evaluation.at
            if evaluation.gates.contains(where: { $0.outcome == .fail }) {
                step.effects = [decision(.rollBack, event, now), .setWeight(.zero), .fire(alert(rule.name, at: now))]
            }
        case .killed(let reason):
            step.state.attempt?.phase = .stopped
            step.effects = [decision(.stop, event, now, reason), .fire(alert(rule.name, at: now))]
        case .resumed:
            step.effects = [decision(.resume, event, now), .resolve(alert(rule.name, at: now), at: now)]
        default:
            step.effects = [.reject(Rejection(.wrongPhase, "not here"))]
        }
        return step
    }

    static func alert(_ rollout: String, at time: Timestamp) -> Alert {
        Alert(
            labels: ["alertname": "StagegateAutoStop", "rollout": rollout], annotations: ["summary": "stopped"],
            startsAt: time)
    }

    private static func decision(
        _ kind: Decision.Kind, _ event: Event, _ now: Timestamp, _ reason: String = "because", attempt: Int = 1
    ) -> Effect {
        .decide(
            Decision(
                kind: kind, attempt: attempt, at: now, owner: event.actor.name, trace: event.trace,
                fromStage: "stage-0",
                toStage: "stage-0", fromWeight: .zero, toWeight: .zero, cause: "test", reason: reason))
    }
}

/// Takes one rollout from step to step, as the runtime does.
struct Walker {
    let rule: RolloutRule
    var state: RolloutState
    var now = Timestamp(seconds: 1_771_147_800)

    init(_ rollout: String = "advisory", digest: String = "d1") {
        rule = RolloutRule(
            name: rollout,
            gates: [Gate(name: "saturation", kind: .threshold(Threshold(query: "up", comparison: .atMost, value: 1)))],
            digest: digest)
        state = RolloutState(rollout: rollout, ruleDigest: digest)
    }

    /// Makes the next step without committing it.
    mutating func next(_ kind: Event.Kind, by actor: Actor = .stagegate) -> (record: JournalRecord, state: RolloutState)
    {
        now = now + .seconds(15)
        let event = Event(actor: actor, trace: ToyEngine.trace, kind: kind)
        let step = ToyEngine.step(state, event, now, rule)
        state = step.state
        let record = JournalRecord(
            rollout: rule.name, sequence: state.sequence, at: now, ruleDigest: rule.digest, event: event,
            effects: step.effects)
        return (record, state)
    }

    /// Makes the next step an evaluation at a new grid point.
    mutating func nextEvaluation(_ outcome: Outcome = .pass) -> (record: JournalRecord, state: RolloutState) {
        next(.evaluated(Self.evaluation(outcome, at: now + .seconds(15))))
    }

    static func evaluation(_ outcome: Outcome, at time: Timestamp) -> Evaluation {
        let query = Query(name: "value", expression: "up{job=\"a/b\"}", time: time)
        let evidence = QueryEvidence(query: query, seriesCount: 1, value: .notANumber, failure: nil)
        let verdict = Verdict(
            subject: "saturation", outcome: outcome, reason: .withinThreshold, value: .finite(0.1), threshold: 0.3,
            margin: -.infinity, summary: "0.1 \u{2264} 0.3", queries: [evidence])
        return Evaluation(at: time, gates: [verdict])
    }

    /// The history, then: 9 a second attempt, 10–11 evaluations, of which the second leads to a decision, 12 a third attempt.
    mutating func longHistory() -> [(record: JournalRecord, state: RolloutState)] {
        let lead = Actor(name: "alice", roles: [.techLead, .operate])
        return history() + [
            next(.startRequested(revision: "v3"), by: lead), nextEvaluation(), nextEvaluation(.fail),
            next(.startRequested(revision: "v4"), by: lead),
        ]
    }

    /// Steps of all kinds: 1 start, 2–4 evaluations, 5 kill, 6 resume, 7 evaluation with decision, 8 refused request.
    mutating func history() -> [(record: JournalRecord, state: RolloutState)] {
        let lead = Actor(name: "alice", roles: [.techLead, .operate])
        return [
            next(.startRequested(revision: "v2"), by: lead), nextEvaluation(), nextEvaluation(.inconclusive),
            nextEvaluation(), next(.killed(reason: "drill"), by: lead), next(.resumed(reason: "done"), by: lead),
            nextEvaluation(.fail), next(.held(reason: "lunch"), by: lead),
        ]
    }
}

extension Journal {
    /// Stores the walker's rule and commits its history.
    func commitHistory(_ walker: inout Walker) async throws {
        try await storeRules(RuleSet(rollouts: [walker.rule]))
        for step in walker.history() { try await commit(step.record, step.state) }
    }

    /// Stores the walker's rule and commits its long history.
    func commitLongHistory(_ walker: inout Walker) async throws {
        try await storeRules(RuleSet(rollouts: [walker.rule]))
        for step in walker.longHistory() { try await commit(step.record, step.state) }
    }
}
