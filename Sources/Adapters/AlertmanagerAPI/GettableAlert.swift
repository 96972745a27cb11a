public import GateModel

/// One alert as Alertmanager shows it.
///
/// - Source: prometheus/alertmanager `api/v2/openapi.yaml` (`gettableAlert`).
public struct GettableAlert: Equatable, Decodable, Sendable {
    /// Who is told and who is not.
    public struct Status: Equatable, Decodable, Sendable {
        /// `unprocessed`, `active` or `suppressed`.
        public let state: String
        /// Fingerprints of the alerts that inhibit it.
        public let inhibitedBy: [String]
        /// Ids of the silences that cover it.
        public let silencedBy: [String]
    }

    /// The name of a receiver.
    public struct Receiver: Equatable, Decodable, Sendable {
        /// The name as in Alertmanager's configuration.
        public let name: String
    }

    /// Alertmanager's own identity of the alert: `Labels.fingerprint` of the labels.
    public let fingerprint: String
    /// The labels.
    public let labels: Labels
    /// The annotations.
    public let annotations: Labels
    /// The receivers it is routed to, in the order of the routing tree.
    public let receivers: [Receiver]
    /// Who is told and who is not.
    public let status: Status
    /// When it began, RFC 3339.
    public let startsAt: String
    /// When it ends by itself, RFC 3339.
    public let endsAt: String
}
