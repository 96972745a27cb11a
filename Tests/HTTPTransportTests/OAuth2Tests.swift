import Foundation
import GateTestSupport
import HTTPTransport
import Synchronization
import Testing

/// Tokens from a server that gives them out, and another that wants them.
@Suite struct OAuth2Tests {
    /// A token endpoint; what it was asked is in its server's requests.
    private final class Issuer: Sendable {
        private struct Contents {
            var given = 0
            var lifetime = #""expires_in": 3600"#
            var refusal: Int?
            var takesHeader = true
        }

        private final class Box: Sendable {
            let contents = Mutex(Contents())
        }

        private let box: Box
        let server: LoopbackServer

        init() throws {
            let box = Box()
            self.box = box
            server = try LoopbackServer { request in
                box.contents.withLock { contents in
                    if let refusal = contents.refusal { return .text("{}", status: refusal) }
                    if !contents.takesHeader, request.form["client_secret"] == nil { return .text("{}", status: 401) }
                    contents.given += 1
                    return .text(
                        #"{"access_token": "t\#(contents.given)", "token_type": "bearer", \#(contents.lifetime)}"#)
                }
            }
        }

        var config: OAuth2Config {
            OAuth2Config(clientID: "gate keeper", clientSecret: .inline("s:e&c"), tokenURL: server.url + "/token")
        }

        func set(lifetime: String) { box.contents.withLock { $0.lifetime = lifetime } }
        func refuse(_ status: Int?) { box.contents.withLock { $0.refusal = status } }
        func takeTheBodyAlone() { box.contents.withLock { $0.takesHeader = false } }
    }

    /// Sends so many requests, and says which tokens came with them.
    private func tokens(
        _ count: Int, _ issuer: Issuer, _ config: OAuth2Config? = nil, worthless: Set<String> = []
    ) async throws -> [String] {
        defer { issuer.server.stop() }
        let credentials = Credentials.oauth2(config ?? issuer.config)
        return try await withServer({ request in
            worthless.contains(request["authorization"] ?? "") ? .text("", status: 401) : .text("ok")
        }) { server, transport in
            for _ in 0..<count {
                _ = try await transport.send(
                    HTTPRequest(.get, server.url, config: HTTPClientConfig(credentials: credentials)))
            }
            return server.requests.compactMap { $0["authorization"] }
        }
    }

    @Test func oneTokenServesUntilItEnds() async throws {
        let issuer = try Issuer()
        #expect(try await tokens(3, issuer) == ["Bearer t1", "Bearer t1", "Bearer t1"])
        #expect(issuer.server.requests.count == 1)
    }

    @Test(arguments: [#""expires_in": 0.0001"#, #""expires_in": "0.0001""#])
    func aTokenThatHasEndedIsNotUsed(_ lifetime: String) async throws {
        let issuer = try Issuer()
        issuer.set(lifetime: lifetime)
        #expect(try await tokens(3, issuer) == ["Bearer t1", "Bearer t2", "Bearer t3"])
    }

    @Test(arguments: [#""x": 1"#, #""expires_in": null"#, #""expires_in": "soon""#, #""expires_in": -5"#])
    func aTokenWithoutALifetimeServesUntilItIsRefused(_ lifetime: String) async throws {
        let issuer = try Issuer()
        issuer.set(lifetime: lifetime)
        #expect(try await tokens(2, issuer) == ["Bearer t1", "Bearer t1"])
    }

    @Test func aTokenThatIsWorthNothingIsReplacedOnce() async throws {
        let issuer = try Issuer()
        let seen = try await tokens(2, issuer, worthless: ["Bearer t1"])
        #expect(seen == ["Bearer t1", "Bearer t2", "Bearer t2"])
        let other = try Issuer()
        let all = Set((1...9).map { "Bearer t\($0)" })
        #expect(try await tokens(2, other, worthless: all) == ["Bearer t1", "Bearer t2", "Bearer t2", "Bearer t3"])
    }

    @Test func theRequestForATokenIsTheOneOfTheGrant() async throws {
        let issuer = try Issuer()
        var config = issuer.config
        config.scopes = ["metrics.read", "alerts"]
        config.parameters = [OAuth2Config.Parameter("audience", "prometheus & co")]
        _ = try await tokens(1, issuer, config)
        let request = try #require(issuer.server.requests.first)
        #expect(request.method == "POST" && request.path == "/token")
        #expect(request["content-type"] == "application/x-www-form-urlencoded")
        #expect(
            request.form == [
                "grant_type": "client_credentials", "scope": "metrics.read alerts", "audience": "prometheus & co",
            ])
        let name = Data("gate%20keeper:s%3Ae%26c".utf8).base64EncodedString()
        #expect(request["authorization"] == "Basic \(name)")
    }

    @Test func whoeverDoesNotTakeTheHeaderGetsTheBody() async throws {
        let issuer = try Issuer()
        issuer.takeTheBodyAlone()
        #expect(try await tokens(2, issuer) == ["Bearer t1", "Bearer t1"])
        let second = try #require(issuer.server.requests.last)
        #expect(issuer.server.requests.count == 2 && second["authorization"] == nil)
        #expect(second.form["client_id"] == "gate keeper" && second.form["client_secret"] == "s:e&c")
    }

    @Test func secretFilesAreReadForEveryToken() async throws {
        let path = try temporaryFile("first\n")
        defer { try? FileManager.default.removeItem(atPath: path) }  // the folder is temporary
        let issuer = try Issuer()
        var config = issuer.config
        config.clientSecret = .file(path)
        _ = try await tokens(1, issuer, config)
        #expect(
            issuer.server.requests.first?["authorization"]
                == "Basic \(Data("gate%20keeper:first".utf8).base64EncodedString())")
    }

    @Test(arguments: [400, 401, 500])
    func withoutATokenNothingIsSent(_ status: Int) async throws {
        let issuer = try Issuer()
        defer { issuer.server.stop() }
        issuer.refuse(status)
        try await withServer({ _ in .text("ok") }) { server, transport in
            let config = HTTPClientConfig(credentials: .oauth2(issuer.config))
            let error = await failure(of: HTTPRequest(.get, server.url, config: config), by: transport)
            #expect(error.code == .tokenRefused && error.isRetryable)
            #expect(error.message.contains("\(issuer.server.url)/token") && error.message.contains("status \(status)"))
            #expect(!error.message.contains("s:e&c"))
            #expect(server.requests.isEmpty)
            issuer.refuse(nil)
            let response = try await transport.send(HTTPRequest(.get, server.url, config: config))
            #expect(response.status == 200)
        }
    }

    @Test func theTokenCountsAgainstTheTimeOfTheRequest() async throws {
        let silent = try LoopbackServer { _ in .hang }
        defer { silent.stop() }
        try await withServer({ _ in .text("ok") }) { server, transport in
            let config = HTTPClientConfig(
                credentials: .oauth2(OAuth2Config(clientID: "c", tokenURL: silent.url)))
            let request = HTTPRequest(.get, server.url, timeoutMilliseconds: 200, config: config)
            #expect(await failure(of: request, by: transport).code == .timedOut)
            #expect(server.requests.isEmpty)
        }
    }
}
