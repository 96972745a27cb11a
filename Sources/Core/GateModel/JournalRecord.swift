/// One committed step: what happened, what came of it and where the rollout stood then.
public struct JournalRecord: Equatable, Codable, Sendable {
    /// The rollout.
    public let rollout: String
    /// The step's number within the rollout, from 1.
    public let sequence: Int64
    /// The time the step ran at.
    public let at: Timestamp
    /// Digest of the rule it ran under.
    public let ruleDigest: String
    /// What happened.
    public let event: Event
    /// What came of it.
    public let effects: [Effect]

    /// Makes a record.
    public init(
        rollout: String, sequence: Int64, at: Timestamp, ruleDigest: String, event: Event, effects: [Effect]
    ) {
        self.rollout = rollout
        self.sequence = sequence
        self.at = at
        self.ruleDigest = ruleDigest
        self.event = event
        self.effects = effects
    }
}

/// An alert in the outbox: what has to be told, whoever has heard it so far.
public struct OutboxAlert: Equatable, Codable, Sendable {
    /// The alert.
    public let alert: Alert
    /// When it was resolved; `nil` while it fires.
    public let resolvedAt: Timestamp?

    /// Makes an outbox entry.
    public init(alert: Alert, resolvedAt: Timestamp?) {
        self.alert = alert
        self.resolvedAt = resolvedAt
    }

    /// What tells it from others: the fingerprint of its labels.
    public var id: String { alert.labels.fingerprint }
}

/// A call that was turned away before it reached the engine: no credential, a wrong one, or not enough authority.
public struct Refusal: Equatable, Codable, Sendable {
    /// When.
    public let at: Timestamp
    /// The actor's name, or empty when nobody was recognised.
    public let actor: String
    /// Where the call came from.
    public let remote: String
    /// What was called: method and path.
    public let call: String
    /// The HTTP status answered.
    public let status: Int
    /// Why.
    public let reason: String

    /// Makes a refusal.
    public init(at: Timestamp, actor: String, remote: String, call: String, status: Int, reason: String) {
        self.at = at
        self.actor = actor
        self.remote = remote
        self.call = call
        self.status = status
        self.reason = reason
    }
}
