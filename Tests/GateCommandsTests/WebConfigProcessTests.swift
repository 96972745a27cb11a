import Foundation
import GateTestSupport
import HTTPTransport
import Testing

@testable import GateCommands

/// The binary behind TLS, asked by clients that others wrote.
@Suite(.serialized) struct WebConfigProcessTests {
    /// The password of all users is `s3cret`.
    private static let hash = "$2y$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG"

    /// A service with certificates in its folder: `ca`, `server`, `alice` (whom the configuration knows), `mallory`.
    private static func service(
        _ clientAuth: String = "VerifyClientCertIfGiven", _ more: String = ""
    ) async throws
        -> ServiceProcess
    {
        let service = try ServiceProcess(datasource: "http://127.0.0.1:1")
        let folder = service.folder
        let url = URL(fileURLWithPath: folder.path)
        try await TestCertificates.make(in: url, names: "DNS:localhost,IP:127.0.0.1")
        for name in ["alice", "mallory"] {
            try await TestCertificates.client(name, in: url, names: "email:\(name)@example.org")
        }
        let tls = "cert_file: server.pem, key_file: server.key, client_auth_type: \(clientAuth), client_ca_file: ca.pem"
        let web = try folder.write(
            "web.yml",
            """
            tls_server_config: {\(tls)\(more)}
            http_server_config: {headers: {Strict-Transport-Security: max-age=60}}
            basic_auth_users: {prometheus: \(hash), bob: \(hash)}

            """)
        _ = try folder.write(
            "stagegate.yml",
            """
            datasources: [{url: 'http://127.0.0.1:1'}]
            rule_files: [rules.yml]
            access:
              tokens_file: tokens.yml
              users: [{user: bob, roles: [operator]}]
              certificates: [{san: alice@example.org, actor: alice, roles: [tech-lead]}]

            """)
        service.arguments = ["--web.config.file", web]
        service.client.tls = TLSConfig(
            ca: .file("\(folder.path)/ca.pem"), certificate: .file("\(folder.path)/alice.pem"),
            key: .file("\(folder.path)/alice.key"))
        try await service.start()
        return service
    }

    /// What curl is answered: the status, 0 where there is no answer.
    private static func curl(_ service: ServiceProcess, _ path: String, _ arguments: [String] = []) async throws -> Int
    {
        let outcome = try await Tool.outcome(
            of: "curl", package: "curl",
            [
                "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--cacert", "ca.pem",
                "https://localhost:\(service.port)\(path)",
            ] + arguments, in: URL(fileURLWithPath: service.folder.path))
        return Int(outcome.output) ?? -1
    }

    private static func certificate(_ name: String) -> [String] { ["--cert", "\(name).pem", "--key", "\(name).key"] }

