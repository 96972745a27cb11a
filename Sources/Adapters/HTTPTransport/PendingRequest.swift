/// One call of `send` on its way through the transport's thread.
///
/// Everything but the request belongs to that thread once the call was posted; that is why nothing in here is locked.
final class PendingRequest: @unchecked Sendable {
    typealias Continuation = CheckedContinuation<Result<HTTPResponse, TransportError>, Never>

    let request: HTTPRequest
    /// Where it goes; `nil` when that is not a URL.
    let url: HTTPURL?
    /// When the answer has to be there, in milliseconds of the monotonic clock.
    let deadline: Int64
    /// Set before the call is posted.
    var continuation: Continuation?
    /// Whether the caller gave up; a cancellation may overtake the start of its own call.
    var isCancelled = false

    init(_ request: HTTPRequest) {
        self.request = request
        url = HTTPURL(request.url)
        deadline = MonotonicClock.milliseconds + Int64(clamping: max(0, request.timeoutMilliseconds))
    }

    /// Scheme, host and port: whose connections it takes up.
    var origin: String { url?.origin ?? "" }

    /// Answers the caller, once.
    func finish(_ result: Result<HTTPResponse, TransportError>) {
        continuation?.resume(returning: result)
        continuation = nil
    }

    /// An error of this kind with what was tried and on what.
    func error(_ code: TransportError.Code, _ what: String, at url: String? = nil) -> TransportError {
        let place = url ?? self.url?.display ?? "an unusable url"
        return TransportError(code, "\(request.method.rawValue) \(place): \(what)")
    }

    /// The error of a request whose deadline has passed.
    func timeout(at url: String? = nil) -> TransportError {
        error(.timedOut, "no complete answer within \(request.timeoutMilliseconds) ms", at: url)
    }
}
