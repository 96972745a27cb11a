import Foundation
import Glibc

/// A connection that stays open from one call to the next.
final class KeptConnection: Sendable {
    private let client: RawClient
    private let handle: Int32

    init(_ client: RawClient) throws {
        self.client = client
        handle = try RawClient.open(client.port)
    }

    deinit { close(handle) }

    /// Sends a call and reads its answer.
    ///
    /// - Parameters:
    ///   - call: Method and path.
    ///   - headers: Lines of the head.
    ///   - body: The body.
    ///   - isLast: Whether nothing is sent any more, which the server sees before it has answered.
    /// - Returns: The answer.
    /// - Throws: `RawClientError` when the server closes before it has answered.
    func send(
        _ call: String, _ headers: [String] = [], body: String = "", isLast: Bool = false
    ) async throws -> RawResponse {
        let head = ["\(call) HTTP/1.1", "Host: 127.0.0.1", "Content-Length: \(body.utf8.count)"] + headers
        let text = (head + ["", body]).joined(separator: "\r\n")
        let bytes = try await client.blocking { [handle] in
            try RawClient.send(Array(text.utf8), handle)
            if isLast { shutdown(handle, Int32(SHUT_WR)) }
            return try Self.answer(handle)
        }
        return try RawResponse(bytes)
    }

    /// One answer, as long as its head says.
    private static func answer(_ handle: Int32) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while !isComplete(bytes) {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(handle, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { throw RawClientError("closed before the answer was complete") }
            bytes += chunk.prefix(count)
        }
        return bytes
    }

    private static func isComplete(_ bytes: [UInt8]) -> Bool {
        guard let response = try? RawResponse(bytes),
            let length = response.headers["content-length"].flatMap({ Int($0) })
        else { return false }
        return response.body.utf8.count >= length
    }
}
