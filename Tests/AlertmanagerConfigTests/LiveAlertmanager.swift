import Foundation
import FoundationNetworking
import GateTestSupport
import Testing

/// Debian's Alertmanager on loopback with the shipped configuration, in a folder of its own.
///
/// The shipped webhooks lead to a port where nobody listens; that is of no concern to routing, grouping and inhibition.
final class LiveAlertmanager: Sendable {
    private let server: RealServer
    private let base: URL

    /// An alert as `GET /api/v2/alerts` shows it.
    struct Alert: Decodable {
        struct Receiver: Decodable { let name: String }
        struct Status: Decodable {
            let state: String
            let inhibitedBy: [String]
        }
        let fingerprint: String
        let labels: [String: String]
        let receivers: [Receiver]
        let status: Status
    }

    /// A group as `GET /api/v2/alerts/groups` shows it.
    struct Group: Decodable {
        let labels: [String: String]
        let receiver: Alert.Receiver
        let alerts: [Alert]
    }

    /// Starts it and waits until it is ready.
    init() async throws {
        let folder = try RealServer.newFolder()
        server = try await RealServer.start(
            "prometheus-alertmanager", package: "prometheus-alertmanager", folder: folder, readyPath: "/-/ready"
        ) { port in
            [
                "--config.file=\(ShippedConfiguration.folder.appendingPathComponent("alertmanager.yml").path)",
                "--storage.path=\(folder.path)/data", "--web.listen-address=127.0.0.1:\(port)",
                "--cluster.listen-address=",
            ]
        }
        base = try #require(URL(string: server.url))
    }

    /// Stops it.
    func stop() {
        server.stop()
    }

    /// Posts alerts, given as label sets, that began a minute ago.
    func post(_ alerts: [[String: String]]) async throws {
        let began = Date(timeIntervalSinceNow: -60).formatted(.iso8601)
        let body = alerts.map { ["labels": $0, "startsAt": began] as [String: Any] }
        var request = URLRequest(url: base.appendingPathComponent("api/v2/alerts"))
        request.httpMethod = "POST"
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = try JSONSerialization.data(withJSONObject: body)
        let (answer, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode
        guard status == 200 else { throw Refused(answer: String(decoding: answer, as: UTF8.self)) }
    }

    /// All alerts it knows.
    func alerts() async throws -> [Alert] {
        try await get("api/v2/alerts", as: [Alert].self)
    }

    /// All groups it made.
    func groups() async throws -> [Group] {
        try await get("api/v2/alerts/groups", as: [Group].self)
    }

    private func get<Answer: Decodable>(_ path: String, as type: Answer.Type) async throws -> Answer {
        let (data, _) = try await URLSession.shared.data(from: base.appendingPathComponent(path))
        return try JSONDecoder().decode(type, from: data)
    }

    struct Refused: Error { let answer: String }
}
