import FoundationEssentials
import GateHTTP
import HTTPTransport

/// Talks to a running service.
struct APIClient: Sendable {
    let baseURL: String
    private let config: HTTPClientConfig
    private let transport = HTTPTransport()

    init(baseURL: String, config: HTTPClientConfig) {
        self.baseURL = baseURL
        self.config = config
    }

    /// Reads.
    func get<Payload: Codable & Sendable>(_ path: String) async throws(ClientError) -> Payload {
        try await decode(send(.get, path, body: []))
    }

    /// Reads a page as it is.
    func page(_ path: String) async throws(ClientError) -> String {
        let response = try await send(.get, path, body: [])
        guard (200..<300).contains(response.status) else { throw failure(response) }
        return String(decoding: response.body, as: UTF8.self)
    }

    /// Acts; a second value says what else the service remarked.
    func post<Body: Encodable, Payload: Codable & Sendable>(
        _ path: String, _ body: Body, timeoutMilliseconds: Int = HTTPRequest.defaultTimeoutMilliseconds
    ) async throws(ClientError) -> Payload {
        let bytes: Data
        do { bytes = try API.encoder().encode(body) } catch { throw ClientError(message: "cannot encode the request") }
        return try await decode(
            send(.post, path, body: [UInt8](bytes), timeoutMilliseconds: timeoutMilliseconds))
    }

    /// Whether the service says that it is healthy.
    func isHealthy() async -> Bool {
        do { return try await send(.get, "/-/healthy", body: []).status == 200 } catch { return false }
    }

    /// Ends the connection.
    func close() {
        transport.shutdown()
    }

    /// A path segment: everything but unreserved characters is percent-encoded.
    static func segment(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isPlain = byte < 128 && (character.isLetter || character.isNumber || "-._~".contains(character))
            return isPlain ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    private func send(
        _ method: HTTPMethod, _ path: String, body: [UInt8],
        timeoutMilliseconds: Int = HTTPRequest.defaultTimeoutMilliseconds
    ) async throws(ClientError) -> HTTPResponse {
        var headers = [HTTPHeader("Accept", "application/json")]
        if method == .post { headers.append(HTTPHeader("Content-Type", "application/json")) }
        let request = HTTPRequest(
            method, baseURL + path, headers: headers, body: body, timeoutMilliseconds: timeoutMilliseconds,
            config: config)
        do {
            return try await transport.send(request)
        } catch {
            throw ClientError(message: "no answer from \(baseURL): \(error); is the service running there?")
        }
    }

    private func decode<Payload: Codable & Sendable>(_ response: HTTPResponse) throws(ClientError) -> Payload {
        guard (200..<300).contains(response.status) else { throw failure(response) }
        do {
            let answer = try JSONDecoder().decode(API.Success<Payload>.self, from: Data(response.body))
            for warning in answer.warnings ?? [] { Complaint.write("warning: \(warning)") }
            return answer.data
        } catch {
            throw ClientError(message: "the answer of \(baseURL) could not be understood: is it another version?")
        }
    }

    private func failure(_ response: HTTPResponse) -> ClientError {
        // An answer in another form, such as a proxy's, is told by its status alone.
        let failure = try? JSONDecoder().decode(API.Failure.self, from: Data(response.body))
        return ClientError(
            message: failure.map { "\($0.errorType): \($0.error)" } ?? "the service answered \(response.status)",
            details: failure?.data.map(RolloutText.outdated) ?? [])
    }
}

/// Why a call did not succeed, ready to be shown.
struct ClientError: Error, CustomStringConvertible {
    let message: String
    /// What else there is to know, a line for each.
    var details: [String] = []

    var description: String { ([message] + details).joined(separator: "\n") }
}
