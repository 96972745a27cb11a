public import GateModel
public import GateRules

/// Which decisions a webhook hears of; an empty list asks for all.
public struct WebhookFilter: Equatable, Sendable {
    /// The kinds of decision.
    public var decisions: [Decision.Kind]
    /// The phases a decision leads to.
    public var phases: [Phase]
    /// Patterns of rollout names.
    public var rollouts: [LinearPattern]
    /// Whether it hears when what it was told no longer stands.
    public var sendsResolved: Bool

    /// Makes a filter.
    public init(
        decisions: [Decision.Kind] = [], phases: [Phase] = [], rollouts: [LinearPattern] = [],
        sendsResolved: Bool = true
    ) {
        self.decisions = decisions
        self.phases = phases
        self.rollouts = rollouts
        self.sendsResolved = sendsResolved
    }

    /// Whether a decision is asked for.
    func wants(_ decision: Decision, of rollout: String, leadingTo phase: Phase) -> Bool {
        (decisions.isEmpty || decisions.contains(decision.kind)) && (phases.isEmpty || phases.contains(phase))
            && (rollouts.isEmpty || rollouts.contains { $0.matches(rollout) })
    }
}

/// What a webhook is told of one step.
public struct WebhookMessage: Equatable, Sendable {
    /// The same for every attempt to deliver it, and for no other message.
    public let key: String
    /// The rollout: messages are grouped by it.
    public let rollout: String
    /// What stands now, then what no longer does.
    public let alerts: [DecisionAlert]
    /// The trace of the step.
    public let trace: TraceID
    /// When the step was taken.
    public let at: Timestamp
}

/// What a webhook is told, as a pure function of the journal and of what it was told before.
///
/// A decision is an alert that fires from the moment it is taken until the next decision about the same rollout, so that a
/// receiver that keeps states and one that only reads messages both end up right.
public enum WebhookMachine {
    /// Takes one step of the journal.
    ///
    /// - Parameters:
    ///   - announcement: The step.
    ///   - state: How far the webhook has come.
    ///   - filter: What it asked for.
    ///   - externalLabels: Labels put on every alert that does not have them.
    /// - Returns: What to send, `nil` for nothing, and the state once that is delivered.
    public static func next(
        _ announcement: Announcement, after state: WebhookState, filter: WebhookFilter, externalLabels: Labels
    ) -> (message: WebhookMessage?, state: WebhookState) {
        let record = announcement.record
        let decisions = record.effects.compactMap { if case .decide(let decision) = $0 { decision } else { nil } }
        let wanted = decisions.filter { filter.wants($0, of: record.rollout, leadingTo: announcement.phase) }
        let begun = wanted.map { alert($0, announcement, externalLabels) }
        let ended = (state.standing[record.rollout] ?? []).filter { old in !begun.contains { $0.labels == old.labels } }
            .map { old in
                var over = old
                over.endsAt = max(record.at, old.startsAt)
                return over
            }
        var next = state
        next.position = announcement.position
        next.standing[record.rollout] = begun.isEmpty ? nil : begun
        let alerts = begun + (filter.sendsResolved ? ended : [])
        guard !alerts.isEmpty else { return (nil, next) }
        let message = WebhookMessage(
            key: "\(record.rollout)-\(record.sequence)-\(record.event.trace.text)", rollout: record.rollout,
            alerts: alerts, trace: record.event.trace, at: record.at)
        return (message, next)
    }

    private static func alert(_ decision: Decision, _ announcement: Announcement, _ external: Labels) -> DecisionAlert {
        let record = announcement.record
        let drill: Labels = DrillName.origin(of: record.rollout) == nil ? [:] : [DrillName.label: "true"]
        let labels: Labels = [
            "alertname": "StagegateDecision", "rollout": record.rollout, "decision": decision.kind.rawValue,
            "phase": announcement.phase.rawValue, "stage": decision.toStage, "cause": decision.cause,
        ]
        let annotations: Labels = [
            "summary":
                "\(record.rollout): \(decision.kind.rawValue), \(decision.toStage) at \(decision.toWeight.percent) %",
            "description": decision.reason, "trace_id": decision.trace.text, "attempt": "\(decision.attempt)",
            "owner": decision.owner, "sequence": "\(record.sequence)", "from_stage": decision.fromStage,
            "to_stage": decision.toStage, "from_weight": "\(decision.fromWeight.percent)",
            "to_weight": "\(decision.toWeight.percent)",
        ]
        return DecisionAlert(
            labels: external.merging(labels).merging(drill), annotations: annotations, startsAt: decision.at)
    }
}
