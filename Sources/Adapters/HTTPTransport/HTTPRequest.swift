/// The methods that are sent.
public enum HTTPMethod: String, Sendable {
    /// Reads.
    case get = "GET"
    /// Reads the header alone.
    case head = "HEAD"
    /// Sends a body.
    case post = "POST"
    /// Replaces.
    case put = "PUT"
    /// Removes.
    case delete = "DELETE"
}

/// One header field.
public struct HTTPHeader: Hashable, Sendable {
    /// The field's name; names are compared without regard to case.
    public let name: String
    /// The field's value without surrounding blanks.
    public let value: String

    /// Makes a header field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the field has this name, whatever the case.
    func isNamed(_ other: String) -> Bool { name.lowercased() == other.lowercased() }
}

/// One request: everything that is sent, and what may be spent on the answer.
public struct HTTPRequest: Sendable {
    /// How long the whole exchange may take in milliseconds, redirects included, where nothing else is said.
    public static let defaultTimeoutMilliseconds = 10_000
    /// How large an answer may be in bytes where nothing else is said.
    public static let defaultMaxResponseBytes = 10 << 20

    /// The method.
    public let method: HTTPMethod
    /// Where to: `http` or `https`.
    public let url: String
    /// Header fields beside those of the configuration.
    public let headers: [HTTPHeader]
    /// The body; not sent with `GET` and `HEAD`.
    public let body: [UInt8]
    /// How long the whole exchange may take in milliseconds, redirects included.
    public let timeoutMilliseconds: Int
    /// The largest body accepted, in bytes after decompression.
    public let maxResponseBytes: Int
    /// Credentials, TLS, proxy and the like.
    public let config: HTTPClientConfig

    /// Makes a request.
    public init(
        _ method: HTTPMethod = .get, _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
        timeoutMilliseconds: Int = defaultTimeoutMilliseconds, maxResponseBytes: Int = defaultMaxResponseBytes,
        config: HTTPClientConfig = HTTPClientConfig()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.maxResponseBytes = maxResponseBytes
        self.config = config
    }
}

/// A complete answer.
public struct HTTPResponse: Equatable, Sendable {
    /// The status code.
    public let status: Int
    /// The header fields in the server's order.
    public let headers: [HTTPHeader]
    /// The body, decompressed.
    public let body: [UInt8]

    /// Makes an answer.
    public init(status: Int, headers: [HTTPHeader], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header field; `nil` when it is absent.
    public subscript(name: String) -> String? {
        headers.first { $0.isNamed(name) }?.value
    }

    /// The body as text; bytes that are not UTF-8 are replaced.
    public var text: String { String(decoding: body, as: UTF8.self) }
}
