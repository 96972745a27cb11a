import GateEngine
import GateModel
import GateRules

/// Everything that is known of one rollout at one moment.
struct RolloutSnapshot: Sendable {
    /// The rule in force.
    var rule: RolloutRule
    /// The state as last committed.
    var state: RolloutState
    /// The newest evaluation that was committed.
    var evaluation: Evaluation?
    /// A kill that is in force and not yet written.
    var kill: EventLetter?
    /// Why the newest step could not be written; `nil` when it could.
    var journalTrouble: String?
    /// Whether the metrics source said nothing at all when it was last asked.
    var isSourceSilent = false
    /// Whether the grid points that were missed while nobody looked have been decided.
    var isCaughtUp: Bool
    /// Whether the rollout is no longer in the rules.
    var isRetired = false
    /// How long the newest evaluations took, oldest first.
    private(set) var timings: [EvaluationTiming] = []

    init(rule: RolloutRule, state: RolloutState, evaluation: Evaluation?) {
        self.rule = rule
        self.state = state
        self.evaluation = evaluation
        kill = nil
        isCaughtUp = !state.phase.isEvaluated
    }

    /// The share of traffic served now.
    var servedWeight: Weight { kill == nil ? state.weight : .zero }

    /// Remembers how long an evaluation took.
    mutating func note(_ timing: EvaluationTiming) {
        if timings.count >= EvaluationTiming.kept { timings.removeFirst() }
        timings.append(timing)
    }

    /// What the surfaces show.
    func view(at now: Timestamp) -> RolloutView {
        RolloutView(
            rule: rule, state: state, servedWeight: servedWeight, evaluation: evaluation,
            waitingFor: waitingFor(at: now), evaluationSeconds: timings.last?.seconds, at: now)
    }

    private func waitingFor(at now: Timestamp) -> [String] {
        var waitingFor = Outlook.waitingFor(state, under: rule, now: now)
        if kill != nil {
            waitingFor.insert("the journal: the kill is in force but not written yet", at: 0)
        } else if let journalTrouble {
            waitingFor.insert("the journal: nothing is decided while it cannot be written: \(journalTrouble)", at: 0)
        }
        return waitingFor
    }

    /// Why the rollout cannot be taken out of the rules; `nil` when it can.
    var refusalToRetire: String? {
        if kill != nil { return "rollout \(rule.name) is no longer in the rules but its kill is not written yet" }
        return state.refusalToRetire
    }
}

extension RolloutState {
    /// Why the rollout cannot be left out of the rules; `nil` when it can.
    var refusalToRetire: String? {
        if phase.isEvaluated {
            return "rollout \(rollout) is not in the rules but its attempt \(attemptCount) is running; "
                + "put it back, or abort the attempt first"
        }
        if alerts.isEmpty { return nil }
        return "rollout \(rollout) is not in the rules but alerts of it fire; "
            + "put it back, or resolve its incidents first"
    }

    /// The newest moment the state knows of: no later step runs before it, however the clock is set.
    var lastMoment: Timestamp {
        guard let attempt else { return Timestamp(milliseconds: 0) }
        return max(attempt.visit.enteredAt, attempt.lastEvaluatedAt ?? attempt.startedAt)
    }
}
