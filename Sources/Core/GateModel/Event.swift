/// Something that happened to a rollout: the engine's only input beside state, time and rule.
public struct Event: Equatable, Codable, Sendable {
    /// Who caused it.
    public let actor: Actor
    /// The trace it belongs to; decisions, alerts and log lines carry it on.
    public let trace: TraceID
    /// What happened.
    public let kind: Kind

    /// Makes an event.
    public init(actor: Actor, trace: TraceID, kind: Kind) {
        self.actor = actor
        self.trace = trace
        self.kind = kind
    }

    /// What can happen.
    public enum Kind: Equatable, Codable, Sendable {
        /// Somebody asked for a revision to be rolled out.
        case startRequested(revision: String)
        /// Somebody attested a preflight item of the rule.
        case preflightAttested(item: String, note: String)
        /// Somebody approved the rule with this digest for a preflight item that asks for it.
        case ruleApproved(item: String, digest: String, note: String)
        /// Somebody asked whom a stop of this rollout would be told to: the test alert fires until the finding is in.
        case routingTestBegun
        /// A machine has tried to prove something that has to be true before a start.
        case preflightChecked(PreflightCheck)
        /// A grid point was evaluated.
        case evaluated(Evaluation)
        /// Grid points in (`after`, `through`] can no longer be evaluated: a recorded gap.
        case evaluationsMissed(after: Timestamp, through: Timestamp)
        /// Somebody approved a candidate; `onCall` names who was on call when the rule asks by query, else it is `nil`.
        case approvalGiven(candidate: String, onCall: [String]?)
        /// Somebody suspended promotions.
        case held(reason: String)
        /// Somebody lifted the hold.
        case unheld(reason: String)
        /// Somebody took the rollout back to a lower stage; the previous stable stage where none is named.
        case rolledBack(toStage: String?, reason: String)
        /// Somebody pulled the kill switch.
        case killed(reason: String)
        /// Somebody let a stopped rollout go on.
        case resumed(reason: String)
        /// Somebody ended the attempt.
        case aborted(reason: String)
        /// A safety event became known.
        case incidentOpened(id: String, kind: IncidentKind, note: String)
        /// A safety event is over.
        case incidentResolved(id: String, note: String)
        /// Somebody learned something about an incident, open or over.
        case incidentNoted(id: String, note: String)
        /// Alertmanager said something new of alerts that the rule takes for safety events.
        case alertsReported([AlertReport])
        /// The rule was replaced by the one under which this step runs.
        case rulesReplaced
    }
}

extension Event.Kind {
    /// The word for this event in the journal, the API and the metrics.
    public var name: String {
        switch self {
        case .startRequested: "start_requested"
        case .preflightAttested: "preflight_attested"
        case .ruleApproved: "rule_approved"
        case .routingTestBegun: "routing_test_begun"
        case .preflightChecked: "preflight_checked"
        case .evaluated: "evaluated"
        case .evaluationsMissed: "evaluations_missed"
        case .approvalGiven: "approval_given"
        case .held: "held"
        case .unheld: "unheld"
        case .rolledBack: "rolled_back"
        case .killed: "killed"
        case .resumed: "resumed"
        case .aborted: "aborted"
        case .incidentOpened: "incident_opened"
        case .incidentResolved: "incident_resolved"
        case .incidentNoted: "incident_noted"
        case .alertsReported: "alerts_reported"
        case .rulesReplaced: "rules_replaced"
        }
    }
}
