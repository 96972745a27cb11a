public import GateModel

extension API {
    /// Promotions suspended by a person.
    public struct Hold: Codable, Equatable, Sendable {
        /// Since when.
        public var since: String
        /// By whom.
        public var actor: String
        /// Why.
        public var reason: String
    }

    /// The evidence of one completed window: what an approver approves.
    public struct Candidate: Codable, Equatable, Sendable {
        /// What to name in an approval.
        public var id: String
        /// The stage whose window is complete.
        public var stage: String
        /// The stage that comes next.
        public var nextStage: String
        /// Its weight.
        public var nextWeightPercent: Int
        /// How long the next stage has to be green; left out where the rule has no such stage any more.
        public var nextWindow: String?
        /// The gates that take part there.
        public var nextGates: [String]
        /// From when the rollout was green.
        public var greenSince: String
        /// When the window was complete.
        public var completedAt: String
        /// The gates at that moment.
        public var gates: [GateSnapshot]
        /// What was not proven and why the rollout may go on nevertheless; left out when every gate passed.
        public var caveat: String?

        enum CodingKeys: String, CodingKey {
            case id, stage, gates, caveat
            case nextStage = "next_stage"
            case nextWeightPercent = "next_weight_percent"
            case nextWindow = "next_window"
            case nextGates = "next_gates"
            case greenSince = "green_since"
            case completedAt = "completed_at"
        }
    }

    /// An approval.
    public struct Approval: Codable, Equatable, Sendable {
        /// The candidate approved.
        public var candidate: String
        /// Who approved.
        public var actor: String
        /// When.
        public var at: String
        /// When it is no longer valid.
        public var expiresAt: String

        enum CodingKeys: String, CodingKey {
            case candidate, actor, at
            case expiresAt = "expires_at"
        }
    }

    /// An incident.
    public struct Incident: Codable, Equatable, Sendable {
        /// What to name when it is resolved.
        public var id: String
        /// What happened.
        public var kind: IncidentKind
        /// When it was opened.
        public var openedAt: String
        /// Who or what opened it.
        public var openedBy: String
        /// What was known about it then.
        public var note: String
        /// The trace of the step that opened it.
        public var traceID: String?
        /// What was added later, oldest first.
        public var notes: [IncidentNote]
        /// When it was resolved; left out while it is open.
        public var resolvedAt: String?
        /// Who or what resolved it.
        public var resolvedBy: String?
        /// What was said then.
        public var resolution: String?

        enum CodingKeys: String, CodingKey {
            case id, kind, note, notes, resolution
            case openedAt = "opened_at"
            case openedBy = "opened_by"
            case traceID = "trace_id"
            case resolvedAt = "resolved_at"
            case resolvedBy = "resolved_by"
        }
    }

    /// A note on an incident.
    public struct IncidentNote: Codable, Equatable, Sendable {
        /// When it was written.
        public var at: String
        /// Who wrote it.
        public var author: String
        /// What it says.
        public var text: String
    }

    /// What became of a notification of Alertmanager.
    public struct NotificationReceipt: Codable, Equatable, Sendable {
        /// Alerts in the notification.
        public var alerts: Int
        /// Those of them that a rule is about.
        public var matched: Int
        /// The rollouts in which something changed; a repetition changes nothing.
        public var changed: [String]
    }

    /// Why an attempt stands still.
    public struct Stop: Codable, Equatable, Sendable {
        /// Since when.
        public var since: String
        /// When the condition was first seen.
        public var firstBreachAt: String
        /// The stop rule, `incident:<kind>` or `kill_switch`.
        public var cause: String
        /// The reason in words.
        public var reason: String
        /// Who.
        public var owner: String
        /// The trace of the decision.
        public var traceID: String

        enum CodingKeys: String, CodingKey {
            case since, cause, reason, owner
            case firstBreachAt = "first_breach_at"
            case traceID = "trace_id"
        }
    }

    /// A rollback that has not been made good yet.
    public struct Rollback: Codable, Equatable, Sendable {
        /// When.
        public var at: String
        /// The gate that failed, or `operator`.
        public var cause: String
        /// From which stage.
        public var fromStage: String
        /// To which stage.
        public var toStage: String
        /// The reason in words.
        public var reason: String
        /// The trace of the decision.
        public var traceID: String

        enum CodingKeys: String, CodingKey {
            case at, cause, reason
            case fromStage = "from_stage"
            case toStage = "to_stage"
            case traceID = "trace_id"
        }
    }

    /// One visit to a stage: the protocol's evidence record.
    public struct Visit: Codable, Equatable, Sendable {
        /// The stage's name.
        public var stage: String
        /// The weight served during the visit.
        public var weightPercent: Int
        /// When the stage was entered.
        public var enteredAt: String
        /// When it was left; left out while the visit lasts.
        public var leftAt: String?
        /// The gates at the decision that ended the visit, or at the newest evaluation while it lasts.
        public var gates: [GateSnapshot]
        /// Which of them are proven worse, corrected for their number; left out when none has confidence.
        public var provenWorse: ProvenWorse?
        /// The decision that ended the visit.
        public var decision: Decision.Kind?
        /// Who decided.
        public var owner: String?
        /// The reason of the decision.
        public var reason: String?
        /// The trace of the decision.
        public var traceID: String?
        /// Incident notes, in order.
        public var notes: [String]

        enum CodingKeys: String, CodingKey {
            case stage, gates, decision, owner, reason, notes
            case weightPercent = "weight_percent"
            case enteredAt = "entered_at"
            case leftAt = "left_at"
            case provenWorse = "proven_worse"
            case traceID = "trace_id"
        }
    }

    /// The evidence log of one attempt.
    public struct Report: Codable, Equatable, Sendable {
        /// The rollout's name.
        public var rollout: String
        /// What the rule says it is.
        public var description: String
        /// The version under rollout; left out before the first attempt, as everything about it.
        public var revision: String?
        /// The attempt's number.
        public var attempt: Int?
        /// The phase.
        public var phase: Phase
        /// When the attempt was started.
        public var startedAt: String?
        /// Who started it.
        public var startedBy: String?
        /// Digest of the rule in force.
        public var ruleDigest: String
        /// The evidence records, oldest first.
        public var visits: [Visit]
        /// The decisions about the attempt, oldest first.
        public var decisions: [DecisionRecord]
        /// Whether older decisions were left out because there are too many.
        public var decisionsCut: Bool
        /// The stop rules and what was remembered of them at the end, or is now.
        public var stopRules: [StopRule]
        /// Incidents that are open.
        public var incidents: [Incident]
        /// The newest incidents that are over, in the order they were resolved.
        public var resolvedIncidents: [Incident]
        /// The preflight items.
        public var preflight: [PreflightItem]
        /// How many attempts there were so far.
        public var attempts: Int
        /// When the report was made.
        public var generatedAt: String?
        /// The newest entry of the journal then.
        public var journal: JournalHead?
        /// What became of the alerts and messages about the attempt, newest first.
        public var receipts: [Receipt]
        /// The rollout that was drilled; left out where nothing is a drill.
        public var drillOf: String?

        enum CodingKeys: String, CodingKey {
            case rollout, description, revision, attempt, phase, visits, decisions, incidents, preflight, attempts
            case journal, receipts
            case decisionsCut = "decisions_cut"
            case stopRules = "stop_rules"
            case generatedAt = "generated_at"
            case startedAt = "started_at"
            case startedBy = "started_by"
            case ruleDigest = "rule_digest"
            case resolvedIncidents = "resolved_incidents"
            case drillOf = "drill_of"
        }
    }
}
