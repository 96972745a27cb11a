import Foundation
import GateTestSupport
import HTTPTransport
import Testing

/// Starts a server, hands it to the test with a transport, and stops both.
func withServer<Result>(
    limits: HTTPTransportLimits = HTTPTransportLimits(),
    _ handler: @escaping @Sendable (LoopbackServer.Request) -> LoopbackServer.Reply,
    run: (LoopbackServer, HTTPTransport) async throws -> Result
) async throws -> Result {
    let server = try LoopbackServer(handler)
    let transport = HTTPTransport(limits: limits, userAgent: "Stagegate/test")
    defer {
        transport.shutdown()
        server.stop()
    }
    return try await run(server, transport)
}

/// The error that a request ends with; a test failure when it is answered.
func failure(
    of request: HTTPRequest, by transport: HTTPTransport, sourceLocation: SourceLocation = #_sourceLocation
) async -> TransportError {
    do {
        let response = try await transport.send(request)
        Issue.record("answered with \(response.status)", sourceLocation: sourceLocation)
        return TransportError(.internalError, "answered")
    } catch {
        return error
    }
}

/// Writes a temporary file for the test to remove; its path.
func temporaryFile(_ text: String) throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("stagegate-\(UUID().uuidString)")
    try Data(text.utf8).write(to: url)
    return url.path
}
