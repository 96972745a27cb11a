import GateModel
import HTTPTypes
import Hummingbird

/// Logging in and out.
extension Handlers {
    /// The page to log in at, with what was wrong with the last try.
    func loginPage(_ call: Call, _ error: APIError? = nil) async -> Response {
        let isLogin = call.route == .login
        let page = LoginPage(
            next: LoginPage.safe(isLogin ? call.query("next") : call.request.uri.path), hasUsers: gatekeeper.hasUsers,
            certificate: await gatekeeper.certificate(call.context)?.actor.name, message: error?.message)
        var response = document(call, "Log in", page.content, status: error?.status ?? .ok)
        // A browser would ask for a password by itself if it were told of one.
        if error?.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer realm=\"stagegate\"" }
        response.headers[.retryAfter] = error?.headers[.retryAfter]
        return response
    }

    /// Looks at what was given, and opens a session for what is good.
    func logIn(_ call: Call) async throws -> Response {
        let form = Form(try await call.body())
        try FormGuard.check(call.request, form, nil, options)
        let credential: Credential
        if let token = form["token"], !token.isEmpty {
            credential = .bearer(token)
        } else if let user = form["user"], let password = form["password"] {
            credential = .basic(user: user, password: password)
        } else if form["certificate"] != nil, let known = await gatekeeper.certificate(call.context) {
            credential = .certificate(known.names)
        } else {
            credential = .malformed
        }
        let (_, session) = try await gatekeeper.logIn(credential, call.context)
        if let old = call.session { gatekeeper.sessions.close(old.id) }
        var response = Response.redirect(to: LoginPage.safe(call.query("next")))
        response.headers.append(SessionCookie.header(session, isSecure: options.isSecure))
        return response
    }

    /// Ends the session.
    func logOut(_ call: Call) async throws -> Response {
        let form = Form(try await call.body())
        try FormGuard.check(call.request, form, call.session, options)
        if let session = call.session { gatekeeper.sessions.close(session.id) }
        var response = Response.redirect(to: "/")
        response.headers.append(SessionCookie.removal(isSecure: options.isSecure))
        return response
    }
}
