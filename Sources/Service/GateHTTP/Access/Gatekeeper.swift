import GateModel
import HTTPTypes
import Hummingbird
import Synchronization

/// Looks at every call before anything is done for it: how often the client calls, who it is, what it may do.
final class Gatekeeper: Sendable {
    private let access: AccessControl
    private let now: @Sendable () -> Timestamp
    private let lifecycleEnabled: Bool
    private let limiter = Mutex(RateLimiter())
    /// Who logged in.
    let sessions = SessionStore()

    /// Who calls: the actor, and the session where it is one.
    struct Caller: Sendable {
        var actor: Actor?
        var session: Session?
    }

    init(_ access: AccessControl, _ options: HTTPOptions) {
        self.access = access
        now = options.now
        lifecycleEnabled = options.lifecycleEnabled
    }

    /// Lets a call pass or refuses it.
    ///
    /// - Parameters:
    ///   - route: What is called.
    ///   - request: The call.
    ///   - context: Where it comes from.
    /// - Returns: The caller; without an actor where the route lets pass callers without a credential.
    /// - Throws: An ``APIError`` with status 401, 403 or 429.
    func letPass(
        _ route: Route, _ request: Request, _ context: GateRequestContext
    ) async throws(APIError) -> Caller {
        let policy = access.policy()
        if let kind = route.limited(request.method, context.parameters.get("action")) {
            try take(kind, context.client, policy.limits)
        }
        let authority = RouteAuthority.of(route)
        if authority == .anyone, !route.isPage { return Caller() }
        if let caller = try await sessionCaller(route, request, context, policy) {
            return Caller(actor: try authorize(caller.actor, for: authority, policy), session: caller.session)
        }
        if authority == .anyone { return Caller() }
        return Caller(actor: try authorize(try await actor(request, context, policy), for: authority, policy))
    }

    /// Whose a credential is that was given at the login; what it is worth is said as for any call.
    ///
    /// - Throws: An ``APIError`` with status 401, 403 or 429.
    func logIn(
        _ credential: Credential, _ context: GateRequestContext
    ) async throws(APIError) -> (actor: Actor, session: Session) {
        let policy = access.policy()
        guard let actor = try await recognised(credential, context, policy) else {
            throw .unauthorized("this certificate is nobody's", policy)
        }
        if actor.roles.isEmpty { throw .missingRole(Set(Role.allCases), actor) }
        return (actor, sessions.open(credential, at: now()))
    }

    /// Whether there are users with passwords.
    var hasUsers: Bool { access.policy().hasUsers }

    /// Who looks at a page that says what went wrong; nobody where that cannot be told.
    func reader(_ request: Request, _ context: GateRequestContext) async -> Caller {
        // The error that is told about is another one.
        let caller = try? await sessionCaller(.landing, request, context, access.policy())
        return (caller ?? nil) ?? Caller()
    }

    /// Whom the certificate of a connection stands for.
    func certificate(_ context: GateRequestContext) async -> (actor: Actor, names: [String])? {
        guard access.policy().hasCertificates else { return nil }
        let names = await context.verifiedNames()
        return access.certificate(names).map { ($0, names) }
    }

    /// Who calls with the cookie of a session; `nil` without one.
    ///
    /// A session counts for reading and for the forms of the page. It never counts for a call of the API that changes
    /// something: that takes no token a foreign site could not send. What is worth nothing any more ends the session.
    private func sessionCaller(
        _ route: Route, _ request: Request, _ context: GateRequestContext, _ policy: AccessPolicy
    ) async throws(APIError) -> Caller? {
        let isReading = request.method == .get || request.method == .head
        guard isReading || route.isPage, request.headers[.authorization] == nil,
            let id = SessionCookie.id(in: request),
            let session = sessions.session(id, at: now(), isUse: route != .live && route != .rolloutLive)
        else { return nil }
        do {
            guard let actor = try await recognised(session.credential, context, policy) else { return nil }
            return Caller(actor: actor, session: session)
        } catch {
            guard error.status == .unauthorized else { throw error }
            sessions.close(id)
            return nil
        }
    }

