public import GateModel

extension API {
    /// Decisions about a rollout, newest first.
    public struct DecisionList: Codable, Equatable, Sendable {
        /// The decisions.
        public var decisions: [DecisionRecord]
    }

    /// A decision and the step it belongs to.
    public struct DecisionRecord: Codable, Equatable, Sendable {
        /// The step's number within the rollout.
        public var sequence: Int64
        /// What was decided.
        public var kind: Decision.Kind
        /// The attempt it was decided for.
        public var attempt: Int
        /// When.
        public var at: String
        /// Who decided.
        public var owner: String
        /// The trace.
        public var traceID: String
        /// The stage before.
        public var fromStage: String
        /// The stage after.
        public var toStage: String
        /// The weight before.
        public var fromWeightPercent: Int
        /// The weight after.
        public var toWeightPercent: Int
        /// What caused it.
        public var cause: String
        /// The reason in words.
        public var reason: String

        enum CodingKeys: String, CodingKey {
            case sequence, kind, attempt, at, owner, cause, reason
            case traceID = "trace_id"
            case fromStage = "from_stage"
            case toStage = "to_stage"
            case fromWeightPercent = "from_weight_percent"
            case toWeightPercent = "to_weight_percent"
        }
    }

    /// Journal records of a rollout, newest first.
    public struct Journal: Codable, Equatable, Sendable {
        /// The records.
        public var records: [Record]
    }

    /// One step as it was committed.
    public struct Record: Codable, Equatable, Sendable {
        /// The step's number within the rollout.
        public var sequence: Int64
        /// The time the step ran at.
        public var at: String
        /// What happened: the event's name.
        public var event: String
        /// What was said with it, by name.
        public var details: [String: String]
        /// Who caused it.
        public var actor: String
        /// The trace.
        public var traceID: String
        /// Digest of the rule it ran under.
        public var ruleDigest: String
        /// What was decided.
        public var decisions: [DecisionRecord]
        /// The gates, where the event is an evaluation.
        public var gates: [GateSnapshot]?
        /// Why the event was refused.
        public var rejection: Rejection?

        enum CodingKeys: String, CodingKey {
            case sequence, at, event, details, actor, decisions, gates, rejection
            case traceID = "trace_id"
            case ruleDigest = "rule_digest"
        }
    }

    /// Why a request was refused.
    public struct Rejection: Codable, Equatable, Sendable {
        /// The code, which is the `errorType` of the answer.
        public var code: String
        /// What is missing and what to do.
        public var message: String
    }

    /// What build is running.
    public struct BuildInfo: Codable, Equatable, Sendable {
        /// The released version.
        public var version: String
        /// The commit it was built from.
        public var revision: String

        /// Makes build information.
        public init(version: String, revision: String) {
            self.version = version
            self.revision = revision
        }
    }
}
