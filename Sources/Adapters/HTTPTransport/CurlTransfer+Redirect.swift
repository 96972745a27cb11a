extension CurlTransfer {
    /// Whether the answer sends us elsewhere and we go; the transfer then describes the next request.
    ///
    /// Credentials, configured header fields and the client certificate are meant for the origin that was configured:
    /// they are not shown to any other scheme, host or port, nor to the first one again after that.
    ///
    /// - Parameter result: What came of the request before.
    /// - Returns: False when the result is final.
    /// - Throws: `tooManyRedirects`, or `protocolError` when the new place is not an `http` URL.
    /// - Source: prometheus/common drops credentials on cross-host redirects since 0.69; methods change as in Go's
    ///   `net/http` (`redirectBehavior`).
    func followsRedirect(_ result: Result<HTTPResponse, TransportError>) throws(TransportError) -> Bool {
        guard pending.request.config.followsRedirects, case .success(let response) = result,
            [301, 302, 303, 307, 308].contains(response.status), let location = response["location"]
        else { return false }
        guard redirects < Self.maxRedirects else {
            throw error(.tooManyRedirects, "more than \(Self.maxRedirects) redirects")
        }
        guard let next = HTTPURL(location, relativeTo: url, schemes: HTTPURL.schemes) else {
            throw error(.protocolError, "redirected to something that is not an http or https url")
        }
        redirects += 1
        isAtOrigin = isAtOrigin && next.origin == url.origin
        if response.status <= 303, method != .get, method != .head { method = .get }
        url = next
        return true
    }
}
