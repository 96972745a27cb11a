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
    /// When the attempt was started: before that nothing of the revision was rolled out.
    public let attemptStartedAt: Timestamp
    /// Baselines frozen when stage 0 was left, by gate.
    public let frozenBaselines: [String: RatioCounts]
    /// What each gate with confidence has gathered since the stage was entered, by gate.
    public let evidence: [String: GateEvidence]

    /// Makes a context; an attempt whose start is not given began with the stage.
    public init(
        revision: String, stage: Stage, stageEnteredAt: Timestamp, attemptStartedAt: Timestamp? = nil,
        frozenBaselines: [String: RatioCounts] = [:], evidence: [String: GateEvidence] = [:]
    ) {
        self.revision = revision
        self.stage = stage
        self.stageEnteredAt = stageEnteredAt
        self.attemptStartedAt = attemptStartedAt ?? stageEnteredAt
        self.frozenBaselines = frozenBaselines
        self.evidence = evidence
    }

    /// The context of an attempt; `nil` when the rule no longer has the stage the attempt is at.
    public init?(rule: RolloutRule, attempt: Attempt) {
        guard let index = rule.stageIndex(named: attempt.visit.stage) else { return nil }
        self.init(
            revision: attempt.revision, stage: rule.stages[index], stageEnteredAt: attempt.visit.enteredAt,
            attemptStartedAt: attempt.startedAt, frozenBaselines: attempt.frozenBaselines, evidence: attempt.evidence)
    }

    /// Whether nothing runs on the canary, so that only the baseline can be asked.
    public var isBeforeCanary: Bool { stage.weight == .zero }

    /// The track that stands for the rollout at this stage: the baseline while there is no canary.
    public var track: Track { isBeforeCanary ? .baseline : .canary }
}
