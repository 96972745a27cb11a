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
    /// What was not proven and why the rollout may go on nevertheless; `nil` when every gate passed.
    public let caveat: String?

    /// Makes a candidate.
    public init(
        id: String, stage: String, nextStage: String, nextWeight: Weight, greenSince: Timestamp,
        completedAt: Timestamp, gates: [GateSnapshot], caveat: String? = nil
    ) {
        self.id = id
        self.stage = stage
        self.nextStage = nextStage
        self.nextWeight = nextWeight
        self.greenSince = greenSince
        self.completedAt = completedAt
        self.gates = gates
        self.caveat = caveat
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
