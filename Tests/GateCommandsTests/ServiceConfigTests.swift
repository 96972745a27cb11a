import Foundation
import GateModel
import GateRules
import GateTestSupport
import HTTPTransport
import Testing

@testable import GateCommands

@Suite struct ServiceConfigTests {
    @Test func aSmallConfigurationHasPrometheusDefaults() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "stagegate.yml",
            """
            datasources:
              - url: http://prometheus:9090/
            alerting:
              alertmanagers:
                - path_prefix: /am/
                  static_configs: [{targets: ['am1:9093', 'am2:9093']}]
            rule_files: [rules/*.yml]
            """)
        let (config, diagnostics) = ServiceConfig.load(path)
        #expect(diagnostics.map(\.description) == [])
        #expect(config?.datasource.url == "http://prometheus:9090")
        let members = try #require(config?.alerting.alertmanagers.first)
        let endpoints = try members.endpoints(of: members.groups)
        #expect(endpoints.map(\.name) == ["http://am1:9093/am", "http://am2:9093/am"])
        #expect(members.timeout == .seconds(10))
        #expect(config?.resendDelay == .minutes(1))
        #expect(config?.ruleFiles == ["\(folder.path)/rules/*.yml"])
        #expect(config?.anonymousRead == true && config?.tokensFile == nil)
    }

    @Test func httpSettingsAreThoseOfPrometheus() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "stagegate.yml",
            """
            datasources:
              - url: https://mimir/prometheus
                method: GET
                params: {partial_response: "false"}
                basic_auth: {username: u, password_file: secrets/password}
                tls_config: {ca_file: ca.pem, server_name: mimir, min_version: TLS13}
                http_headers: {X-Scope-OrgID: {values: [t1]}}
                follow_redirects: false
            rule_files: [a.yml]
            """)
        let (config, diagnostics) = ServiceConfig.load(path)
        #expect(diagnostics.map(\.description) == [])
        let source = try #require(config?.datasource)
        #expect(source.method == .get && source.params == ["partial_response": "false"])
        let expected = HTTPClientConfig(
            credentials: .basic(username: .inline("u"), password: .file("\(folder.path)/secrets/password")),
            followsRedirects: false,
            tls: TLSConfig(ca: .file("\(folder.path)/ca.pem"), serverName: "mimir", minVersion: .tls13),
            headers: [ConfiguredHeader("X-Scope-OrgID", values: ["t1"])])
        #expect(source.http == expected)
    }

    @Test func everyProblemIsReportedAtOnce() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "stagegate.yml",
            """
            global: {resend_delay: soon}
            datasources:
              - url: ftp://prometheus
                basic_auth: {username: u, password: p, password_file: f}
                authorization: {credentials: c}
                bearer: x
            rule_file: [a.yml]
            """)
        let (config, diagnostics) = ServiceConfig.load(path)
        #expect(config == nil)
        let text = diagnostics.map { $0.description.replacingOccurrences(of: folder.path + "/", with: "") }
        #expect(Golden.difference(text.joined(separator: "\n") + "\n", from: "config.diagnostics") == nil)
    }

    @Test func tokensAreFoundByTheirHash() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "tokens.yml",
            """
            tokens:
              - actor: alice
                roles: [tech-lead]
                sha256: 2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90
            """)
        let (tokens, diagnostics) = TokensFile.load(path)
        #expect(diagnostics.map(\.description) == [])
        #expect(tokens?.actor(for: "alice") == Actor(name: "alice", roles: [.techLead]))
        #expect(tokens?.actor(for: "Alice") == nil && tokens?.actor(for: "") == nil)
    }

    @Test func aTokenIsOnePersonsOwn() throws {
        let folder = try TemporaryFolder()
        let hash = String(repeating: "ab", count: 32)
        let path = try folder.write(
            "tokens.yml",
            """
            tokens:
              - {actor: alice, roles: [viewer], sha256: \(hash)}
              - {actor: bob, roles: [admin], sha256: \(hash.uppercased())}
            """)
        let (tokens, diagnostics) = TokensFile.load(path)
        #expect(tokens == nil)
        #expect(
            diagnostics.map(\.description) == ["\(path):3:42: this token is alice's already (give everybody their own)"]
        )
    }

    @Test func whatAReloadDoesNotTakeUpIsKnown() throws {
        let config = ServiceConfig(datasource: ServiceConfig.Datasource(url: "http://a"), ruleFiles: ["a"])
        var other = config
        other.ruleFiles = ["b"]
        other.tokensFile = "tokens.yml"
        #expect(!config.needsRestart(for: other))
        other.anonymousRead = false
        #expect(config.needsRestart(for: other))
    }

    @Test func aTokenInClearIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("tokens.yml", "tokens: [{actor: a, roles: [boss], sha256: secret}]\n")
        let (tokens, diagnostics) = TokensFile.load(path)
        #expect(tokens == nil && diagnostics.count == 2)
    }
}
