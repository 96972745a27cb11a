extension HTTPTransport {
    /// Sends a request with a token, and once more with a new one when that is said to be worth nothing.
    func send(_ request: HTTPRequest, with config: OAuth2Config) async throws(TransportError) -> HTTPResponse {
        let deadline = MonotonicClock.milliseconds + Int64(clamping: max(0, request.timeoutMilliseconds))
        let token = try await token(config, before: deadline)
        let response = try await exchange(request.carrying(token, before: deadline))
        guard response.status == 401 else { return response }
        let other = try await self.token(config, before: deadline, otherThan: token)
        return try await exchange(request.carrying(other, before: deadline))
    }

    private func token(
        _ config: OAuth2Config, before deadline: Int64, otherThan refused: AccessToken? = nil
    ) async throws(TransportError) -> AccessToken {
        if let known = tokens.token(config, at: MonotonicClock.milliseconds, otherThan: refused) { return known }
        let asked = MonotonicClock.milliseconds
        do {
            let token = try await newToken(config, before: deadline)
            tokens.keep(token, config, at: asked)
            return token
        } catch {
            // One that was to be renewed may still be good.
            if let known = tokens.token(config, at: MonotonicClock.milliseconds, otherThan: refused) { return known }
            throw error
        }
    }

    /// Asks for a token, with our name in the header and, where that is refused, in the body.
    ///
    /// - Source: RFC 6749 §2.3.1; golang.org/x/oauth2 finds out in the same way which of the two a server takes.
    private func newToken(_ config: OAuth2Config, before deadline: Int64) async throws(TransportError) -> AccessToken {
        let secret = try config.clientSecret?.read() ?? ""
        var response = try await ask(config, .basic(secret), before: deadline)
        if (400..<500).contains(response.status) {
            response = try await ask(config, .body(secret), before: deadline)
        }
        let place = HTTPURL(config.tokenURL)?.display ?? "an unusable url"
        guard (200..<300).contains(response.status) else {
            throw TransportError(
                .tokenRefused, "POST \(place): no token for client \(config.clientID): status \(response.status)")
        }
        guard let token = AccessToken(response.body) else {
            throw TransportError(.tokenRefused, "POST \(place): the answer has no access_token")
        }
        return token
    }

    /// Where our name stands.
    private enum Identification {
        case basic(String), body(String)
    }

    private func ask(
        _ config: OAuth2Config, _ identification: Identification, before deadline: Int64
    ) async throws(TransportError) -> HTTPResponse {
        var fields = [("grant_type", "client_credentials")]
        if !config.scopes.isEmpty { fields.append(("scope", config.scopes.joined(separator: " "))) }
        fields += config.parameters.map { ($0.name, $0.value) }
        var settings = HTTPClientConfig(followsRedirects: false, tls: config.tls, proxy: config.proxy)
        switch identification {
        case .basic(let secret):
            // In the header both are encoded as in a form, says the RFC.
            let (user, password) = (HTTPURL.escapedQueryValue(config.clientID), HTTPURL.escapedQueryValue(secret))
            settings.credentials = .basic(username: .inline(user), password: .inline(password))
        case .body(let secret):
            fields.append(("client_id", config.clientID))
            if !secret.isEmpty { fields.append(("client_secret", secret)) }
        }
        let body = fields.map { "\(HTTPURL.escapedQueryValue($0))=\(HTTPURL.escapedQueryValue($1))" }
        return try await exchange(
            HTTPRequest(
                .post, config.tokenURL,
                headers: [
                    HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
                    HTTPHeader("Accept", "application/json"),
                ], body: Array(body.joined(separator: "&").utf8), timeoutMilliseconds: Self.rest(before: deadline),
                maxResponseBytes: 1 << 20, config: settings))
    }

    static func rest(before deadline: Int64) -> Int {
        Int(clamping: max(0, deadline - MonotonicClock.milliseconds))
    }
}

extension HTTPRequest {
    /// The same request with a token, in what is left of its time.
    fileprivate func carrying(_ token: AccessToken, before deadline: Int64) -> HTTPRequest {
        var config = config
        config.credentials = .authorization(type: token.type, credentials: .inline(token.text))
        return HTTPRequest(
            method, url, headers: headers, body: body, timeoutMilliseconds: HTTPTransport.rest(before: deadline),
            maxResponseBytes: maxResponseBytes, config: config)
    }
}
