internal import FoundationEssentials
public import GateModel
public import HTTPTransport
internal import Hashing

/// Posts messages to one webhook.
public struct WebhookClient: Sendable {
    /// What became of a message.
    public enum Outcome: Equatable, Sendable {
        /// The receiver has it.
        case accepted
        /// The receiver will not have it, however often it is sent.
        case refused(String)
        /// The receiver may have it later.
        case failed(String)
    }

    /// The header with the idempotency key.
    public static let keyHeader = "Idempotency-Key"
    /// The header with the signature.
    public static let signatureHeader = "X-Stagegate-Signature"

    private static let maxResponseBytes = 1 << 20

    private let url: SecretSource
    private let secret: SecretSource?
    private let timeout: TimeSpan
    private let transport: HTTPTransport
    private let config: HTTPClientConfig

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - url: Where to; many services put a secret into it, so it is never shown.
    ///   - secret: What messages are signed with; `nil` to leave them unsigned.
    ///   - timeout: How long one attempt may take.
    ///   - transport: What sends the requests.
    ///   - config: Credentials, TLS, proxy and the like.
    public init(
        url: SecretSource, secret: SecretSource?, timeout: TimeSpan, transport: HTTPTransport,
        config: HTTPClientConfig = HTTPClientConfig()
    ) {
        self.url = url
        self.secret = secret
        self.timeout = timeout
        self.transport = transport
        self.config = config
    }

    /// Posts a message once.
    ///
    /// - Parameters:
    ///   - payload: The message.
    ///   - key: The same for every attempt at it.
    ///   - trace: Sent along as `traceparent`.
    ///   - now: The time that is signed along.
    /// - Returns: What became of it: 408, 429, 5xx and whatever is no answer may go better later, any other 4xx will not.
    public func post(_ payload: WebhookPayload, key: String, trace: TraceID, at now: Timestamp) async -> Outcome {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts alone: there is nothing in a message that JSON could not hold.
        guard let body = (try? encoder.encode(payload)).map({ [UInt8]($0) }) else {
            return .refused("cannot be written as json")
        }
        do throws(TransportError) {
            let target = try url.read()
            do throws(TransportError) {
                return outcome(try await send(body, to: target, key: key, trace: trace, at: now))
            } catch {
                return .failed(Self.withoutPath(error.message, of: target))
            }
        } catch {
            return .failed(error.message)
        }
    }

    private func send(
        _ body: [UInt8], to target: String, key: String, trace: TraceID, at now: Timestamp
    ) async throws(TransportError) -> HTTPResponse {
        var headers = [
            HTTPHeader("Content-Type", "application/json"), HTTPHeader(Self.keyHeader, key), .traceParent(trace, body),
        ]
        if let secret {
            headers.append(HTTPHeader(Self.signatureHeader, Self.signature(of: body, try secret.read(), at: now)))
        }
        return try await transport.send(
            HTTPRequest(
                .post, target, headers: headers, body: body, timeoutMilliseconds: Int(clamping: timeout.milliseconds),
                maxResponseBytes: Self.maxResponseBytes, config: config))
    }

    /// The path of a webhook's URL is often all that keeps strangers out.
    private static func withoutPath(_ message: String, of target: String) -> String {
        guard let url = HTTPURL(target) else { return "its url is not an http or https url" }
        return message.replacing(url.display, with: url.origin)
    }

    /// The signature of a body: `t=<unix seconds>,v1=<HMAC-SHA-256 of "<unix seconds>.<body>" in hex>`.
    ///
    /// The time is signed along, so that a receiver can refuse what somebody recorded and plays again.
    public static func signature(of body: [UInt8], _ secret: String, at now: Timestamp) -> String {
        let seconds = now.milliseconds / 1000
        let code = HMAC.hex(Array("\(seconds).".utf8) + body, key: Array(secret.utf8))
        return "t=\(seconds),v1=\(code)"
    }

    private func outcome(_ response: HTTPResponse) -> Outcome {
        let said = "answered \(response.status): \(response.excerpt(maxCharacters: 300))"
        return switch response.status {
        case 200..<300: .accepted
        case 408, 429: .failed(said)
        case 400..<500: .refused(said)
        default: .failed(said)
        }
    }
}
