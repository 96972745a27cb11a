/// Where a rollout stands: everything the engine needs to know beside the rule.
public struct RolloutState: Equatable, Codable, Sendable {
    /// The rollout's name, as in the rule file.
    public let rollout: String
    /// Number of steps taken so far; each step has the next one.
    public var sequence: Int64
    /// Digest of the rule under which the last step ran.
    public var ruleDigest: String
    /// Number of attempts so far.
    public var attemptCount: Int
    /// The present or last attempt; `nil` before the first.
    public var attempt: Attempt?
    /// The open incidents, in the order they were opened.
    public var incidents: [Incident]
    /// Preflight items attested so far, each item once, the newest attestation.
    public var attestations: [Attestation]
    /// The alerts that fire now, sorted by their labels' fingerprint.
    public var alerts: [Alert]

    /// The state of a rollout nobody has started yet.
    public init(rollout: String, ruleDigest: String) {
        self.rollout = rollout
        self.sequence = 0
        self.ruleDigest = ruleDigest
        self.attemptCount = 0
        self.attempt = nil
        self.incidents = []
        self.attestations = []
        self.alerts = []
    }

    /// The phase; `pending` before the first attempt.
    public var phase: Phase { attempt?.phase ?? .pending }

    /// The share of traffic the canary gets.
    public var weight: Weight { attempt?.weight ?? .zero }
}

/// Where an attempt is in its life.
///
/// `held` is a flag beside the phase, not a phase. From every phase a start leads to `observing` of a new attempt, unless the
/// same revision is running or an incident is open.
public enum Phase: String, Codable, CaseIterable, Sendable {
    /// Means nobody has started the rollout yet. Can transition to: `observing` (start).
    case pending
    /// Means the stage's window runs. Can transition to: `awaitingApproval` (window complete, approval required),
    /// `observing` of the next stage (approval not required) or of a lower one (rollback), `completed` (last window
    /// complete), `stopped` (stop rule, incident, kill), `aborted`.
    case observing
    /// Means the window is complete and a candidate waits. Can transition to: `observing` of the next stage (approved and
    /// green), of the same one (candidate lost) or of a lower one (rollback), `stopped`, `aborted`.
    case awaitingApproval = "awaiting_approval"
    /// Means the rollout was stopped; its weight can only go down. Can transition to: `observing` (resume), `aborted`.
    case stopped
    /// Means 100 % was green for its window. Can transition to: `stopped` (kill, or an incident that demands
    /// 0 %).
    case completed
    /// Means somebody ended the attempt. Can transition to: nothing but a new attempt.
    case aborted

    /// Whether the attempt is evaluated in this phase.
    public var isEvaluated: Bool {
        switch self {
        case .observing, .awaitingApproval, .stopped: true
        case .pending, .completed, .aborted: false
        }
    }
}

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
    /// The approval given to the candidate.
    public var approval: Approval?
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
        self.approval = nil
        self.frozenBaselines = [:]
        self.stop = nil
        self.rollback = nil
        self.lastEvaluatedAt = nil
    }

    /// The share of traffic the canary gets; an attempt that was aborted gets none.
    public var weight: Weight { phase == .aborted ? .zero : visit.weight }
}

/// Promotions suspended by a person.
public struct Hold: Equatable, Codable, Sendable {
    /// Since when.
    public let since: Timestamp
    /// By whom.
    public let actor: String
    /// Why.
    public let reason: String

    /// Makes a hold.
    public init(since: Timestamp, actor: String, reason: String) {
        self.since = since
        self.actor = actor
        self.reason = reason
    }
}

/// How far the window of the present visit has come.
public struct WindowProgress: Equatable, Codable, Sendable {
    /// The grid point from which every gate has passed without a break; `nil` while the rollout is not green.
    public var greenSince: Timestamp?
    /// Grid points with a verdict since `greenSince`, that one included.
    public var verdictCount: Int
    /// The last grid point at which every gate passed (`not_proven` aside); `nil` while the rollout is not green.
    public var lastGreenAt: Timestamp?

