import GateModel
import Hummingbird
import NIOCore

/// A request that was let pass.
struct Call: Sendable {
    let route: Route
    let request: Request
    let context: GateRequestContext
    /// Who calls; `nil` where nobody had to say.
    let actor: Actor?
    /// The session of the browser that calls; `nil` where nobody is logged in.
    var session: Session?

    /// The rollout in the path.
    var rollout: String { parameter("name") ?? "" }

    /// The trace the caller is in.
    var trace: TraceID? { request.headers[.traceParent].flatMap(TraceParent.traceID) }

    /// A parameter of the path, percent-decoded; one that cannot be decoded stays as it is and names nothing.
    func parameter(_ name: String) -> String? {
        context.parameters.get(name).map { PercentEncoding.decode($0) ?? $0 }
    }

    /// A parameter of the query.
    func query(_ name: String) -> String? {
        request.uri.queryParameters[name[...]].map(String.init)
    }

    /// The whole body, up to so many bytes.
    func body(limit: Int = HTTPLimits.body) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw APIError.tooLarge(limit: limit)
        }
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw APIError.tooLarge(limit: limit)
        }
    }
}

/// Percent-encoding of path segments.
///
/// - Source: RFC 3986 §2.1.
enum PercentEncoding {
    /// The text behind the encoding; `nil` when an escape is broken or the bytes are not UTF-8.
    static func decode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let decoded = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
