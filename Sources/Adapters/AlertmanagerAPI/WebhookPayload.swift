public import GateModel

/// A message in the form of Alertmanager's webhooks, version 4.
///
/// - Source: prometheus/alertmanager `notify/webhook/webhook.go` (`Message`) and `template/template.go` (`Data`).
public struct WebhookPayload: Equatable, Encodable, Sendable {
    /// One alert of a message.
    public struct Alert: Equatable, Encodable, Sendable {
        /// `firing` or `resolved`.
        public let status: String
        /// The labels.
        public let labels: Labels
        /// The annotations.
        public let annotations: Labels
        /// When it began, RFC 3339.
        public let startsAt: String
        /// When it was over; the year 1 while it fires.
        public let endsAt: String
        /// Where a reader finds more.
        public let generatorURL: String
        /// Alertmanager's identity of the labels.
        public let fingerprint: String
    }

    private static let firing = "firing"
    private static let resolved = "resolved"
    /// Go's zero time, which Alertmanager writes for what is not over.
    private static let never = "0001-01-01T00:00:00Z"

    /// Version of the form.
    public let version = "4"
    /// The same for all messages about one rollout to one receiver.
    public let groupKey: String
    /// Alerts left out: none ever is.
    public let truncatedAlerts = 0
    /// `firing` when one of the alerts is.
    public let status: String
    /// The webhook's name.
    public let receiver: String
    /// The rollout.
    public let groupLabels: Labels
    /// Labels all alerts have in common.
    public let commonLabels: Labels
    /// Annotations all alerts have in common.
    public let commonAnnotations: Labels
    /// Where the service is reached.
    public let externalURL: String
    /// The alerts.
    public let alerts: [Alert]

    /// Makes a message.
    ///
    /// - Parameters:
    ///   - receiver: The webhook's name.
    ///   - rollout: The rollout it is about.
    ///   - alerts: The alerts, at least one.
    ///   - externalURL: Where the service is reached; empty when nobody said.
    ///   - generatorURL: Where the rollout can be looked at; empty when nobody knows.
    public init(
        receiver: String, rollout: String, alerts: [DecisionAlert], externalURL: String, generatorURL: String
    ) {
        self.receiver = receiver
        groupLabels = ["rollout": rollout]
        groupKey = "{}/\(Labels([("receiver", receiver)])):\(Labels([("rollout", rollout)]))"
        status = alerts.contains { $0.endsAt == nil } ? Self.firing : Self.resolved
        commonLabels = Self.common(alerts.map(\.labels))
        commonAnnotations = Self.common(alerts.map(\.annotations))
        self.externalURL = externalURL
        self.alerts = alerts.map { alert in
            Alert(
                status: alert.endsAt == nil ? Self.firing : Self.resolved, labels: alert.labels,
                annotations: alert.annotations, startsAt: alert.startsAt.description,
                endsAt: alert.endsAt?.description ?? Self.never, generatorURL: generatorURL,
                fingerprint: alert.labels.fingerprint)
        }
    }

    private static func common(_ all: [Labels]) -> Labels {
        let pairs = all.first?.pairs.filter { pair in all.allSatisfy { $0[pair.name] == pair.value } } ?? []
        return Labels(pairs.map { ($0.name, $0.value) })
    }
}
