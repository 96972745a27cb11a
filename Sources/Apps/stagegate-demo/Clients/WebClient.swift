import Foundation
import HTTPTransport

/// Sends JSON, receives JSON.
struct WebClient: Sendable {
    /// An answer that is not what was asked for.
    struct Unexpected: Error, CustomStringConvertible {
        let description: String
    }

    static let timeoutMilliseconds = 5000

    let transport: HTTPTransport

    /// Whether a server answers 200.
    func isReady(_ url: String) async -> Bool {
        // Whatever the trouble is, it is not ready.
        (try? await transport.send(HTTPRequest(.get, url, timeoutMilliseconds: 1000)))?.status == 200
    }

    /// Reads and decodes.
    func get<Answer: Decodable>(_ url: String, as type: Answer.Type) async throws -> Answer {
        let response = try await transport.send(
            HTTPRequest(.get, url, timeoutMilliseconds: Self.timeoutMilliseconds))
        guard response.status == 200 else {
            throw Unexpected(description: "GET \(url) answered \(response.status): \(response.text)")
        }
        return try decode(response, url, as: type)
    }

    /// Sends and returns the answer, whatever its status.
    func send(
        _ method: HTTPMethod, _ url: String, _ body: [String: any Sendable], token: String? = nil,
        timeoutMilliseconds: Int = timeoutMilliseconds
    ) async throws -> HTTPResponse {
        let bytes = try JSONSerialization.data(withJSONObject: body, options: .sortedKeys)
        var headers = [HTTPHeader("Content-Type", "application/json")]
        if let token { headers.append(HTTPHeader("Authorization", "Bearer \(token)")) }
        return try await transport.send(
            HTTPRequest(
                method, url, headers: headers, body: Array(bytes), timeoutMilliseconds: timeoutMilliseconds))
    }

    /// Decodes a body.
    func decode<Answer: Decodable>(_ response: HTTPResponse, _ url: String, as type: Answer.Type) throws -> Answer {
        do {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(type, from: Data(response.body))
        } catch {
            throw Unexpected(description: "\(url) answered what is no \(type): \(response.text.prefix(300)): \(error)")
        }
    }
}
