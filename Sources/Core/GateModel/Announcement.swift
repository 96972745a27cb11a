/// A step that decided something, as subscribers are told of it.
public struct Announcement: Equatable, Sendable {
    /// Its place in the journal; later ones are higher.
    public let position: Int64
    /// The step; the verdicts of an evaluation may be missing.
    public let record: JournalRecord
    /// The phase the rollout was in after it.
    public let phase: Phase

    /// Makes an announcement.
    public init(position: Int64, record: JournalRecord, phase: Phase) {
        self.position = position
        self.record = record
        self.phase = phase
    }
}

/// A decision as an alert.
public struct DecisionAlert: Equatable, Codable, Sendable {
    /// The labels: they are its identity.
    public let labels: Labels
    /// The annotations.
    public let annotations: Labels
    /// When it was decided.
    public let startsAt: Timestamp
    /// When another decision took its place; `nil` while it stands.
    public var endsAt: Timestamp?

    /// Makes an alert that stands.
    public init(labels: Labels, annotations: Labels, startsAt: Timestamp) {
        self.labels = labels
        self.annotations = annotations
        self.startsAt = startsAt
        endsAt = nil
    }
}

/// How far a webhook has come.
public struct WebhookState: Equatable, Codable, Sendable {
    /// The webhook's name.
    public let name: String
    /// Everything up to this place of the journal is done with.
    public var position: Int64
    /// What it was told last of each rollout, and still stands.
    public var standing: [String: [DecisionAlert]]

    /// The state of a webhook that begins at a place of the journal.
    public init(name: String, position: Int64) {
        self.name = name
        self.position = position
        standing = [:]
    }
}
