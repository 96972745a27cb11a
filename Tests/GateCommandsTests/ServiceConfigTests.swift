import Foundation
import GateHTTP
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
        #expect(config?.access == ServiceConfig.Access())
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

    @Test func tokensOfAServerAreThoseOfPrometheus() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "stagegate.yml",
            """
            datasources:
              - url: https://mimir/prometheus
                oauth2:
                  client_id: gate
                  client_secret_file: secret
                  token_url: https://login/token/
                  scopes: [read, write]
                  endpoint_params: {audience: mimir}
                  tls_config: {ca_file: ca.pem}
                  proxy_url: http://proxy:3128
            rule_files: [a.yml]
            """)
        let (config, diagnostics) = ServiceConfig.load(path)
        #expect(diagnostics.map(\.description) == [])
        let expected = OAuth2Config(
            clientID: "gate", clientSecret: .file("\(folder.path)/secret"), tokenURL: "https://login/token/",
            scopes: ["read", "write"], parameters: [OAuth2Config.Parameter("audience", "mimir")],
            tls: TLSConfig(ca: .file("\(folder.path)/ca.pem")), proxy: ProxyConfig(url: "http://proxy:3128"))
        #expect(config?.datasource.http.credentials == .oauth2(expected))
    }

    @Test(arguments: [
        ("{client_id: c}", "`token_url` is missing"), ("{token_url: 'http://t'}", "`client_id` is missing"),
        ("{client_id: c, token_url: t}", "http"),
        ("{client_id: c, token_url: 'http://t', client_secret: s, client_secret_file: f}", "client_secret_file"),
        ("{client_id: c, token_url: 'http://t'}, authorization: {credentials: c}", "authorization"),
        ("{client_id: c, token_url: 'http://t'}, basic_auth: {username: u}", "basic_auth"),
    ])
    func tokensThatCannotBeHadAreRefused(_ text: String, _ message: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "stagegate.yml", "datasources: [{url: 'http://p', oauth2: \(text)}]\nrule_files: [a.yml]\n")
        let problems = ServiceConfig.load(path).1.map(\.description)
        #expect(problems.count == 1 && problems[0].contains(message), "\(problems)")
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
        let now = Timestamp(seconds: 1)
        #expect(tokens?.recognise("alice", at: now) == .actor(Actor(name: "alice", roles: [.techLead])))
        #expect(tokens?.recognise("Alice", at: now) == .unknown && tokens?.recognise("", at: now) == .unknown)
    }

    @Test func aTokenExpiresAtItsTime() throws {
        let folder = try TemporaryFolder()
        let hash = "2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90"
        let text = "tokens: [{actor: alice, roles: [viewer], sha256: \(hash), expires_at: "
        let (tokens, diagnostics) = TokensFile.load(
            try folder.write("tokens.yml", text + "2026-03-01T00:00:00+01:00}]\n"))
        #expect(diagnostics.map(\.description) == [])
        let end = try #require(Timestamp(rfc3339: "2026-02-28T23:00:00Z"))
        #expect(
            tokens?.recognise("alice", at: end - TimeSpan(milliseconds: 1))
                == .actor(Actor(name: "alice", roles: [.viewer])))
        #expect(tokens?.recognise("alice", at: end) == .expired(actor: "alice", at: end))
        let (none, problems) = TokensFile.load(try folder.write("tokens.yml", text + "2026-03-01}]\n"))
        #expect(none == nil && problems.first?.description.contains("`2026-03-01` is not a point in time") == true)
    }

    @Test func usersAndCertificatesStandForActors() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "stagegate.yml",
            """
            datasources: [{url: 'http://a'}]
            rule_files: [a]
            access:
              anonymous_read: false
              users:
                - {user: bob, roles: [operator]}
                - {user: robert, actor: bob, roles: [tech-lead]}
              certificates:
                - {san: carol@example.org, actor: carol, roles: [admin]}
              rate_limit: {reads: {interval: 1s, burst: 5}}
            """)
        let (config, diagnostics) = ServiceConfig.load(path)
        #expect(diagnostics.map(\.description) == [])
        let access = try #require(config?.access)
        #expect(access.users["bob"] == Actor(name: "bob", roles: [.operate]))
        #expect(access.users["robert"] == Actor(name: "bob", roles: [.techLead]))
        #expect(access.certificates["carol@example.org"] == Actor(name: "carol", roles: [.admin]))
        #expect(access.limits.reads == RateLimits.Limit(interval: .seconds(1), burst: 5))
        #expect(access.limits.writes == RateLimits().writes && !access.anonymousRead)
    }

    @Test func aUserStandsForOneActor() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "stagegate.yml",
            """
            datasources: [{url: 'http://a'}]
            rule_files: [a]
            access:
              users: [{user: bob, roles: [viewer]}, {user: bob, actor: eve, roles: [admin]}]
              certificates: [{san: x, roles: [admin]}]
              rate_limit: {writes: {interval: 1s, burst: 0}}
            """)
        let text = ServiceConfig.load(path).diagnostics.map(\.description).joined(separator: "\n")
        #expect(text.contains("4:48: `bob` stands for bob already"))
        #expect(text.contains("5:18: `actor` is missing"))
        #expect(text.contains("6:46: `0` must be from 1 to 100000"))
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
        other.access.tokensFile = "tokens.yml"
        other.access.anonymousRead = false
        #expect(!config.needsRestart(for: other))
        other.resendDelay = .minutes(2)
        #expect(config.needsRestart(for: other))
    }

    @Test func aTokenInClearIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("tokens.yml", "tokens: [{actor: a, roles: [boss], sha256: secret}]\n")
        let (tokens, diagnostics) = TokensFile.load(path)
        #expect(tokens == nil && diagnostics.count == 2)
    }
}
