import Foundation
import HTTPTransport
import Testing

/// The binary as an operator runs it, on a free port of the loopback interface.
final class ServiceProcess {
    let folder: TemporaryFolder
    private(set) var process = Process()
    private let transport = HTTPTransport()
    private(set) var port = 0
    /// Further arguments of `serve`.
    var arguments: [String] = []
    /// How it is spoken to; anything but the defaults means TLS.
    var client = HTTPClientConfig()

    /// The files of a service: a minimal rule, alice (tech-lead) and bob (operator), whose tokens are their names.
    init(datasource: String, alertmanager: String? = nil, rule: String = ServiceProcess.rule) throws {
        folder = try TemporaryFolder()
        let alerting = alertmanager.map { "\nalerting: {alertmanagers: [{static_configs: [{targets: ['\($0)']}]}]}" }
        _ = try folder.write("rules.yml", rule)
        _ = try folder.write(
            "stagegate.yml",
            """
            datasources: [{url: '\(datasource)'}]
            rule_files: [rules.yml]
            access: {tokens_file: tokens.yml}\(alerting ?? "")

            """)
        _ = try folder.write(
            "tokens.yml",
            """
            tokens:
              - {actor: alice, roles: [tech-lead], sha256: 2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90}
              - {actor: bob, roles: [operator], sha256: 81b637d8fcd2c6da6359e6963113a1170de795e4b725b84d1e0b4cfd9ec58ce9}

            """)
    }

    /// A rollout `demo` that is evaluated every 200 ms.
    static let rule = """
        rollouts:
          - name: demo
            interval: 200ms
            query_timeout: 200ms
            window: 1s
            gates:
              - name: saturation
                threshold: {query: saturation, op: "<", value: 0.5}

        """

    /// Where it listens.
    var url: String { "\(client.tls == TLSConfig() ? "http" : "https")://127.0.0.1:\(port)" }

    /// The binary, where the tests are.
    static let binary = URL(fileURLWithPath: CommandLine.arguments[0])
        .deletingLastPathComponent().appendingPathComponent("stagegate")

    /// Starts the binary and waits until it is ready.
    func start() async throws {
        try launch()
        let log = folder.path + "/log"
        port = try await Self.wait("the service to listen") {
            let text = try String(contentsOfFile: log, encoding: .utf8)
            return text.firstMatch(of: /msg=listening web\.port=(\d+)/).flatMap { Int($0.1) }
        }
        _ = try await Self.wait("readiness") { try await self.call(.get, "/-/ready").status == 200 ? true : nil }
    }

    /// Starts the binary and waits until it has given up; returns its log.
    func startInVain(address: String = "127.0.0.1:0") async throws -> (status: Int32, log: String) {
        try launch(address: address)
        let process = process
        _ = try await Self.wait("the service to give up") { process.isRunning ? nil : true }
        return (process.terminationStatus, try log())
    }

    /// The log so far.
    func log() throws -> String {
        try String(contentsOfFile: folder.path + "/log", encoding: .utf8)
    }

    /// Sends a signal and waits for the end.
    func end(_ signal: Int32) async throws {
        guard process.isRunning else { return }
        kill(process.processIdentifier, signal)
        let process = process
        _ = try await Self.wait("the service to end") { process.isRunning ? nil : true }
    }

    /// Sends a signal that does not end it.
    func signal(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Calls the API; a body makes it a POST.
    func call(
        _ method: HTTPMethod, _ path: String, token: String? = nil, body: String? = nil
    ) async throws -> HTTPResponse {
        var headers = [HTTPHeader("Content-Type", "application/json")]
        if let token { headers.append(HTTPHeader("Authorization", "Bearer \(token)")) }
        return try await transport.send(
            HTTPRequest(method, url + path, headers: headers, body: Array((body ?? "").utf8), config: client))
    }

    /// Whether the answer to a GET matches, now or before the deadline.
    func waitFor(_ path: String, _ isWanted: (String) -> Bool) async throws -> String {
        try await Self.wait("the wanted answer of \(path)") {
            let text = try await self.call(.get, path).text
            return isWanted(text) ? text : nil
        }
    }

    /// What `journal verify` says.
    func verify() async throws -> String {
        try await run(["journal", "verify", "--storage.path", folder.path + "/data"], token: nil)
    }

    /// Runs another command of the binary against this service; returns what it prints.
    func run(_ arguments: [String], token: String?) async throws -> String {
        let command = Process()
        let output = Pipe()
        command.executableURL = Self.binary
        command.arguments = arguments
        command.environment = ProcessInfo.processInfo.environment.merging(
            ["STAGEGATE_URL": url, "STAGEGATE_TOKEN": token ?? ""]) { $1 }
        command.standardOutput = output
        try command.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        command.waitUntilExit()
        return text
    }

    /// Asks until there is an answer, or the time is over.
    static func wait<Value>(
        _ what: String, within limit: Duration = .seconds(20), _ probe: () async throws -> Value?
    ) async throws -> Value {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            // A probe may fail as long as the service is on its way.
            if let value = try? await probe() { return value }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("waited in vain for \(what)")
        throw CancellationError()
    }

    private func launch(address: String = "127.0.0.1:0") throws {
        let log = folder.path + "/log"
        try Data().write(to: URL(fileURLWithPath: log))
        process = Process()
        process.executableURL = Self.binary
        process.arguments =
            [
                "serve", "--config.file", folder.path + "/stagegate.yml", "--storage.path", folder.path + "/data",
                "--web.listen-address", address,
            ] + arguments
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        transport.shutdown()
    }
}
