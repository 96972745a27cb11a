/// Alertmanager's API, version 2.
struct AlertmanagerClient: Sendable {
    /// An alert with where it was routed to and whether it is silenced.
    struct Alert: Decodable, Sendable {
        struct Receiver: Decodable, Sendable { let name: String }
        struct Status: Decodable, Sendable { let state: String }

        let labels: [String: String]
        let receivers: [Receiver]
        let status: Status

        /// In words, for claims that turn out wrong.
        var text: String {
            "\(labels["alertname"] ?? "?") \(status.state) to \(receivers.map(\.name).joined(separator: ", "))"
        }
    }

    let base: String
    let web: WebClient

    /// The alerts of a rollout that fire.
    func alerts(rollout: String) async throws -> [Alert] {
        try await web.get("\(base)/api/v2/alerts?filter=rollout%3D%22\(rollout)%22", as: [Alert].self)
    }
}
