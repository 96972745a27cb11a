/// What a transport may use at most.
public struct HTTPTransportLimits: Equatable, Sendable {
    /// Open connections in all.
    public var maxConnections: Int
    /// Open connections to one host; further requests wait their turn within their deadline.
    public var maxConnectionsPerHost: Int
    /// Requests under way or waiting; further ones are refused.
    public var maxRequests: Int

    /// Makes limits.
    public init(maxConnections: Int = 64, maxConnectionsPerHost: Int = 16, maxRequests: Int = 4096) {
        self.maxConnections = maxConnections
        self.maxConnectionsPerHost = maxConnectionsPerHost
        self.maxRequests = maxRequests
    }
}

/// Sends HTTP requests: one thread of its own, connections kept alive, nothing ever waits on the caller's thread.
///
/// Shut it down when it is no longer needed; letting go of it does the same.
public final class HTTPTransport: Sendable {
    private let loop: CurlLoop
    let tokens = TokenCache()

    /// Makes a transport and starts its thread.
    ///
    /// - Parameters:
    ///   - limits: What it may use at most.
    ///   - userAgent: The `User-Agent` of every request, in the form `Name/Version`.
    public init(limits: HTTPTransportLimits = HTTPTransportLimits(), userAgent: String = "Stagegate") {
        loop = CurlLoop(limits: limits, userAgent: userAgent)
        loop.start()
    }

    deinit { shutdown() }

    /// Sends a request and waits for the complete answer, whatever its status.
    ///
    /// Returns within the request's timeout; a cancelled task gets its error at once.
    ///
    /// - Parameter request: What to send.
    /// - Returns: The answer after redirects.
    /// - Throws: `TransportError` when there is no complete answer; its code says why.
    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        if case .oauth2(let config) = request.config.credentials { return try await send(request, with: config) }
        return try await exchange(request)
    }

    /// Sends a request as it is.
    func exchange(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let pending = PendingRequest(request)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                pending.continuation = continuation
                if !loop.post(.start(pending)) {
                    pending.finish(.failure(pending.error(.shutdown, "the http transport is shut down")))
                }
            }
        } onCancel: {
            _ = loop.post(.cancel(pending))  // after a shutdown there is nothing left to cancel
        }
        return try result.get()
    }

    /// Ends every request under way with `shutdown` and stops the thread; further requests fail the same way.
    public func shutdown() {
        _ = loop.post(.stop)  // false when it has stopped already
    }
}
