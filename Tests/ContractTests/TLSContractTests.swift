import Foundation
import GateTestSupport
import HTTPTransport
import Testing

/// TLS, client certificates, basic auth, gzip and HTTP/2 against nginx.
@Suite(.serialized) struct TLSContractTests {
    private static let text = String(repeating: "all is well. ", count: 1000)

    @Test func serversAreBelievedOnlyWithACertificateOfOurAuthority() async throws {
        try await withNginx { get, folder async throws in
            let ca = SecretSource.file("\(folder)/ca.pem")
            let inline = SecretSource.inline(try String(contentsOfFile: "\(folder)/ca.pem", encoding: .utf8))
            #expect(try await get("/", TLSConfig(ca: ca)).text == Self.text)
            #expect(try await get("/", TLSConfig(ca: inline)).text == Self.text)
            #expect(try await get("/", TLSConfig(skipsVerification: true)).text == Self.text)
            #expect(await get.error("/", TLSConfig()).code == .tlsFailed)
            #expect(await get.error("/", TLSConfig(ca: .file("\(folder)/client.pem"))).code == .tlsFailed)
            #expect(await get.error("/", TLSConfig(ca: .file("\(folder)/missing.pem"))).code == .tlsFailed)
            #expect(await get.error("/", TLSConfig(ca: .inline("nonsense"))).code == .tlsFailed)
        }
    }

    @Test func theNameOfTheServerCounts() async throws {
        try await withNginx { get, folder async throws in
            let ca = SecretSource.file("\(folder)/ca.pem")
            #expect(await get.error("/", TLSConfig(ca: ca), host: "127.0.0.1").code == .tlsFailed)
            let named = TLSConfig(ca: ca, serverName: "prometheus.internal")
            let response = try await get("/", named, host: "127.0.0.1")
            #expect(response["x-host"]?.hasPrefix("127.0.0.1:") == true)
            #expect(response["x-sni"] == "prometheus.internal")
            let wrong = TLSConfig(ca: ca, serverName: "other.internal")
            #expect(await get.error("/", wrong, host: "127.0.0.1").code == .tlsFailed)
        }
    }

    @Test func versionsAreLimited() async throws {
        try await withNginx { get, folder async throws in
            let ca = SecretSource.file("\(folder)/ca.pem")
            #expect(try await get("/", TLSConfig(ca: ca, maxVersion: .tls12))["x-tls"] == "TLSv1.2")
            #expect(try await get("/", TLSConfig(ca: ca, minVersion: .tls13))["x-tls"] == "TLSv1.3")
        }
    }

    @Test func anotherAuthorityInTheSameFileCountsAtOnce() async throws {
        try await withNginx { get, folder async throws in
            let path = "\(folder)/rotated.pem"
            try FileManager.default.copyItem(atPath: "\(folder)/ca.pem", toPath: path)
            let tls = TLSConfig(ca: .file(path))
            #expect(try await get("/close", tls, enablesHTTP2: false).status == 200)
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.copyItem(atPath: "\(folder)/client.pem", toPath: path)
            #expect(await get.error("/close", tls, enablesHTTP2: false).code == .tlsFailed)
        }
    }

    @Test func clientCertificatesAreShown() async throws {
        try await withNginx { get, folder async throws in
            let ca = SecretSource.file("\(folder)/ca.pem")
            let wrong = TLSConfig(
                ca: ca, certificate: .file("\(folder)/client.pem"), key: .file("\(folder)/server.key"))
            #expect(await get.error("/mtls", wrong).code == .tlsFailed)
            #expect(try await get("/mtls", TLSConfig(ca: ca)).status == 403)
            let files = TLSConfig(
                ca: ca, certificate: .file("\(folder)/client.pem"), key: .file("\(folder)/client.key"))
            #expect(try await get("/mtls", files).status == 200)
            let certificate = try String(contentsOfFile: "\(folder)/client.pem", encoding: .utf8)
            let key = try String(contentsOfFile: "\(folder)/client.key", encoding: .utf8)
            let inline = TLSConfig(ca: ca, certificate: .inline(certificate), key: .inline(key))
            #expect(try await get("/mtls", inline).status == 200)
        }
    }

