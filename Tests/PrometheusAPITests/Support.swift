import GateModel
import GateTestSupport
import HTTPTransport
import PrometheusAPI

/// A query at a fixed time.
let up = Query(name: "total", expression: "up", time: Timestamp(milliseconds: 1_700_000_000_250))

/// Starts a server, hands the test a client of it, and stops both.
func withSource<Result>(
    _ handler: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Reply,
    run: (LoopbackServer, HTTPTransport) async throws -> Result
) async throws -> Result {
    let server = try LoopbackServer(handler)
    let transport = HTTPTransport(userAgent: "Stagegate/test")
    defer {
        transport.shutdown()
        server.stop()
    }
    return try await run(server, transport)
}

/// What a client makes of one reply.
func outcome(
    of reply: LoopbackServer.Reply, maxSeries: Int = 100, maxPoints: Int = 1000, maxResponseBytes: Int = 1 << 20,
    timeout: TimeSpan = .seconds(10)
) async throws -> QueryOutcome {
    try await withSource({ _ in reply }) { server, transport in
        let client = PrometheusClient(
            url: server.url, transport: transport, maxResponseBytes: maxResponseBytes, maxSeries: maxSeries,
            maxPoints: maxPoints)
        return await client.query(up, timeout: timeout)
    }
}

extension QueryOutcome {
    /// The result, where there is one.
    var result: QueryResult? {
        if case .answered(let result) = self { result } else { nil }
    }

    /// The failure, where there is one.
    var failure: QueryFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}
