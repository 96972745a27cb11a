/// Promotions suspended, by a person or because a gate was undecided for too long.
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