    @Test func basicAuthIsAccepted() async throws {
        try await withNginx { get, folder async throws in
            let tls = TLSConfig(ca: .file("\(folder)/ca.pem"))
            #expect(try await get("/auth", tls).status == 401)
            let right = Credentials.basic(username: .inline("alice"), password: .file("\(folder)/password"))
            #expect(try await get("/auth", tls, credentials: right).status == 200)
            let wrong = Credentials.basic(username: .inline("alice"), password: .inline("guess"))
            #expect(try await get("/auth", tls, credentials: wrong).status == 401)
        }
    }

    @Test(arguments: [true, false]) func answersAreCompressedOverBothVersions(_ enablesHTTP2: Bool) async throws {
        try await withNginx { get, folder async throws in
            let tls = TLSConfig(ca: .file("\(folder)/ca.pem"))
            let response = try await get("/", tls, enablesHTTP2: enablesHTTP2)
            #expect(response["content-encoding"] == "gzip")
            #expect(response["x-protocol"] == (enablesHTTP2 ? "HTTP/2.0" : "HTTP/1.1"))
            #expect(response.text == Self.text)
        }
    }

    private struct Getter {
        let port: Int
        let transport: HTTPTransport

        func callAsFunction(
            _ path: String, _ tls: TLSConfig, host: String = "localhost", credentials: Credentials = .none,
            enablesHTTP2: Bool = true
        ) async throws(TransportError) -> HTTPResponse {
            let config = HTTPClientConfig(credentials: credentials, enablesHTTP2: enablesHTTP2, tls: tls)
            return try await transport.send(HTTPRequest(.get, "https://\(host):\(port)\(path)", config: config))
        }

        func error(
            _ path: String, _ tls: TLSConfig, host: String = "localhost", enablesHTTP2: Bool = true
        ) async -> TransportError {
            do throws(TransportError) {
                let response = try await self(path, tls, host: host, enablesHTTP2: enablesHTTP2)
                return TransportError(.internalError, "answered \(response.status)")
            } catch {
                return error
            }
        }
    }

    private func withNginx(_ run: (Getter, _ folder: String) async throws -> Void) async throws {
        let folder = try RealServer.newFolder()
        try await TestCertificates.make(in: folder, names: "DNS:localhost,DNS:prometheus.internal")
        for (name, text) in [("text", Self.text), ("users", "alice:{PLAIN}s3cret\n"), ("password", "s3cret\n")] {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
        let server = try await RealServer.nginx(folder: folder) { Self.configuration(folder.path, port: $0) }
        let transport = HTTPTransport()
        defer {
            transport.shutdown()
            server.stop()
        }
        try await run(Getter(port: server.port, transport: transport), folder.path)
    }

    private static func configuration(_ folder: String, port: Int) -> String {
        """
        listen 127.0.0.1:\(port) ssl http2;
        ssl_certificate \(folder)/server.pem; ssl_certificate_key \(folder)/server.key;
        ssl_protocols TLSv1.2 TLSv1.3; ssl_client_certificate \(folder)/ca.pem; ssl_verify_client optional;
        gzip on; gzip_types *; gzip_min_length 1; default_type text/plain; root \(folder);
        add_header X-Host $http_host; add_header X-SNI $ssl_server_name; add_header X-TLS $ssl_protocol;
        add_header X-Protocol $server_protocol;
        location = / { try_files /text =404; }
        location = /close { keepalive_timeout 0; try_files /text =404; }
        location = /mtls { if ($ssl_client_verify != SUCCESS) { return 403; } try_files /text =404; }
        location = /auth { auth_basic stagegate; auth_basic_user_file \(folder)/users; try_files /text =404; }
        """
    }
}
