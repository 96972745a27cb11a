import Foundation
import FoundationNetworking
import Testing

/// Debian's Alertmanager on loopback with the shipped configuration, in a folder of its own.
///
/// The shipped webhooks lead to a port where nobody listens; that is of no concern to routing, grouping and inhibition.
final class LiveAlertmanager: Sendable {
    private let process: Process
    private let folder: URL
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
    ///
    /// A port that is free when asked for can be gone a moment later, so a start that fails is tried with another.
    static func start() async throws -> LiveAlertmanager {
        var failure: any Error = NotReady(log: "never tried")
        for _ in 0..<3 {
            do { return try await LiveAlertmanager() } catch { failure = error }
        }
        throw failure
    }

    private init() async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("alertmanager-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let port = try LoopbackPort.free()
        base = try #require(URL(string: "http://127.0.0.1:\(port)"))
        let log = folder.appendingPathComponent("log")
        try Data().write(to: log)
        let handle = try FileHandle(forWritingTo: log)
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/prometheus-alertmanager")
        process.arguments = [
            "--config.file=\(ShippedConfiguration.folder.appendingPathComponent("alertmanager.yml").path)",
            "--storage.path=\(folder.path)", "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
        ]
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        guard await isReady() else {
            let text = try String(contentsOf: log, encoding: .utf8)
            stop()
            throw NotReady(log: text)
        }
    }

    /// Ends it by its pid and removes its folder.
    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)  // a folder left behind harms nobody
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

    private func isReady() async -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while process.isRunning, ContinuousClock.now < deadline {
            // A refused connection means not yet.
            let answer = try? await URLSession.shared.data(from: base.appendingPathComponent("-/ready"))
            if let status = (answer?.1 as? HTTPURLResponse)?.statusCode, status == 200 { return true }
            try? await Task.sleep(for: .milliseconds(20))  // cancelled: the loop ends at its deadline all the same
        }
        return false
    }

    struct NotReady: Error { let log: String }
    struct Refused: Error { let answer: String }
}
