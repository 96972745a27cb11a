import Foundation
import GateEngine
import GateModel
import GateRules
import GateRuntime
import GateTestSupport
import HTTPTransport
import NameResolution
import Synchronization
import Testing

@testable import GateCommands

@Suite struct AlertingConfigTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func load(_ text: String) throws -> (config: ServiceConfig?, problems: [String]) {
        let head = "datasources: [{url: 'http://a'}]\nrule_files: [a.yml]\n"
        let path = try folder.write("stagegate.yml", head + text + "\n")
        let (config, diagnostics) = ServiceConfig.load(path)
        return (config, diagnostics.map { $0.description.replacingOccurrences(of: folder.path + "/", with: "") })
    }

    private func entry(_ text: String) throws -> AlertmanagerConfig {
        let (config, problems) = try load("alerting: {alertmanagers: [\(text)]}")
        #expect(problems == [])
        return try #require(config?.alerting.alertmanagers.first)
    }

    private func discovery(
        _ config: AlertmanagerConfig, _ transport: HTTPTransport = HTTPTransport(), port: Int = 9
    ) -> AlertmanagerDiscovery {
        let resolver = NameResolver(server: NameResolver.Server(address: "127.0.0.1", port: port))
        return AlertmanagerDiscovery(config: config, transport: transport, resolver: resolver) { endpoint in
            AlertTarget(name: endpoint.name, send: { _, _ in SendReport() }, readBack: { _ in ReadBack() })
        }
    }

    @Test("an alerting section copied from Prometheus is understood as it is")
    func aSectionOfPrometheusIsUnderstood() throws {
        let (config, problems) = try load(
            """
            alerting:
              alert_relabel_configs:
                - {source_labels: [severity], regex: info, action: drop}
                - {regex: replica, action: labeldrop}
              alertmanagers:
                - scheme: https
                  path_prefix: /am
                  api_version: v2
                  timeout: 5s
                  authorization: {credentials_file: token}
                  static_configs:
                    - {targets: ['am1:9093'], labels: {zone: eu}}
                    - {targets: ['am2:9093'], labels: {zone: us}}
                  relabel_configs:
                    - {source_labels: [zone], regex: eu, action: keep}
                    - {source_labels: [__alerts_path__], regex: /am(.*), target_label: __alerts_path__, replacement: '/x$1'}
            """)
        #expect(problems == [])
        let alerting = try #require(config?.alerting)
        #expect(alerting.alertRelabeling.map(\.action) == [.drop, .labelDrop])
        let members = alerting.alertmanagers[0]
        #expect(try members.endpoints(of: members.groups).map(\.name) == ["https://am1:9093/x"])
        #expect(members.timeout == .seconds(5))
    }

    @Test(arguments: [
        ("{static_configs: [{targets: ['http://am:9093']}]}", "is not a host and port"),
        ("{static_configs: [{targets: ['u:p@am:9093']}]}", "is not a host and port"),
        ("{scheme: http}", "needs at least one of"), ("{api_version: v1, static_configs: []}", "one of v2"),
        ("{dns_sd_configs: [{names: [am], type: A}]}", "`port` is missing"),
        ("{dns_sd_configs: [{names: [am], type: MX}]}", "one of A, AAAA, SRV"),
        ("{http_sd_configs: [{refresh_interval: 1m}]}", "`url` is missing"),
        (
            "{http_sd_configs: [{url: 'http://a', basic_auth: {username: u}, oauth2: {client_id: c, token_url: 'http://t'}}]}",
            "oauth2"
        ),
        ("{file_sd_configs: [{files: [am.txt]}]}", ".json, .yml or .yaml"),
        ("{static_configs: [], relabel_configs: [{regex: '(?=a)', target_label: b}]}", "ahead or behind"),
        ("{static_configs: [], relabel_configs: [{action: hashmod, target_label: b}]}", "`modulus` above 0"),
        ("{static_configs: [], relabel_configs: [{action: replace}]}", "`target_label` is missing"),
        ("{static_configs: [], relabel_configs: [{action: labeldrop, target_label: b}]}", "means nothing to"),
        ("{static_configs: [], relabel_configs: [{action: explode}]}", "one of replace, keep"),
        (
            "{static_configs: [{targets: ['a:1']}], relabel_configs: [{target_label: __address__, replacement: 'x/y'}]}",
            "make no address"
        ),
    ])
    func whatCannotBeUsedIsRefused(_ text: String, _ message: String) throws {
        let problems = try load("alerting: {alertmanagers: [\(text)]}").problems
        #expect(problems.count == 1 && problems[0].contains(message), "\(problems)")
    }

    @Test func filesAreReadAgainWhenTheyChange() async throws {
        _ = try folder.write("am-1.json", "[\n\t{\"targets\": [\"a:1\", \"b:2\"], \"labels\": {\"zone\": \"eu\"}}\n]")
        _ = try folder.write("am-2.yml", "- targets: ['c:3', 'a:1']\n")
        let config = try entry("{file_sd_configs: [{files: ['am-*.json', 'am-*.yml'], refresh_interval: 1m}]}")
        let source = try #require(discovery(config).sources.first)
        #expect(source.mechanism == "file" && source.refreshInterval == .seconds(5))
        #expect(try await source.find().map(\.name) == ["http://a:1", "http://b:2", "http://c:3"])
        _ = try folder.write("am-1.json", "[]")
        #expect(try await source.find().map(\.name) == ["http://c:3", "http://a:1"])
        _ = try folder.write("am-1.json", "[{]")
        await #expect(throws: DiscoveryError.self) { try await source.find() }
    }

    @Test func namesAreLookedUp() async throws {
        let server = try LoopbackNameServer()
        defer { server.stop() }
        server.set("_am._tcp.test", .records([.srv(port: 9093, host: "one.test"), .srv(port: 9094, host: "two.test")]))
        server.set("am.test", .records([.a([10, 0, 0, 1])]))
        let config = try entry(
            """
            {dns_sd_configs: [{names: [_am._tcp.test]}, {names: [am.test], type: A, port: 9093}], \
            relabel_configs: [{source_labels: [__meta_dns_srv_record_target], regex: one.test, action: drop}]}
            """)
        let sources = discovery(config, port: server.port).sources
        #expect(try await sources[0].find().map(\.name) == ["http://two.test:9094"])
        #expect(try await sources[1].find().map(\.name) == ["http://10.0.0.1:9093"])
        server.set("am.test", .failure)
        await #expect(throws: DiscoveryError.self) { try await sources[1].find() }
    }

    @Test func serversListMembers() async throws {
        let list = Mutex(LoopbackServer.Reply.text(#"[{"targets": ["a:1", "b:2"], "labels": {"zone": "eu"}}]"#))
        let server = try LoopbackServer { _ in list.withLock { $0 } }
        let transport = HTTPTransport()
        defer {
            transport.shutdown()
            server.stop()
        }
        let config = try entry(
            """
            {http_sd_configs: [{url: '\(server.url)/list?x=1', authorization: {credentials: t}}], \
            relabel_configs: [{source_labels: [__meta_url], regex: '.*/list', target_label: __scheme__, replacement: https}]}
            """)
        let source = try #require(discovery(config, transport).sources.first)
        #expect(source.mechanism == "http" && source.refreshInterval == .seconds(60))
        #expect(try await source.find().map(\.name) == ["https://a:1", "https://b:2"])
        let request = try #require(server.requests.first)
        #expect(request["authorization"] == "Bearer t" && request["accept"] == "application/json")
        #expect(request["x-prometheus-refresh-interval-seconds"] == "60.0")
        list.withLock { $0 = .text("[]", type: "Application/JSON; charset=utf-8") }
        #expect(try await source.find().isEmpty)
        for wrong in [
            LoopbackServer.Reply.text("[]", status: 500), .text("[]", type: "text/plain"), .text("[{]"), .text(""),
            .text(#"[{"targets": ["http://a:1"]}]"#), .text(#"{"targets": []}"#), .reset,
        ] {
            list.withLock { $0 = wrong }
            await #expect(throws: DiscoveryError.self) { try await source.find() }
        }
    }

    @Test func webhooksAreRead() throws {
        let (config, problems) = try load(
            """
            webhooks:
              - name: bot
                url_file: url
                secret_file: secret
                send_resolved: false
                timeout: 3s
                authorization: {credentials: t}
                filter: {decisions: [stop, roll_back], phases: [stopped], rollouts: ['check.*']}
              - {name: other, url: 'http://localhost/hook'}
            """)
        #expect(problems == [])
        let bot = try #require(config?.webhooks.first)
        #expect(bot.url == .file("\(folder.path)/url") && bot.secret == .file("\(folder.path)/secret"))
        #expect(bot.filter.decisions == [.stop, .rollBack] && bot.filter.phases == [.stopped])
        #expect(!bot.filter.sendsResolved && bot.filter.rollouts.map(\.text) == ["check.*"])
        #expect(config?.webhooks.last?.filter.sendsResolved == true)
    }

    @Test(arguments: [
        ("{name: a}", "needs exactly one of `url`, `url_file`"),
        ("{name: a, url: 'ftp://secret'}", "this is not an http or https URL"),
        ("{name: a, url: 'http://a', filter: {decisions: [explode]}}", "one of start"),
        ("{name: a, url: 'http://a'}, {name: a, url: 'http://b'}", "named twice"),
    ])
    func webhooksThatCannotBeUsedAreRefused(_ text: String, _ message: String) throws {
        let problems = try load("webhooks: [\(text)]").problems
        #expect(problems.count == 1 && problems[0].contains(message) && !problems[0].contains("secret"), "\(problems)")
    }
}
