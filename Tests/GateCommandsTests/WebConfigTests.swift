import Foundation
import GateHTTP
import GateRules
import GateTestSupport
import Testing

@testable import GateCommands

/// The web configuration file, against the one who defined it.
@Suite(.serialized) struct WebConfigTests {
    private static let hash = "$2y$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG"

    /// Files by whether they can be used; `TLS` stands for a certificate and its key.
    static let table: [(text: String, isGood: Bool)] = [
        ("", true), ("# nothing\n", true), ("{}", true), ("tls_server_config:", true), ("tls_server_config: {}", true),
        ("tls_server_config: {TLS}", true), ("tls_server_config: {min_version: TLS12}", true),
        ("tls_server_config: {cert_file: server.pem}", false), ("tls_server_config: {key_file: server.key}", false),
        ("tls_server_config: {cert_file: none.pem, key_file: server.key}", false),
        ("tls_server_config: {cert_file: server.key, key_file: server.key}", false),
        ("tls_server_config: {cert_file: server.pem, key_file: server.pem}", false),
        ("tls_server_config: {cert_file: server.pem, key_file: client.key}", false),
        ("tls_server_config: {TLS, cert_fil: x}", false), ("tls: {}", false), ("- x", false), ("x", false),
        ("tls_server_config: {TLS, client_ca_file: ca.pem}", false),
        ("tls_server_config: {TLS, client_auth_type: NoClientCert, client_ca_file: ca.pem}", false),
        ("tls_server_config: {TLS, client_auth_type: NoClientCert}", true),
        ("tls_server_config: {TLS, client_auth_type: RequestClientCert}", true),
        ("tls_server_config: {TLS, client_auth_type: RequireClientCert}", true),
        ("tls_server_config: {TLS, client_auth_type: RequireAnyClientCert}", true),
        ("tls_server_config: {TLS, client_auth_type: VerifyClientCertIfGiven, client_ca_file: ca.pem}", true),
        ("tls_server_config: {TLS, client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.pem}", true),
        ("tls_server_config: {TLS, client_auth_type: RequireAndVerifyClientCert, client_ca_file: none}", false),
        ("tls_server_config: {TLS, client_auth_type: RequireAndVerifyClientCert, client_ca_file: server.key}", true),
        ("tls_server_config: {TLS, client_auth_type: Sometimes}", false),
        ("tls_server_config: {client_auth_type: RequireAnyClientCert}", false),
        ("tls_server_config: {TLS, min_version: TLS13, max_version: TLS13}", true),
        ("tls_server_config: {TLS, min_version: TLS13, max_version: TLS12}", true),
        ("tls_server_config: {TLS, min_version: TLS10}", true), ("tls_server_config: {TLS, min_version: TLS9}", false),
        ("tls_server_config: {TLS, cipher_suites: [TLS_RSA_WITH_AES_128_GCM_SHA256]}", true),
        (
            "tls_server_config: {TLS, cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256]}",
            true
        ),
        ("tls_server_config: {TLS, cipher_suites: []}", true),
        ("tls_server_config: {TLS, cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]}", false),
        ("tls_server_config: {TLS, curve_preferences: [CurveP256, CurveP384, CurveP521, X25519]}", true),
        ("tls_server_config: {TLS, curve_preferences: [CurveP224]}", false),
        ("tls_server_config: {TLS, prefer_server_cipher_suites: false}", true),
        ("tls_server_config: {TLS, prefer_server_cipher_suites: maybe}", false),
        ("http_server_config: {http2: off}", true), ("http_server_config: {http2: 2}", false),
        ("http_server_config: {headers: {Strict-Transport-Security: max-age=1, X-XSS-Protection: '1'}}", true),
        ("http_server_config: {headers: {X-Frame-Options: sameorigin, X-Content-Type-Options: nosniff}}", true),
        ("http_server_config: {headers: {Content-Security-Policy: default-src 'self'}}", true),
        ("http_server_config: {headers: {X-Frame-Options: DENY}}", false),
        ("http_server_config: {headers: {X-Powered-By: x}}", false), ("http_server_config: {header: {}}", false),
        ("basic_auth_users: {alice: \(hash), bob: \(hash)}", true), ("basic_auth_users: {}", true),
        ("basic_auth_users: {alice: s3cret}", false), ("basic_auth_users: {alice: ''}", false),
        ("basic_auth_users: [alice]", false), ("basic_auth_users: {alice: \(hash), alice: \(hash)}", false),
        ("basic_auth_users: {alice: $2y$99$\(hash.dropFirst(7))}", false),
    ]

    @Test("promtool check web-config accepts and refuses what we do")
    func promtoolAgrees() async throws {
        let folder = try TemporaryFolder()
        try await TestCertificates.make(in: URL(fileURLWithPath: folder.path), names: "DNS:localhost")
        for (text, isGood) in Self.table {
            let full = text.replacingOccurrences(of: "{TLS", with: "{cert_file: server.pem, key_file: server.key")
            let path = try folder.write("web.yml", full + "\n")
            let ours = WebConfig.load(path)
            let problems = ours.diagnostics.map(\.description)
            #expect((ours.config != nil) == isGood, "\(text): \(problems)")
            let tool = try await Tool.outcome(of: "promtool", package: "prometheus", ["check", "web-config", path])
            #expect((tool.status == 0) == isGood, "\(text): promtool says \(tool.output)")
            if !isGood {
                #expect(problems.allSatisfy { $0.hasPrefix(path + ":") }, "\(text): \(problems)")
            }
        }
    }

    // Newer ones than Debian's promtool know the key.
    @Test func namesOfClientsAreForThoseWhoHaveToShowThem() async throws {
        let folder = try TemporaryFolder()
        try await TestCertificates.make(in: URL(fileURLWithPath: folder.path), names: "DNS:localhost")
        func load(_ type: String) throws -> [String] {
            let path = try folder.write(
                "web.yml",
                "tls_server_config: {cert_file: server.pem, key_file: server.key, client_auth_type: \(type), "
                    + "client_allowed_sans: [a, b]}\n")
            return WebConfig.load(path).diagnostics.map { $0.description.replacingOccurrences(of: path, with: "f") }
        }
        #expect(try load("RequireAnyClientCert") == [] && load("RequireAndVerifyClientCert") == [])
        for type in ["NoClientCert", "RequestClientCert", "VerifyClientCertIfGiven"] {
            #expect(try load(type).first?.hasPrefix("f:1:") == true, "\(type)")
        }
    }

    @Test func aPasswordIsNeverRepeated() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("web.yml", "basic_auth_users: {alice: s3cret-in-clear, bob: [other-secret]}\n")
        let text = WebConfig.load(path).diagnostics.map(\.description).joined()
        #expect(text.contains(":1:27: this is no bcrypt hash: it is too short") && !text.contains("secret"))
    }
}
