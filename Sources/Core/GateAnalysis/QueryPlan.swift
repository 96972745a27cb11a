public import GateModel
public import GateRules

/// Where a rollout stands, as far as its queries depend on it.
public struct PlanContext: Equatable, Sendable {
    /// The version under rollout.
    public let revision: String
    /// The stage.
    public let stage: Stage
    /// When it was entered.
    public let stageEnteredAt: Timestamp
    /// Baselines frozen when stage 0 was left, by gate.
    public let frozenBaselines: [String: RatioCounts]

    /// Makes a context.
    public init(
        revision: String, stage: Stage, stageEnteredAt: Timestamp, frozenBaselines: [String: RatioCounts] = [:]
    ) {
        self.revision = revision
        self.stage = stage
        self.stageEnteredAt = stageEnteredAt
        self.frozenBaselines = frozenBaselines
    }
}

/// Everything that has to be asked to evaluate a rollout at one grid point.
public struct QueryPlan: Equatable, Sendable {
    /// The queries of one gate or one measured stop rule.
    public struct Subject: Equatable, Sendable {
        /// The name of the gate or stop rule.
        public let name: String
        /// Its queries, names unique within the subject.
        public let queries: [Query]
    }

    /// The evaluation timestamp.
    public let at: Timestamp
    /// The rule.
    public let rule: RolloutRule
    /// Where the rollout stands.
    public let context: PlanContext
    /// One subject a gate that applies, in rule order.
    public let gates: [Subject]
    /// One subject a stop rule that measures something itself, in rule order.
    public let stopRules: [Subject]

    /// Every query to send, each once.
    public var queries: [Query] {
        var seen: Set<Query> = []
        return (gates + stopRules).flatMap(\.queries).filter { seen.insert($0).inserted }
    }
}
