/// One run of a rollout.
public struct Attempt: Equatable, Codable, Sendable {
    /// Counts from 1 within the rollout.
    public let number: Int
    /// The version under rollout.
    public let revision: String
    /// When it was started.
    public let startedAt: Timestamp
    /// Who started it.
    public let startedBy: String
    /// The phase.
    public var phase: Phase
    /// The hold, while there is one.
    public var hold: Hold?
    /// The present visit to a stage.
    public var visit: StageVisit
    /// The visits before, oldest first.
    public var pastVisits: [StageVisit]
    /// Names of the stages this attempt left upwards with a full green window.
    public var stableStages: [String]
    /// How far the window has come.
    public var window: WindowProgress
    /// What is remembered of each gate from evaluation to evaluation, in rule order.
    public var gates: [GateMemory]
    /// What is remembered of each stop rule, in rule order.
    public var stopRules: [StopRuleMemory]
    /// The evidence that waits for approval.
    public var candidate: Candidate?
    /// The last candidate that stands no more, to tell somebody who approves it what has changed.
    public var formerCandidate: Candidate?
    /// The approval given to the candidate.
    public var approval: Approval?
    /// What each gate with confidence has gathered since the stage was entered, by gate.
    public var evidence: [String: GateEvidence]
    /// Baselines frozen when stage 0 was left, by gate.
    public var frozenBaselines: [String: RatioCounts]
    /// Why the attempt stands still, while it is stopped.
    public var stop: Stop?
    /// The last rollback that has not been made good by a promotion.
    public var rollback: Rollback?
    /// The newest grid point that counts as decided: evaluated, recorded as missed, or not after the attempt's start; the
    /// next one due comes after it.
    public var lastEvaluatedAt: Timestamp?

    /// Makes the attempt as it is right after its start.
    public init(number: Int, revision: String, startedAt: Timestamp, startedBy: String, visit: StageVisit) {
        self.number = number
        self.revision = revision
        self.startedAt = startedAt
        self.startedBy = startedBy
        self.phase = .observing
        self.hold = nil
        self.visit = visit
        self.pastVisits = []
        self.stableStages = []
        self.window = WindowProgress()
        self.gates = []
        self.stopRules = []
        self.candidate = nil
        self.formerCandidate = nil
        self.approval = nil
        self.evidence = [:]
        self.frozenBaselines = [:]
        self.stop = nil
        self.rollback = nil
        self.lastEvaluatedAt = nil
    }

    /// The share of traffic the canary gets; an attempt that was aborted gets none.
    public var weight: Weight { phase == .aborted ? .zero : visit.weight }
}

extension Attempt {
    /// Reads an attempt; one from before there was evidence has none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        number = try container.decode(Int.self, forKey: .number)
        revision = try container.decode(String.self, forKey: .revision)
        startedAt = try container.decode(Timestamp.self, forKey: .startedAt)
        startedBy = try container.decode(String.self, forKey: .startedBy)
        phase = try container.decode(Phase.self, forKey: .phase)
        hold = try container.decodeIfPresent(Hold.self, forKey: .hold)
        visit = try container.decode(StageVisit.self, forKey: .visit)
        pastVisits = try container.decode([StageVisit].self, forKey: .pastVisits)
        stableStages = try container.decode([String].self, forKey: .stableStages)
        window = try container.decode(WindowProgress.self, forKey: .window)
        gates = try container.decode([GateMemory].self, forKey: .gates)
        stopRules = try container.decode([StopRuleMemory].self, forKey: .stopRules)
        candidate = try container.decodeIfPresent(Candidate.self, forKey: .candidate)
        formerCandidate = try container.decodeIfPresent(Candidate.self, forKey: .formerCandidate)
        approval = try container.decodeIfPresent(Approval.self, forKey: .approval)
        evidence = try container.decodeIfPresent([String: GateEvidence].self, forKey: .evidence) ?? [:]
        frozenBaselines = try container.decode([String: RatioCounts].self, forKey: .frozenBaselines)
        stop = try container.decodeIfPresent(Stop.self, forKey: .stop)
        rollback = try container.decodeIfPresent(Rollback.self, forKey: .rollback)
        lastEvaluatedAt = try container.decodeIfPresent(Timestamp.self, forKey: .lastEvaluatedAt)
    }
}