    private func authorize(
        _ actor: Actor?, for authority: RouteAuthority, _ policy: AccessPolicy
    ) throws(APIError) -> Actor? {
        switch authority {
        case .anyone:
            return actor
        case .readers:
            guard let actor else {
                if policy.anonymousRead { return nil }
                throw .unauthorized("reading needs a credential", policy)
            }
            if actor.roles.isEmpty { throw .missingRole(Set(Role.allCases), actor) }
            return actor
        case .roles(let roles):
            guard let actor else { throw .unauthorized("this call needs a credential", policy) }
            guard actor.hasAny(of: roles) else { throw .missingRole(roles, actor) }
            return actor
        case .lifecycle:
            guard lifecycleEnabled || actor?.roles.contains(.admin) == true else { throw .lifecycleDisabled(actor) }
            return actor
        }
    }

    /// Who calls; `nil` without a credential, an error when there is one and it is worth nothing.
    ///
    /// What the header says counts before what the certificate says: it was given for this very call.
    private func actor(
        _ request: Request, _ context: GateRequestContext, _ policy: AccessPolicy
    ) async throws(APIError) -> Actor? {
        guard let credential = Credential(request.headers[.authorization]) else {
            guard policy.hasCertificates else { return nil }
            return access.certificate(await context.verifiedNames())
        }
        return try await recognised(credential, context, policy)
    }

    /// Whose a credential is; `nil` for a certificate that is nobody's.
    private func recognised(
        _ credential: Credential, _ context: GateRequestContext, _ policy: AccessPolicy
    ) async throws(APIError) -> Actor? {
        switch credential {
        case .certificate(let names):
            return access.certificate(names)
        case .malformed:
            throw .unauthorized("the authorization header is neither Bearer <token> nor Basic <user:password>", policy)
        case .bearer(let token):
            return try recognised(access.token(token, now()), "the bearer token", context, policy)
        case .basic(let user, let password):
            return try await actor(user, password, context, policy)
        }
    }

    /// A password is looked at only while the client has failures left; one that is right does not count as one.
    private func actor(
        _ user: String, _ password: String, _ context: GateRequestContext, _ policy: AccessPolicy
    ) async throws(APIError) -> Actor? {
        let limit = policy.limits.failedLogins
        let outcome = limiter.withLock { $0.take(.failedLogins, of: context.client, under: limit, at: now()) }
        let recognition = await access.password(user, password, outcome == .passed)
        if case .refused(let wait, let isNews) = outcome {
            if case .actor(let actor) = recognition { return actor }
            throw .tooMany(.failedLogins, wait, context.client, isNews: isNews)
        }
        // Whether it is right, or could not be looked at: neither is a failure.
        if recognition != .unknown {
            limiter.withLock { $0.giveBack(.failedLogins, of: context.client, under: limit) }
        }
        switch recognition {
        case .actor(let actor): return actor
        case .busy: throw .busy
        case .unknown, .expired: throw .unauthorized("user and password do not fit", policy)
        }
    }

    private func recognised(
        _ recognition: Recognition, _ what: String, _ context: GateRequestContext, _ policy: AccessPolicy
    ) throws(APIError) -> Actor {
        switch recognition {
        case .actor(let actor): return actor
        case .busy: throw .busy
        case .unknown:
            try take(.failedLogins, context.client, policy.limits)
            throw .unauthorized("\(what) is not known", policy)
        case .expired(let actor, let at):
            try take(.failedLogins, context.client, policy.limits)
            throw .unauthorized("\(what) expired at \(at)", policy, actor: actor)
        }
    }

    private func take(_ kind: RateLimiter.Kind, _ client: String, _ limits: RateLimits) throws(APIError) {
        let limit =
            switch kind {
            case .reads: limits.reads
            case .writes: limits.writes
            case .failedLogins: limits.failedLogins
            }
        let outcome = limiter.withLock { $0.take(kind, of: client, under: limit, at: now()) }
        if case .refused(let wait, let isNews) = outcome { throw .tooMany(kind, wait, client, isNews: isNews) }
    }
}

extension Route {
    /// What a call of this route counts as; `nil` for what always has to find a way in: the kill switch, wherever it is
    /// pulled, and the probes by which others judge whether the process lives.
    ///
    /// - Parameters:
    ///   - method: How it is called.
    ///   - action: What the page is to do, where the path says so.
    /// - Returns: The kind of call.
    func limited(_ method: HTTPRequest.Method, _ action: String?) -> RateLimiter.Kind? {
        switch self {
        case .kill, .healthy, .ready: nil
        case .actionPage where action == PageAction.kill.rawValue: nil
        default: method == .get || method == .head ? .reads : .writes
        }
    }
}
