/// How far one alert has come with one Alertmanager.
public struct DeliveryState: Equatable, Codable, Sendable {
    /// The alert's fingerprint.
    public let alertID: String
    /// The Alertmanager's base URL.
    public let target: String
    /// `startsAt` of the alert as it was last accepted; `nil` before the first acceptance.
    public var acceptedStart: Timestamp?
    /// When it was last accepted.
    public var acceptedAt: Timestamp?
    /// When the resolution was first accepted; `nil` while it was not.
    public var resolutionAcceptedAt: Timestamp?
    /// Why the target does not get the alert; `nil` while it takes it.
    public var drop: DeliveryDrop?
    /// `startsAt` of the alert as it was last read back, whatever came of that; `nil` before.
    public var confirmedStart: Timestamp?

    /// The state before anything was sent.
    public init(alertID: String, target: String) {
        self.alertID = alertID
        self.target = target
        acceptedStart = nil
        acceptedAt = nil
        resolutionAcceptedAt = nil
        drop = nil
        confirmedStart = nil
    }
}

/// That a target refused an alert for the alert's own sake: sending it again would change nothing.
public struct DeliveryDrop: Equatable, Codable, Sendable {
    /// When.
    public let at: Timestamp
    /// `startsAt` of what was refused; a new start is tried again.
    public let startsAt: Timestamp
    /// Whether the resolution was refused, not the alert.
    public let isResolved: Bool
    /// Why, in the target's words.
    public let reason: String

    /// Makes a drop.
    public init(at: Timestamp, startsAt: Timestamp, isResolved: Bool, reason: String) {
        self.at = at
        self.startsAt = startsAt
        self.isResolved = isResolved
        self.reason = reason
    }
}

/// What became of something that left the process: evidence that stays when the delivery itself is forgotten.
public struct DeliveryReceipt: Equatable, Codable, Sendable {
    /// What became of it.
    public enum Outcome: String, Codable, CaseIterable, Sendable {
        /// It was accepted and read back: `receivers` says whom it was routed to.
        case routed
        /// It was accepted, but could not be read back.
        case unconfirmed
        /// The target will not have it, however often it is sent.
        case dropped
    }

    /// When this was found.
    public let at: Timestamp
    /// The rollout it is about.
    public let rollout: String
    /// The Alertmanager's base URL, or the webhook's name.
    public let target: String
    /// The alert's fingerprint as the target has it, or the webhook's idempotency key.
    public let subject: String
    /// `alertname`, or the kind of decision.
    public let name: String
    /// When what it tells of began.
    public let startsAt: Timestamp
    /// What became of it.
    public let outcome: Outcome
    /// The receivers it was routed to.
    public let receivers: [String]
    /// Alertmanager's word for who is told: `active`, `suppressed`, `unprocessed`; empty where it was not read.
    public let state: String
    /// What silences or inhibits it, or why it was dropped or not read; empty when there is nothing to say.
    public let detail: String

    /// Makes a receipt.
    public init(
        at: Timestamp, rollout: String, target: String, subject: String, name: String, startsAt: Timestamp,
        outcome: Outcome, receivers: [String] = [], state: String = "", detail: String = ""
    ) {
        self.at = at
        self.rollout = rollout
        self.target = target
        self.subject = subject
        self.name = name
        self.startsAt = startsAt
        self.outcome = outcome
        self.receivers = receivers
        self.state = state
        self.detail = detail
    }
}
