import Foundation
import GateTestSupport
import HTTPTransport
import Testing

@Suite struct HTTPTransportTests {
    @Test func answersComeBackWhole() async throws {
        try await withServer({ .text("<\($0.text)>", status: 418, headers: ["X-Kind": "teapot"]) }) {
            server, transport in
            let response = try await transport.send(
                HTTPRequest(.post, "\(server.url)/a?b=c", headers: [HTTPHeader("X-Empty", "")], body: Array("hi".utf8)))
            #expect(response.status == 418)
            #expect(response.text == "<hi>")
            #expect(response["x-kind"] == "teapot")
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.target == "/a?b=c")
            #expect(request["user-agent"] == "Stagegate/test")
            #expect(request["x-empty"] == "")
            #expect(request["expect"] == nil)
        }
    }

    @Test(arguments: [HTTPMethod.get, .head, .post, .put, .delete])
    func methodsAreSentAsTheyAreNamed(_ method: HTTPMethod) async throws {
        try await withServer({ _ in .text("x") }) { server, transport in
            let response = try await transport.send(HTTPRequest(method, server.url))
            #expect(response.body.count == (method == .head ? 0 : 1))
            #expect(server.requests.map(\.method) == [method.rawValue])
        }
    }

    @Test func manyRequestsUseOneConnection() async throws {
        try await withServer({ _ in .text("ok") }) { server, transport in
            for _ in 0..<50 { _ = try await transport.send(HTTPRequest(.get, server.url)) }
            #expect(server.requests.count == 50)
            #expect(server.connectionCount == 1)
        }
    }

    @Test func connectionsToOneHostAreLimited() async throws {
        let limits = HTTPTransportLimits(maxConnectionsPerHost: 2)
        try await withServer(limits: limits, { _ in .text("ok") }) { server, transport in
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<40 {
                    group.addTask { (try? await transport.send(HTTPRequest(.get, server.url)).status) == 200 }
                }
                for await isAnswered in group { #expect(isAnswered) }
            }
            #expect(server.connectionCount <= 2)
        }
    }

    @Test func whoWaitsForAConnectionGetsIt() async throws {
        let limits = HTTPTransportLimits(maxConnections: 3, maxConnectionsPerHost: 2)
        try await withServer(limits: limits, { _ in .text("ok") }) { server, transport in
            for _ in 0..<10 {
                let answers = await withTaskGroup(of: Bool.self) { group in
                    for path in 0..<30 {
                        // Two names of one server: two hosts, as far as the transport knows.
                        let host = path.isMultiple(of: 2) ? "127.0.0.1" : "localhost"
                        group.addTask {
                            let request = HTTPRequest(.get, "http://\(host):\(server.port)/\(path)")
                            return (try? await transport.send(request).status) == 200
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.count == 30 && answers.allSatisfy { $0 })
            }
        }
    }

    @Test func waitingEndsWithTheDeadline() async throws {
        let limits = HTTPTransportLimits(maxConnectionsPerHost: 1)
        try await withServer(limits: limits, { _ in .hang }) { server, transport in
            let first = Task { await failure(of: HTTPRequest(.get, server.url), by: transport) }
            #expect(await server.waitForRequests(1))
            let error = await failure(of: HTTPRequest(.get, server.url, timeoutMilliseconds: 50), by: transport)
            #expect(error.code == .timedOut)
            #expect(server.requests.count == 1)
            first.cancel()
            #expect(await first.value.code == .cancelled)
        }
    }

    @Test func tooManyRequestsAreRefusedAtOnce() async throws {
        try await withServer(limits: HTTPTransportLimits(maxRequests: 1), { _ in .hang }) { server, transport in
            let first = Task { await failure(of: HTTPRequest(.get, server.url), by: transport) }
            #expect(await server.waitForRequests(1))
            let error = await failure(of: HTTPRequest(.get, server.url), by: transport)
            #expect(error.code == .queueFull)
            #expect(error.isRetryable)
            first.cancel()
            #expect(await first.value.code == .cancelled)
        }
    }

    @Test func compressedAnswersAreUnpacked() async throws {
        let packed: [UInt8] = [  // printf hello | gzip --no-name
            31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 203, 72, 205, 201, 201, 7, 0, 134, 166, 16, 54, 5, 0, 0, 0,
        ]
        let reply = LoopbackServer.Reply.answer(status: 200, headers: ["Content-Encoding": "gzip"], body: packed)
        try await withServer({ _ in reply }) { server, transport in
            let response = try await transport.send(HTTPRequest(.get, server.url))
            #expect(response.text == "hello")
            #expect(server.requests.first?["accept-encoding"] == "gzip")
            let error = await failure(of: HTTPRequest(.get, server.url, maxResponseBytes: 4), by: transport)
            #expect(error.code == .tooLarge)
        }
    }

    @Test func answersOverTheLimitAreRefused() async throws {
        try await withServer({ _ in .text(String(repeating: "x", count: 1000)) }) { server, transport in
            let response = try await transport.send(HTTPRequest(.get, server.url, maxResponseBytes: 1000))
            #expect(response.body.count == 1000)
            let error = await failure(of: HTTPRequest(.get, server.url, maxResponseBytes: 999), by: transport)
            #expect(error.code == .tooLarge)
            #expect(error.message.contains("999 bytes"))
        }
    }

    @Test func endlessHeadersAreRefused() async throws {
        let line = "X-Filler: \(String(repeating: "x", count: 1000))\r\n"
        let head = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 300) + "\r\n"
        try await withServer({ _ in .raw(Array(head.utf8)) }) { server, transport in
            let error = await failure(of: HTTPRequest(.get, server.url), by: transport)
            #expect(error.code == .tooLarge)
        }
    }

    @Test func silenceEndsWithTheDeadline() async throws {
        try await withServer({ _ in .hang }) { server, transport in
            let error = await failure(of: HTTPRequest(.get, server.url, timeoutMilliseconds: 100), by: transport)
            #expect(error.code == .timedOut)
            #expect(error.isRetryable)
            #expect(error.message.contains("within 100 ms"))
            #expect(await server.waitForDisconnect())
        }
    }

    @Test func spentDeadlinesSendNothing() async throws {
        try await withServer({ _ in .text("ok") }) { server, transport in
            let error = await failure(of: HTTPRequest(.get, server.url, timeoutMilliseconds: 0), by: transport)
            #expect(error.code == .timedOut)
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: [
        ("", TransportError.Code.protocolError), ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", .connectionLost),
        ("SSH-2.0-OpenSSH_9.2\r\n", .protocolError),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", .connectionLost),
        ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", .protocolError),
    ])
    func brokenAnswersAreErrors(_ bytes: String, _ code: TransportError.Code) async throws {
        try await withServer({ _ in .raw(Array(bytes.utf8)) }) { server, transport in
            let error = await failure(of: HTTPRequest(.get, server.url), by: transport)
            #expect(error.code == (bytes.isEmpty ? .connectionLost : code), "\(error)")
        }
    }

    @Test func resetConnectionsAreLost() async throws {
        try await withServer({ _ in .reset }) { server, transport in
            let error = await failure(of: HTTPRequest(.get, server.url), by: transport)
            #expect(error.code == .connectionLost)
            #expect(error.isRetryable)
        }
    }

    @Test func nobodyListeningIsAConnectError() async throws {
        try await withServer({ _ in .hang }) { server, transport in
            server.stop()
            let error = await failure(of: HTTPRequest(.get, server.url), by: transport)
            #expect(error.code == .connectFailed)
            #expect(error.isRetryable)
        }
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "", "not a url", "http://", "http://a b/",
        "http://127.0.0.1:99999/", "http://127.0.0.1/\u{0}",
    ])
    func otherURLsAreRefused(_ url: String) async {
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        #expect(await failure(of: HTTPRequest(.get, url), by: transport).code == .invalidRequest)
    }

    @Test(arguments: [
        HTTPHeader("X-A", "b\r\nX-Evil: c"), HTTPHeader("X-A\r\nX-Evil", "b"), HTTPHeader("X A", "b"),
        HTTPHeader("", "b"), HTTPHeader("X-A", "b\u{0}"),
    ])
    func headersThatSmuggleAreRefused(_ header: HTTPHeader) async throws {
        try await withServer({ _ in .text("ok") }) { server, transport in
            let error = await failure(of: HTTPRequest(.get, server.url, headers: [header]), by: transport)
            #expect(error.code == .invalidRequest)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func messagesHoldNoSecrets() async throws {
        try await withServer({ _ in .hang }) { server, transport in
            let url = "http://alice:hunter2@127.0.0.1:\(server.port)/path?token=hunter2"
            let error = await failure(of: HTTPRequest(.get, url, timeoutMilliseconds: 50), by: transport)
            #expect(error.message.hasPrefix("GET http://127.0.0.1:\(server.port)/path: "))
            #expect(!error.message.contains("hunter2"))
        }
    }
}
