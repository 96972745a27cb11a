import GateTestSupport
import HTTPTransport
import Testing

@Suite struct RedirectTests {
    private static let secrets = HTTPClientConfig(
        credentials: .authorization(credentials: .inline("t0ken")),
        headers: [ConfiguredHeader("X-Scope-OrgID", values: ["tenant"])])

    @Test func credentialsStayWithTheSameOrigin() async throws {
        let handler: @Sendable (LoopbackServer.Request) -> LoopbackServer.Reply = {
            $0.path == "/a/old" ? .redirect(to: "new?x=1") : .text("here")
        }
        try await withServer(handler) { server, transport in
            let response = try await transport.send(
                HTTPRequest(.get, "\(server.url)/a/old", config: Self.secrets))
            #expect(response.text == "here")
            #expect(server.requests.map(\.target) == ["/a/old", "/a/new?x=1"])
            #expect(server.requests.map { $0["authorization"] } == ["Bearer t0ken", "Bearer t0ken"])
        }
    }

    @Test(arguments: ["http://127.0.0.1", "http://localhost"])
    func credentialsStayAwayFromOtherOrigins(_ host: String) async throws {
        try await withServer({ _ in .text("there") }) { other, transport in
            let first = try LoopbackServer { _ in .redirect(to: "\(host):\(other.port)/x", status: 307) }
            defer { first.stop() }
            for config in [
                Self.secrets, HTTPClientConfig(credentials: .basic(username: .inline("a"), password: .inline("b"))),
            ] {
                let headers = [
                    HTTPHeader("Cookie", "id=1"), HTTPHeader("Authorization", "own"), HTTPHeader("X-Own", "1"),
                ]
                let url = "http://bob:pw@127.0.0.1:\(first.port)/"
                let response = try await transport.send(HTTPRequest(.get, url, headers: headers, config: config))
                #expect(response.text == "there")
            }
            for request in other.requests {
                #expect(request["authorization"] == nil)
                #expect(request["cookie"] == nil)
                #expect(request["x-scope-orgid"] == nil)
                #expect(request["x-own"] == "1")
            }
            #expect(other.requests.count == 2)
        }
    }

    @Test func credentialsDoNotComeBackThroughAnotherOrigin() async throws {
        try await withServer({ .redirect(to: "http://127.0.0.1:\($0["x-back"] ?? "")/back") }) { other, transport in
            let first = try LoopbackServer {
                $0.path == "/back" ? .text("back") : .redirect(to: "http://127.0.0.1:\(other.port)/")
            }
            defer { first.stop() }
            let headers = [HTTPHeader("X-Back", "\(first.port)")]
            let response = try await transport.send(
                HTTPRequest(.get, first.url, headers: headers, config: Self.secrets))
            #expect(response.text == "back")
            #expect(first.requests.map { $0["authorization"] } == ["Bearer t0ken", nil])
        }
    }

    @Test(arguments: [(301, "GET", ""), (302, "GET", ""), (303, "GET", ""), (307, "POST", "q"), (308, "POST", "q")])
    func methodsChangeAsInGo(_ status: Int, _ method: String, _ body: String) async throws {
        try await withServer({ $0.path == "/old" ? .redirect(to: "/new", status: status) : .text("") }) {
            server, transport in
            let type = HTTPHeader("Content-Type", "text/plain")
            _ = try await transport.send(
                HTTPRequest(.post, "\(server.url)/old", headers: [type], body: Array("q".utf8)))
            let second = server.requests[1]
            #expect(second.method == method)
            #expect(second.text == body)
            #expect(second["content-type"] == (body.isEmpty ? nil : "text/plain"))
        }
    }

    @Test func redirectsCanBeLeftAlone() async throws {
        try await withServer({ _ in .redirect(to: "/new") }) { server, transport in
            let config = HTTPClientConfig(followsRedirects: false)
            let response = try await transport.send(HTTPRequest(.get, server.url, config: config))
            #expect(response.status == 302)
            #expect(response["location"] == "/new")
        }
    }

    @Test func circlesEnd() async throws {
        try await withServer({ _ in .redirect(to: "/") }) { server, transport in
            let error = await failure(of: HTTPRequest(.get, server.url), by: transport)
            #expect(error.code == .tooManyRedirects)
            #expect(server.requests.count == 11)
        }
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/"])
    func redirectsToOtherSchemesAreRefused(_ place: String) async throws {
        try await withServer({ _ in .redirect(to: place) }) { server, transport in
            #expect(await failure(of: HTTPRequest(.get, server.url), by: transport).code == .protocolError)
        }
    }
}