    /// An empty window.
    public init() {
        greenSince = nil
        verdictCount = 0
        lastGreenAt = nil
    }
}

/// What is remembered of one gate.
public struct GateMemory: Equatable, Codable, Sendable {
    /// The gate's name.
    public let gate: String
    /// First `fail` of the present run of failures; `nil` while it does not fail.
    public var failingSince: Timestamp?
    /// The last `fail`.
    public var lastFailAt: Timestamp?
    /// First `inconclusive` or `error` of the present run; `nil` while it is decided.
    public var blindSince: Timestamp?
    /// The last verdict's outcome, reason, value and threshold in words, for alerts.
    public var lastSummary: String

    /// An empty memory.
    public init(gate: String) {
        self.gate = gate
        failingSince = nil
        lastFailAt = nil
        blindSince = nil
        lastSummary = ""
    }
}

/// What is remembered of one stop rule.
public struct StopRuleMemory: Equatable, Codable, Sendable {
    /// The stop rule's name.
    public let stopRule: String
    /// Since when its condition holds without a break; `nil` while it does not.
    public var trueSince: Timestamp?
    /// The last grid point at which it held.
    public var lastTrueAt: Timestamp?
    /// The spikes seen since the stage was entered, oldest first (kind `spikes` only).
    public var spikes: [Spike]

    /// An empty memory.
    public init(stopRule: String) {
        self.stopRule = stopRule
        trueSince = nil
        lastTrueAt = nil
        spikes = []
    }
}

/// A run of evaluations above a spike threshold.
public struct Spike: Equatable, Codable, Sendable {
    /// Start of the first hot evaluation's range.
    public let start: Timestamp
    /// End of the last hot evaluation so far.
    public var end: Timestamp
    /// When it became long enough to count; `nil` while it is not.
    public var qualifiedAt: Timestamp?

    /// Makes a spike.
    public init(start: Timestamp, end: Timestamp, qualifiedAt: Timestamp?) {
        self.start = start
        self.end = end
        self.qualifiedAt = qualifiedAt
    }
}

/// The value of one gate at one moment, as it is kept with decisions.
public struct GateSnapshot: Equatable, Codable, Sendable {
    /// The gate's name.
    public let gate: String
    /// What it came to.
    public let outcome: Outcome
    /// Why.
    public let reason: Reason
    /// The value.
    public let value: SampleValue?
    /// The limit.
    public let threshold: Double?
    /// How the value compares to the limit when it passes.
    public let comparison: String
    /// Events the value rests on.
    public let events: Double?
    /// Whether the gate only gathered its baseline.
    public let isCollecting: Bool

    /// The snapshot of a verdict.
    public init(_ verdict: Verdict) {
        gate = verdict.subject
        outcome = verdict.outcome
        reason = verdict.reason
        value = verdict.value
        threshold = verdict.threshold
        comparison = verdict.comparison
        events = verdict.events
        isCollecting = verdict.isCollecting
    }
}

/// The frozen evidence of one completed window: what an approver approves.
public struct Candidate: Equatable, Codable, Sendable {
    /// Names this candidate among all: rollout, attempt and sequence number of the step that made it.
    public let id: String
    /// The stage whose window is complete.
    public let stage: String
    /// The stage that comes next.
    public let nextStage: String
    /// The weight that comes next.
    public let nextWeight: Weight
    /// From when the rollout was green.
    public let greenSince: Timestamp
    /// When the window was complete.
    public let completedAt: Timestamp
    /// The gates at that moment.
    public let gates: [GateSnapshot]

    /// Makes a candidate.
    public init(
        id: String, stage: String, nextStage: String, nextWeight: Weight, greenSince: Timestamp,
        completedAt: Timestamp, gates: [GateSnapshot]
    ) {
        self.id = id
        self.stage = stage
        self.nextStage = nextStage
        self.nextWeight = nextWeight
        self.greenSince = greenSince
        self.completedAt = completedAt
        self.gates = gates
    }
}

