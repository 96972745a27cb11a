import Foundation
import GateModel
import GateTestSupport
import HTTPTransport
import Synchronization
import Testing

@testable import GateCommands

/// What the binary tells real Alertmanagers and webhooks.
@Suite(.serialized) struct DeliveryProcessTests {
    private static let start = #"{"revision":"v1"}"#
    private static let path = "/api/v1/rollouts/demo"

    private static func prometheus() throws -> LoopbackServer {
        try LoopbackServer { _ in
            .text(#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0.1"]}]}}"#)
        }
    }

    @Test(
        "two Alertmanagers in a cluster, one of them behind TLS and a password and killed in the middle of a stop: both hear of it, once"
    )
    func aMemberIsKilledInTheMiddleOfAStop() async throws {
        let source = try Self.prometheus()
        let pager = try LoopbackServer { _ in .text("") }
        let cluster = try await Cluster(pager: pager.url)
        defer {
            source.stop()
            pager.stop()
            cluster.stop()
        }
        let service = try ServiceProcess(datasource: source.url)
        _ = try service.folder.write("members.json", #"[{"targets": ["localhost:\#(cluster.proxy.port)"]}]"#)
        _ = try service.folder.write("password", "s3cret\n")
        _ = try service.folder.write("stagegate.yml", Self.configuration(source.url, cluster))
        try await service.start()
        _ = try await service.call(.post, Self.path + "/start", token: "alice", body: Self.start)
        cluster.second.crash()
        _ = try await service.call(.post, Self.path + "/kill", token: "bob", body: "")

        let first = try await cluster.stop(at: cluster.first.url)
        _ = try await service.waitFor("/metrics") {
            $0.firstMatch(of: /notifications_errors_total\{alertmanager="https[^}]*\} [1-9]/) != nil
        }
        try await service.end(SIGKILL)
        try await cluster.restartSecond()
        try await service.start()
        let second = try await cluster.stop(at: cluster.second.url)
        #expect(first.fingerprint == second.fingerprint && first.startsAt == second.startsAt)
        #expect(first.labels["cluster"] == "test" && first.labels["replica"] == nil)

        let told = try await service.waitFor("/api/v1/alerts/deliveries?rollout=demo") {
            $0.matches(of: /"outcome":"routed"/).count >= 2
        }
        #expect(told.contains(first.fingerprint) && told.contains(#""receivers":["on-call"]"#))
        let report = try await service.call(.get, Self.path + "/report").text
        #expect(report.contains(#""outcome":"routed""#))
        #expect(Set(try await cluster.stops(at: cluster.first.url).map(\.startsAt)) == [first.startsAt])
        // The cluster itself sees to it that people hear of it once.
        #expect(pager.requests.count <= 1)
        try await service.end(SIGTERM)
    }

    private static func configuration(_ source: String, _ cluster: Cluster) -> String {
        """
        datasources: [{url: '\(source)'}]
        rule_files: [rules.yml]
        access: {tokens_file: tokens.yml}
        global: {external_labels: {cluster: test, replica: a}}
        alerting:
          alert_relabel_configs: [{action: labeldrop, regex: replica}]
          alertmanagers:
            - static_configs: [{targets: ['127.0.0.1:\(cluster.first.port)']}]
            - scheme: https
              path_prefix: /am
              basic_auth: {username: alice, password_file: password}
              tls_config: {ca_file: \(cluster.proxy.folder.path)/ca.pem}
              file_sd_configs: [{files: ['members.json']}]
              relabel_configs: [{source_labels: [__meta_filepath], regex: '.*/members[.]json', action: keep}]

        """
    }

    @Test("webhooks hear of every decision in order, through an outage and a crash, signed, and with the same key")
    func aWebhookOutlivesAnOutageAndACrash() async throws {
        let source = try Self.prometheus()
        let isBack = Mutex(false)
        let bot = try LoopbackServer { request in
            isBack.withLock { $0 } ? .text("") : .text("busy", status: request.text.contains("start") ? 503 : 429)
        }
        defer {
            source.stop()
            bot.stop()
        }
        let service = try ServiceProcess(datasource: source.url)
        _ = try service.folder.write("secret", "s3cret\n")
        _ = try service.folder.write(
            "stagegate.yml",
            """
            datasources: [{url: '\(source.url)'}]
            rule_files: [rules.yml]
            access: {tokens_file: tokens.yml}
            webhooks:
              - {name: bot, url: '\(bot.url)/hook', secret_file: secret, filter: {rollouts: ['de.o']}}

            """)
        try await service.start()
        _ = try await service.call(.post, Self.path + "/start", token: "alice", body: Self.start)
        _ = try await service.call(.post, Self.path + "/kill", token: "bob", body: "")
        _ = try await ServiceProcess.wait("an attempt in vain") { bot.requests.isEmpty ? nil : true }
        try await service.end(SIGKILL)
        isBack.withLock { $0 = true }
        let failed = bot.requests.count
        try await service.start()
        let taken = try await ServiceProcess.wait("both messages") {
            bot.requests.count >= failed + 2 ? bot.requests.dropFirst(failed).map { $0 } : nil
        }
        #expect(taken.map { $0["idempotency-key"] }.first == bot.requests[0]["idempotency-key"])
        #expect(taken[0].text.contains(#""decision":"start""#) && taken[1].text.contains(#""decision":"stop""#))
        for request in taken {
            let header = try #require(request["x-stagegate-signature"])
            let parts = try #require(header.wholeMatch(of: /t=(\d+),v1=([0-9a-f]{64})/))
            let signed = try service.folder.write("signed", "\(parts.1).\(request.text)")
            let openssl = try await Tool.run(
                "openssl", package: "openssl", ["dgst", "-sha256", "-hmac", "s3cret", "-r", signed])
            #expect(openssl.hasPrefix(String(parts.2)))
            let trace = try #require(request.text.firstMatch(of: /"trace_id":"([0-9a-f]{32})"/))
            #expect(request["traceparent"]?.contains(String(trace.1)) == true)
        }
        #expect(try service.log().contains("/hook") == false, "the path of a webhook is a secret")
        try await service.end(SIGTERM)
    }
}

/// Two Alertmanagers that know each other; the second one can also be reached over TLS, with a password, below `/am`.
private final class Cluster {
    struct Alert: Decodable {
        let fingerprint: String
        let startsAt: String
        let labels: [String: String]
    }

    let first: RealServer
    private(set) var second: RealServer
    let proxy: RealServer
    private let gossip: [Int]
    private let configuration: String
    private let transport = HTTPTransport()

    init(pager: String) async throws {
        configuration = """
            route: {receiver: on-call, group_wait: 0s, group_by: [rollout]}
            receivers: [{name: on-call, webhook_configs: [{url: '\(pager)/page'}]}]
            """
        gossip = [try Loopback.freePort(), try Loopback.freePort()]
        first = try await Self.start(configuration, gossip, own: 0)
        second = try await Self.start(configuration, gossip, own: 1)
        let folder = try RealServer.newFolder()
        try await TestCertificates.make(in: folder, names: "DNS:localhost")
        try Data("alice:{PLAIN}s3cret\n".utf8).write(to: folder.appendingPathComponent("users"))
        let behind = second.port
        proxy = try await RealServer.nginx(folder: folder) { port in
            """
            listen 127.0.0.1:\(port) ssl; server_name localhost;
            ssl_certificate \(folder.path)/server.pem; ssl_certificate_key \(folder.path)/server.key;
            auth_basic "test"; auth_basic_user_file \(folder.path)/users;
            location /am/ { proxy_pass http://127.0.0.1:\(behind)/; }
            """
        }
    }

    func restartSecond() async throws {
        let port = second.port
        let old = second
        second = try await Self.start(configuration, gossip, own: 1, port: port)
        try? FileManager.default.removeItem(at: old.folder)
    }

    /// The stop as a member shows it, as soon as it does.
    func stop(at url: String) async throws -> Alert {
        try await ServiceProcess.wait("the stop at \(url)") { try await self.stops(at: url).first }
    }

    func stops(at url: String) async throws -> [Alert] {
        let filter = HTTPURL.escapedQueryValue(#"alertname="StagegateAutoStop""#)
        let response = try await transport.send(HTTPRequest(.get, "\(url)/api/v2/alerts?filter=\(filter)"))
        return try JSONDecoder().decode([Alert].self, from: Data(response.body))
    }

    func stop() {
        for server in [first, second, proxy] { server.stop() }
        transport.shutdown()
    }

    private static func start(
        _ configuration: String, _ gossip: [Int], own: Int, port: Int? = nil
    ) async throws -> RealServer {
        let folder = try RealServer.newFolder()
        let file = folder.appendingPathComponent("alertmanager.yml")
        try Data(configuration.utf8).write(to: file)
        return try await RealServer.start(
            "prometheus-alertmanager", package: "prometheus-alertmanager", folder: folder, readyPath: "/-/healthy",
            port: port
        ) { port in
            [
                "--config.file=\(file.path)", "--storage.path=\(folder.path)/data", "--log.level=warn",
                "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=127.0.0.1:\(gossip[own])",
                "--cluster.advertise-address=127.0.0.1:\(gossip[own])", "--cluster.peer=127.0.0.1:\(gossip[1 - own])",
            ]
        }
    }
}
