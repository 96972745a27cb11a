/// Why Alertmanager could not be read.
public struct AlertmanagerError: Error, Equatable, CustomStringConvertible {
    /// What kind of trouble it was.
    public enum Code: String, Sendable {
        /// It could not be reached in time, or failed.
        case unavailable
        /// It would not answer: the request or the credentials are wrong.
        case rejected
        /// What it answered could not be understood.
        case badResponse
    }

    /// What kind of trouble it was.
    public let code: Code
    /// What was tried, on what, and what happened; no secrets.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same request may well succeed a little later.
    public var isRetryable: Bool { code == .unavailable }

    /// The message.
    public var description: String { message }
}
