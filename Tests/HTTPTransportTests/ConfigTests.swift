import Foundation
import GateTestSupport
import HTTPTransport
import Testing

@Suite struct ConfigTests {
    @Test func basicAuthIsSent() async throws {
        let config = HTTPClientConfig(credentials: .basic(username: .inline("alice"), password: .inline("pa:ss")))
        #expect(try await header("authorization", of: config) == "Basic YWxpY2U6cGE6c3M=")
    }

    @Test func userInformationOfTheURLIsSentAsBasicAuth() async throws {
        try await withServer({ _ in .text("ok") }) { server, transport in
            _ = try await transport.send(HTTPRequest(.get, "http://alice:p%40ss@127.0.0.1:\(server.port)/"))
            #expect(server.requests.first?["authorization"] == "Basic YWxpY2U6cEBzcw==")
        }
    }

    @Test func authorizationIsSent() async throws {
        let bearer = HTTPClientConfig(credentials: .authorization(credentials: .inline("t0ken")))
        #expect(try await header("authorization", of: bearer) == "Bearer t0ken")
        let other = HTTPClientConfig(credentials: .authorization(type: "Token", credentials: .inline("x")))
        #expect(try await header("authorization", of: other) == "Token x")
    }

    @Test func secretFilesAreReadAtEachUse() async throws {
        let path = try temporaryFile("first\n")
        let config = HTTPClientConfig(
            credentials: .authorization(credentials: .file(path)),
            headers: [ConfiguredHeader("X-Key", secrets: [.file(path)])])
        try await withServer({ _ in .text("ok") }) { server, transport in
            _ = try await transport.send(HTTPRequest(.get, server.url, config: config))
            try Data("  second \r\n".utf8).write(to: URL(fileURLWithPath: path))
            _ = try await transport.send(HTTPRequest(.get, server.url, config: config))
            #expect(server.requests.map { $0["authorization"] } == ["Bearer first", "Bearer second"])
            #expect(server.requests.map { $0["x-key"] } == ["first", "second"])
            try FileManager.default.removeItem(atPath: path)
            let error = await failure(of: HTTPRequest(.get, server.url, config: config), by: transport)
            #expect(error.code == .unreadableFile)
            #expect(error.message == "cannot read \(path): No such file or directory")
        }
    }

    @Test func configuredHeadersAreSentWithAllValues() async throws {
        let config = HTTPClientConfig(headers: [
            ConfiguredHeader("X-Scope-OrgID", values: ["a", "b"], secrets: [.inline("c")])
        ])
        try await withServer({ _ in .text("ok") }) { server, transport in
            _ = try await transport.send(HTTPRequest(.get, server.url, config: config))
            let values = server.requests[0].headers.filter { $0.name == "x-scope-orgid" }.map(\.value)
            #expect(values == ["a", "b", "c"])
        }
    }

    @Test func proxiesAreAskedForTheWholeURL() async throws {
        try await withServer({ .text("via \($0.target)") }) { proxy, transport in
            let way = ProxyConfig(url: "http://bob:pw@127.0.0.1:\(proxy.port)", noProxy: "direct.invalid")
            let config = HTTPClientConfig(proxy: way)
            let response = try await transport.send(HTTPRequest(.get, "http://prometheus.invalid/x", config: config))
            #expect(response.text == "via http://prometheus.invalid/x")
            #expect(proxy.requests[0]["proxy-authorization"] == "Basic Ym9iOnB3")
            let direct = await failure(of: HTTPRequest(.get, "http://direct.invalid/", config: config), by: transport)
            #expect(direct.code == .resolveFailed)
            #expect(proxy.requests.count == 1)
        }
    }

    @Test func proxiesThatRefuseToConnectAreNamed() async throws {
        try await withServer({ _ in .text("no", status: 407) }) { proxy, transport in
            let way = ProxyConfig(
                url: "http://127.0.0.1:\(proxy.port)", connectHeaders: [ConfiguredHeader("X-Way", values: ["1"])])
            let request = HTTPRequest(.get, "https://prometheus.invalid/", config: HTTPClientConfig(proxy: way))
            let error = await failure(of: request, by: transport)
            #expect(error.code == .proxyFailed, "\(error)")
            #expect(error.message.contains("407"))
            #expect(proxy.requests[0].method == "CONNECT")
            #expect(proxy.requests[0]["x-way"] == "1")
        }
    }

    @Test func proxyPasswordsStayOutOfMessages() async throws {
        let way = ProxyConfig(url: "nonsense://bob:hunter2@127.0.0.1:1")
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        let request = HTTPRequest(.get, "http://127.0.0.1:1/", config: HTTPClientConfig(proxy: way))
        let error = await failure(of: request, by: transport)
        #expect(error.code == .invalidRequest)
        #expect(!error.message.contains("hunter2"))
    }

    @Test func secretsAreNeverPrinted() {
        let config = HTTPClientConfig(
            credentials: .basic(username: .inline("alice"), password: .inline("hunter2")),
            tls: TLSConfig(key: .inline("hunter2")), headers: [ConfiguredHeader("X-A", secrets: [.inline("hunter2")])])
        var dumped = ""
        dump(config, to: &dumped)
        #expect(!"\(config)".contains("hunter2"))
        #expect(!String(reflecting: config).contains("hunter2"))
        #expect(!dumped.contains("hunter2"))
    }

    @Test(arguments: [
        (HTTPClientConfig(credentials: .authorization(type: "Basic", credentials: .inline("x"))), "authorization.type"),
        (HTTPClientConfig(tls: TLSConfig(certificate: .file("c"))), "tls_config.cert"),
        (HTTPClientConfig(tls: TLSConfig(key: .file("k"))), "tls_config.key"),
        (HTTPClientConfig(tls: TLSConfig(minVersion: .tls13, maxVersion: .tls12)), "tls_config.max_version"),
        (HTTPClientConfig(proxy: ProxyConfig(url: "ftp://x")), "proxy_url"),
        (HTTPClientConfig(proxy: ProxyConfig(url: "http://x", fromEnvironment: true)), "proxy_from_environment"),
        (HTTPClientConfig(proxy: ProxyConfig(noProxy: "x")), "no_proxy"),
        (HTTPClientConfig(headers: [ConfiguredHeader("Authorization", values: ["x"])]), "http_headers.Authorization"),
    ])
    func contradictionsAreProblems(_ config: HTTPClientConfig, _ key: String) {
        #expect(config.problems.map(\.key) == [key])
    }

    @Test func defaultsHaveNoProblems() {
        #expect(HTTPClientConfig().problems.isEmpty)
        #expect(HTTPClientConfig(proxy: ProxyConfig(url: "socks5://127.0.0.1")).problems.isEmpty)
    }

    private func header(_ name: String, of config: HTTPClientConfig) async throws -> String? {
        try await withServer({ _ in .text("ok") }) { server, transport in
            _ = try await transport.send(HTTPRequest(.get, server.url, config: config))
            return server.requests.first?[name]
        }
    }
}
