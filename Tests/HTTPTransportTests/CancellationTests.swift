import GateTestSupport
import HTTPTransport
import Testing

@Suite struct CancellationTests {
    @Test func cancellingEndsARequestUnderWay() async throws {
        try await withServer({ _ in .hang }) { server, transport in
            let task = Task { await failure(of: HTTPRequest(.get, server.url), by: transport) }
            #expect(await server.waitForRequests(1))
            task.cancel()
            #expect(await task.value.code == .cancelled)
            #expect(await server.waitForDisconnect())
        }
    }

    @Test func cancelledTasksSendNothing() async throws {
        try await withServer({ _ in .text("ok") }) { server, transport in
            let task = Task {
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                return await failure(of: HTTPRequest(.get, server.url), by: transport)
            }
            #expect(await task.value.code == .cancelled)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func everyRequestOfACancelStormEndsOnce() async throws {
        try await withServer({ $0.connection % 3 == 0 ? .hang : .text("ok") }) { server, transport in
            let tasks = (0..<500).map { _ in
                Task { () -> TransportError.Code? in
                    do throws(TransportError) {
                        _ = try await transport.send(HTTPRequest(.get, server.url))
                        return nil
                    } catch {
                        return error.code
                    }
                }
            }
            for task in tasks { task.cancel() }
            for task in tasks { #expect([nil, .cancelled].contains(await task.value)) }
            let after = try await withServer({ _ in .text("alive") }) { other, _ in
                try await transport.send(HTTPRequest(.get, other.url)).text
            }
            #expect(after == "alive")
        }
    }

    @Test func shutdownEndsARequestUnderWay() async throws {
        try await withServer({ _ in .hang }) { server, transport in
            let task = Task { await failure(of: HTTPRequest(.get, server.url), by: transport) }
            #expect(await server.waitForRequests(1))
            transport.shutdown()
            #expect(await task.value.code == .shutdown)
            #expect(await server.waitForDisconnect())
        }
    }

    @Test func nothingIsSentAfterShutdown() async throws {
        try await withServer({ _ in .text("ok") }) { server, transport in
            transport.shutdown()
            transport.shutdown()
            #expect(await failure(of: HTTPRequest(.get, server.url), by: transport).code == .shutdown)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func lettingGoOfATransportStopsIt() async throws {
        let server = try LoopbackServer { _ in .text("ok") }
        defer { server.stop() }
        _ = try await HTTPTransport().send(HTTPRequest(.get, server.url))
        #expect(await server.waitForDisconnect())
    }
}
