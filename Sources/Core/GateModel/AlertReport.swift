/// One firing of one alert, as Alertmanager tells it from others.
public struct AlertOccurrence: Hashable, Codable, Sendable {
    /// The alert: its group and its fingerprint in one hash of 16 hex digits.
    public let alert: String
    /// When this firing began.
    public let startsAt: Timestamp

    /// Makes an occurrence.
    ///
    /// - Parameters:
    ///   - group: Alertmanager's `groupKey`, which nobody else can read.
    ///   - fingerprint: The alert's fingerprint.
    ///   - startsAt: When this firing began.
    public init(group: String, fingerprint: String, startsAt: Timestamp) {
        alert = Self.digits(of: Array(group.utf8) + [0xFF] + Array(fingerprint.utf8))
        self.startsAt = startsAt
    }

    /// The id of the incident this firing opens: the same on every repetition.
    public var incidentID: String {
        "alert-" + Self.digits(of: Array("\(alert)@\(startsAt.milliseconds)".utf8))
    }

    private static func digits(of bytes: [UInt8]) -> String {
        let hex = String(FNV1a.hash(bytes), radix: 16)
        return String(repeating: "0", count: 16 - hex.count) + hex
    }
}

/// What Alertmanager said of one alert that the rule takes for a safety event.
public struct AlertReport: Equatable, Codable, Sendable {
    /// What can be said of an alert.
    public enum Status: Equatable, Codable, Sendable {
        /// It fires, and stands for an incident of this kind.
        case firing(IncidentKind)
        /// It is over.
        case resolved
    }

    /// The firing that is meant.
    public let occurrence: AlertOccurrence
    /// What was said of it.
    public let status: Status
    /// The alert in words.
    public let note: String

    /// The kind of incident it stands for while it fires; `nil` when it is over.
    public var kind: IncidentKind? {
        if case .firing(let kind) = status { kind } else { nil }
    }

    /// Makes a report.
    public init(occurrence: AlertOccurrence, status: Status, note: String) {
        self.occurrence = occurrence
        self.status = status
        self.note = note
    }
}

/// What is remembered of an alert after it was resolved, so that what arrives late opens nothing.
public struct AlertMemory: Hashable, Codable, Sendable {
    /// The alert, as in ``AlertOccurrence/alert``.
    public let alert: String
    /// Every firing that began then or before is over.
    public var overThrough: Timestamp

    /// Makes a memory.
    public init(alert: String, overThrough: Timestamp) {
        self.alert = alert
        self.overThrough = overThrough
    }
}