    @Test func curlGetsInWithEveryKindOfCredential() async throws {
        let service = try await Self.service()
        let rollout = "/api/v1/rollouts/demo"
        let start = ["--data", #"{"revision":"v1"}"#]
        #expect(try await Self.curl(service, "/-/healthy") == 200)
        #expect(try await Self.curl(service, rollout) == 401, "users close reading")
        #expect(try await Self.curl(service, rollout, ["--user", "prometheus:s3cret"]) == 200)
        #expect(try await Self.curl(service, rollout, ["--user", "prometheus:wrong"]) == 401)
        #expect(try await Self.curl(service, rollout, ["--user", "nobody:s3cret"]) == 401)
        #expect(try await Self.curl(service, rollout, ["--header", "Authorization: Bearer alice"]) == 200)
        #expect(try await Self.curl(service, rollout, ["--header", "Authorization: Bearer mallory"]) == 401)
        #expect(try await Self.curl(service, rollout, Self.certificate("alice")) == 200)
        #expect(try await Self.curl(service, rollout, Self.certificate("mallory")) == 401, "nobody's name")
        #expect(try await Self.curl(service, "\(rollout)/start", start + ["--user", "prometheus:s3cret"]) == 403)
        #expect(try await Self.curl(service, "\(rollout)/start", start + ["--user", "bob:s3cret"]) == 403)
        #expect(try await Self.curl(service, "\(rollout)/start", start + Self.certificate("alice")) == 200)
        #expect(try await Self.curl(service, "\(rollout)/kill", ["--data", "", "--user", "bob:s3cret"]) == 200)
        #expect(try await Self.curl(service, "/-/healthy", ["--tls-max", "1.1"]) == 0)
        #expect(try await Self.curl(service, "/-/healthy", ["--http2"]) == 200)
        let answer = try await service.call(.get, rollout)
        #expect(answer["strict-transport-security"] == "max-age=60" && answer["x-frame-options"] == "deny")
        #expect(answer.text.contains(#""started_by":"alice""#))
        try await service.end(SIGTERM)
        #expect(service.process.terminationStatus == 0)
    }

    @Test func certificatesRotateWithoutARestart() async throws {
        let service = try await Self.service()
        let folder = URL(fileURLWithPath: service.folder.path)
        func move(_ from: String, _ to: String) throws {
            // In one step, as everybody who rotates certificates does.
            #expect(unsafe rename("\(folder.path)/\(from)", "\(folder.path)/\(to)") == 0)
        }
        try await TestCertificates.server("next", in: folder, names: "DNS:other,IP:127.0.0.1")
        #expect(try await Self.curl(service, "/-/healthy") == 200)
        try move("next.pem", "server.pem")
        #expect(try await Self.curl(service, "/-/healthy") == 200, "a certificate without its key is not taken")
        let metrics = try await service.call(.get, "/metrics").text
        #expect(metrics.contains("\nstagegate_web_config_last_reload_successful 0\n"))
        #expect(metrics.contains("\nstagegate_web_config_reload_failures_total 1\n"))
        #expect(try service.log().contains("web.yml:1:54: this is not the key of the certificate"))
        try move("next.key", "server.key")
        #expect(try await Self.curl(service, "/-/healthy") == 0, "the new one is for another name")
        #expect(try await service.call(.get, "/metrics").text.contains("config_last_reload_successful 1\n"))
        let bob = ["--user", "bob:s3cret", "--insecure"]
        #expect(try await Self.curl(service, "/version", bob) == 200)
        let web = try String(contentsOfFile: folder.path + "/web.yml", encoding: .utf8)
        _ = try service.folder.write("web.yml", web.replacingOccurrences(of: "bob:", with: "robert:"))
        #expect(try await Self.curl(service, "/version", bob) == 401, "users change as certificates do")
        _ = try service.folder.write("web.yml", "basic_auth_users: {}\n")
        #expect(try await service.call(.get, "/-/healthy").status == 200)
        _ = try await ServiceProcess.wait("the log") {
            try service.log().contains("turning TLS on or off needs a restart") ? true : nil
        }
    }

    @Test func whoHasToShowACertificateIsLetInByItsName() async throws {
        let service = try await Self.service("RequireAndVerifyClientCert", ", client_allowed_sans: [alice@example.org]")
        #expect(try await Self.curl(service, "/-/healthy") == 0)
        #expect(try await Self.curl(service, "/-/healthy", Self.certificate("mallory")) == 0)
        #expect(try await Self.curl(service, "/-/healthy", Self.certificate("alice")) == 200)
        let metrics = try await service.call(.get, "/metrics").text
        #expect(metrics.contains("\nstagegate_tls_handshake_failures_total 2\n"))
        #expect(try service.log().contains("found: mallory@example.org"))
    }

    @Test func prometheusScrapesWithPasswordTokenAndCertificate() async throws {
        let service = try await Self.service()
        let folder = try RealServer.newFolder()
        let target = "static_configs: [{targets: ['localhost:\(service.port)']}]"
        let tls = "ca_file: \(service.folder.path)/ca.pem"
        let certificate = "cert_file: \(service.folder.path)/alice.pem, key_file: \(service.folder.path)/alice.key"
        let text = """
            global: {scrape_interval: 200ms, scrape_timeout: 200ms}
            scrape_configs:
              - {job_name: basic, scheme: https, tls_config: {\(tls)}, basic_auth: {username: prometheus, password: s3cret}, \(target)}
              - {job_name: bearer, scheme: https, tls_config: {\(tls)}, authorization: {credentials: bob}, \(target)}
              - {job_name: certificate, scheme: https, tls_config: {\(tls), \(certificate)}, \(target)}
              - {job_name: wrong, scheme: https, tls_config: {\(tls)}, basic_auth: {username: prometheus, password: x}, \(target)}

            """
        try Data(text.utf8).write(to: folder.appendingPathComponent("prometheus.yml"))
        let server = try await RealServer.start(
            "prometheus", package: "prometheus", folder: folder, readyPath: "/-/ready"
        ) {
            [
                "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
                "--web.listen-address=127.0.0.1:\($0)", "--log.level=warn",
            ]
        }
        let transport = HTTPTransport()
        defer {
            transport.shutdown()
            server.stop()
        }
        func jobs(_ value: Int) async throws -> Int {
            let query = "/api/v1/query?query=up%3D%3D\(value)"
            return try await transport.send(HTTPRequest(.get, server.url + query)).text.matches(of: /"job":/).count
        }
        _ = try await ServiceProcess.wait("three good scrapes and a bad one") {
            let (up, down) = (try await jobs(1), try await jobs(0))
            return up == 3 && down == 1 ? true : nil
        }
    }
}
