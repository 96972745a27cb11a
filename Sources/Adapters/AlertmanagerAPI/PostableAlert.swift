public import GateModel

/// One alert as Alertmanager takes it.
///
/// - Source: prometheus/alertmanager `api/v2/openapi.yaml` (`postableAlert`).
public struct PostableAlert: Equatable, Encodable, Sendable {
    /// The labels: they are the alert's identity.
    public let labels: Labels
    /// The annotations.
    public let annotations: Labels
    /// When it began.
    public let startsAt: Timestamp
    /// When it ends by itself unless refreshed, or when it was over.
    public let endsAt: Timestamp
    /// Where a reader finds more; has to be a URL, a path from the root or empty.
    public let generatorURL: String

    /// Makes an alert.
    public init(
        labels: Labels, annotations: Labels = [:], startsAt: Timestamp, endsAt: Timestamp, generatorURL: String = ""
    ) {
        self.labels = labels
        self.annotations = annotations
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.generatorURL = generatorURL
    }

    private enum CodingKeys: String, CodingKey { case labels, annotations, startsAt, endsAt, generatorURL }

    /// Writes the alert with its times in RFC 3339.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(labels, forKey: .labels)
        try container.encode(annotations, forKey: .annotations)
        try container.encode(startsAt.description, forKey: .startsAt)
        try container.encode(endsAt.description, forKey: .endsAt)
        try container.encode(generatorURL, forKey: .generatorURL)
    }
}

/// What became of a batch of alerts: each of them is accepted, refused or undelivered.
public struct PostOutcome: Equatable, Sendable {
    /// An alert that Alertmanager will not take, however often it is sent.
    public struct Refusal: Equatable, Sendable {
        /// The alert.
        public let alert: PostableAlert
        /// Why, in Alertmanager's words.
        public let message: String

        /// Makes a refusal.
        public init(alert: PostableAlert, message: String) {
            self.alert = alert
            self.message = message
        }
    }

    /// The alerts that were taken.
    public internal(set) var accepted: [PostableAlert] = []
    /// The alerts that were refused for their own sake.
    public internal(set) var refused: [Refusal] = []
    /// The alerts that nothing was heard of; send them again.
    public internal(set) var undelivered: [PostableAlert] = []
    /// Why some are undelivered, safe to show; `nil` when none is.
    public internal(set) var failure: String?

    /// Whether every alert was taken.
    public var isComplete: Bool { refused.isEmpty && undelivered.isEmpty }

    /// What went wrong in one line, safe to show; `nil` when every alert was taken.
    public var problem: String? {
        if isComplete { return nil }
        let refusals = refused.map { "alert \($0.alert.labels) refused: \($0.message)" }
        return (refusals + [failure].compactMap(\.self)).joined(separator: "; ")
    }
}
