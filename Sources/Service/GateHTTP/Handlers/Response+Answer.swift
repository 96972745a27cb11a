import FoundationEssentials
import GateModel
import GateRuntime
import HTTPTypes
import Hummingbird

extension HTTPField.Name {
    /// W3C Trace Context.
    static let traceParent = literal("traceparent")

    static func literal(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is not a header name") }
        return name
    }
}

extension Response {
    /// An answer in the envelope.
    static func success(
        _ payload: some Codable & Sendable, status: HTTPResponse.Status = .ok, etag: String? = nil,
        warnings: [String]? = nil
    ) throws -> Response {
        var response = try json(API.Success(payload, warnings: warnings), status: status)
        response.headers[.eTag] = etag
        return response
    }

    /// JSON without an envelope.
    static func json(_ payload: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let bytes = try API.encoder().encode(payload)
        let headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-cache"]
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A text.
    static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        let headers: HTTPFields = [.contentType: type]
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A refusal in the envelope.
    static func failure(_ error: APIError) -> Response {
        let envelope = API.Failure(errorType: error.type, error: error.message, data: error.outdated)
        do {
            var response = try json(envelope, status: error.status)
            for field in error.headers { response.headers.append(field) }
            return response
        } catch {
            return text("internal error\n", status: .internalServerError)
        }
    }
}

extension RolloutView {
    /// Names this state of the rollout: it changes with every step and with the served weight.
    var etag: String { "\"\(state.sequence)-\(servedWeight.percent)\"" }
}
