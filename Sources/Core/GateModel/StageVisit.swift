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
    /// How sure it is; `nil` for gates without confidence.
    public let certainty: Certainty?

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
        certainty = verdict.certainty
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
