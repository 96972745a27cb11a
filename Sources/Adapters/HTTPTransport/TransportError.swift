/// Why a request has no answer.
public struct TransportError: Error, Equatable, CustomStringConvertible {
    /// What kind of trouble it was.
    public enum Code: String, Sendable {
        /// The URL, a header or the TLS or proxy configuration cannot be used as it stands.
        case invalidRequest
        /// A file that holds a secret or a certificate cannot be read.
        case unreadableFile
        /// The name of the host or of the proxy could not be resolved.
        case resolveFailed
        /// Nobody accepted the connection.
        case connectFailed
        /// The proxy would not connect to the host.
        case proxyFailed
        /// The two sides could not agree on TLS, or a certificate was not accepted.
        case tlsFailed
        /// The deadline passed.
        case timedOut
        /// The connection broke before the answer was complete.
        case connectionLost
        /// The answer is larger than allowed.
        case tooLarge
        /// The other side does not speak proper HTTP.
        case protocolError
        /// Whoever gives out tokens gave none.
        case tokenRefused
        /// The answer led from redirect to redirect.
        case tooManyRedirects
        /// The caller's task was cancelled.
        case cancelled
        /// More requests are under way than the limits allow.
        case queueFull
        /// The transport was shut down.
        case shutdown
        /// libcurl failed in a way that has no other name, for example for lack of memory.
        case internalError
    }

    /// What kind of trouble it was.
    public let code: Code
    /// What was tried, on what, and what happened; no secrets, no query string.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same request may well succeed a little later.
    public var isRetryable: Bool {
        switch code {
        case .resolveFailed, .connectFailed, .proxyFailed, .timedOut, .connectionLost, .queueFull, .tokenRefused: true
        case .invalidRequest, .unreadableFile, .tlsFailed, .tooLarge, .protocolError, .tooManyRedirects, .cancelled,
            .shutdown, .internalError:
            false
        }
    }

    /// The message.
    public var description: String { message }
}
