public import GateModel

extension API {
    /// Every rollout.
    public struct RolloutList: Codable, Equatable, Sendable {
        /// In the order of the rule files.
        public var rollouts: [Rollout]
    }

    /// One rollout at one moment.
    public struct Rollout: Codable, Equatable, Sendable {
        /// The rollout's name.
        public var name: String
        /// What the rule says it is.
        public var description: String
        /// The phase.
        public var phase: Phase
        /// Whether a person has suspended promotions.
        public var held: Bool
        /// Who has, since when and why.
        public var hold: Hold?
        /// The present stage.
        public var stage: String?
        /// The share of traffic served to the canary in percent.
        public var weightPercent: Int
        /// The same as a ratio from 0 to 1.
        public var weightRatio: Double
        /// The stage that comes next; left out where there is none.
        public var nextStage: String?
        /// Its weight.
        public var nextWeightPercent: Int?
        /// All stages of the rule, lowest first.
        public var stages: [Stage]
        /// The version under rollout.
        public var revision: String?
        /// The attempt's number, from 1.
        public var attempt: Int?
        /// When the attempt was started.
        public var startedAt: String?
        /// Who started it.
        public var startedBy: String?
        /// When the present stage was entered.
        public var stageEnteredAt: String?
        /// How long the present stage must be green without a break.
        public var window: String?
        /// From when it has been green without a break; left out while it is not green.
        public var greenSince: String?
        /// How much of the window had passed at the newest evaluation.
        public var windowElapsed: String?
        /// The newest grid point that was evaluated or recorded as missed.
        public var lastEvaluatedAt: String?
        /// The evidence that waits for approval.
        public var candidate: Candidate?
        /// The approval given to it.
        public var approval: Approval?
        /// Open incidents, oldest first.
        public var incidents: [Incident]
        /// Why it stands still, while it is stopped.
        public var stop: Stop?
        /// The last rollback that was not made good yet.
        public var rollback: Rollback?
        /// The gates in the order of the rule.
        public var gates: [Gate]
        /// The stop rules in the order of the rule.
        public var stopRules: [StopRule]
        /// Why it does not go on by itself right now; empty when it does.
        public var waitingFor: [String]
        /// The attempt's stage visits, oldest first, the present one last.
        public var visits: [Visit]
        /// Number of steps taken so far.
        public var sequence: Int64
        /// Digest of the rule in force.
        public var ruleDigest: String
        /// The preflight items of the rule.
        public var preflight: [PreflightItem]

        enum CodingKeys: String, CodingKey {
            case name, description, phase, held, hold, stage, stages, revision, attempt, window, candidate, approval
            case incidents, stop, rollback, gates, visits, sequence, preflight
            case weightPercent = "weight_percent"
            case weightRatio = "weight_ratio"
            case nextStage = "next_stage"
            case nextWeightPercent = "next_weight_percent"
            case startedAt = "started_at"
            case startedBy = "started_by"
            case stageEnteredAt = "stage_entered_at"
            case greenSince = "green_since"
            case windowElapsed = "window_elapsed"
            case lastEvaluatedAt = "last_evaluated_at"
            case stopRules = "stop_rules"
            case waitingFor = "waiting_for"
            case ruleDigest = "rule_digest"
        }
    }

    /// The least a consumer of the weight needs.
    public struct Weight: Codable, Equatable, Sendable {
        /// The rollout's name.
        public var rollout: String
        /// The share of traffic served to the canary in percent.
        public var weightPercent: Int
        /// The same as a ratio from 0 to 1.
        public var weightRatio: Double
        /// The version under rollout.
        public var revision: String?
        /// The phase.
        public var phase: Phase
        /// Number of steps taken so far.
        public var sequence: Int64

        enum CodingKeys: String, CodingKey {
            case rollout, revision, phase, sequence
            case weightPercent = "weight_percent"
            case weightRatio = "weight_ratio"
        }
    }

    /// A stage of the rule.
    public struct Stage: Codable, Equatable, Sendable {
        /// The stage's name.
        public var name: String
        /// Its weight.
        public var weightPercent: Int
        /// How long it must be green without a break.
        public var window: String
        /// Whether leaving it upwards needs an approval.
        public var needsApproval: Bool

        enum CodingKeys: String, CodingKey {
            case name, window
            case weightPercent = "weight_percent"
            case needsApproval = "needs_approval"
        }
    }
}