/// An approval: for one candidate, used once.
public struct Approval: Equatable, Codable, Sendable {
    /// The candidate approved.
    public let candidate: String
    /// Who approved.
    public let actor: String
    /// When.
    public let at: Timestamp
    /// When it is no longer valid.
    public let expiresAt: Timestamp

    /// Makes an approval.
    public init(candidate: String, actor: String, at: Timestamp, expiresAt: Timestamp) {
        self.candidate = candidate
        self.actor = actor
        self.at = at
        self.expiresAt = expiresAt
    }
}

/// Why an attempt stands still.
public struct Stop: Equatable, Codable, Sendable {
    /// Since when.
    public let since: Timestamp
    /// First breach: when the condition that led to the stop was first seen.
    public let firstBreachAt: Timestamp
    /// The stop rule's name, `incident:<kind>` or `kill_switch`.
    public let cause: String
    /// The reason in words.
    public let reason: String
    /// Who: an actor's name, or `stagegate`.
    public let owner: String
    /// The trace of the decision.
    public let trace: TraceID

    /// Makes a stop.
    public init(
        since: Timestamp, firstBreachAt: Timestamp, cause: String, reason: String, owner: String, trace: TraceID
    ) {
        self.since = since
        self.firstBreachAt = firstBreachAt
        self.cause = cause
        self.reason = reason
        self.owner = owner
        self.trace = trace
    }
}

/// A rollback that has not been made good yet.
public struct Rollback: Equatable, Codable, Sendable {
    /// When.
    public let at: Timestamp
    /// The gate that failed, or `operator`.
    public let cause: String
    /// From which stage.
    public let fromStage: String
    /// To which stage.
    public let toStage: String
    /// The reason in words.
    public let reason: String
    /// The trace of the decision.
    public let trace: TraceID

    /// Makes a rollback.
    public init(
        at: Timestamp, cause: String, fromStage: String, toStage: String, reason: String, trace: TraceID
    ) {
        self.at = at
        self.cause = cause
        self.fromStage = fromStage
        self.toStage = toStage
        self.reason = reason
        self.trace = trace
    }
}

/// A preflight item attested by a person.
public struct Attestation: Equatable, Codable, Sendable {
    /// The item's name in the rule.
    public let item: String
    /// Who attested it.
    public let actor: String
    /// When.
    public let at: Timestamp
    /// What was said.
    public let note: String
    /// The digest of the rule it was attested for.
    public let ruleDigest: String

    /// Makes an attestation.
    public init(item: String, actor: String, at: Timestamp, note: String, ruleDigest: String) {
        self.item = item
        self.actor = actor
        self.at = at
        self.note = note
        self.ruleDigest = ruleDigest
    }
}

/// One visit to a stage: the protocol's evidence record (§8).
public struct StageVisit: Equatable, Codable, Sendable {
    /// The stage's name.
    public let stage: String
    /// The weight served during the visit.
    public let weight: Weight
    /// When the stage was entered.
    public let enteredAt: Timestamp
    /// When it was left; `nil` while it lasts.
    public var leftAt: Timestamp?
    /// The gates at the decision that ended the visit, or at the newest evaluation while it lasts.
    public var gates: [GateSnapshot]
    /// The decision that ended the visit.
    public var decision: Decision.Kind?
    /// Who decided: the approver of a promotion, else the decision's owner.
    public var owner: String?
    /// The reason of that decision.
    public var reason: String?
    /// The trace of that decision.
    public var trace: TraceID?
    /// Incident notes, in order.
    public var notes: [String]

    /// The record of a visit that begins.
    public init(stage: String, weight: Weight, enteredAt: Timestamp) {
        self.stage = stage
        self.weight = weight
        self.enteredAt = enteredAt
        self.leftAt = nil
        self.gates = []
        self.decision = nil
        self.owner = nil
        self.reason = nil
        self.trace = nil
        self.notes = []
    }
}
