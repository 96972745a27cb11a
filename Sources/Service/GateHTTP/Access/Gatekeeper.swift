import GateModel
import Hummingbird
import Synchronization

/// Looks at every call before anything is done for it: how often the client calls, who it is, what it may do.
final class Gatekeeper: Sendable {
    private let access: AccessControl
    private let now: @Sendable () -> Timestamp
    private let lifecycleEnabled: Bool
    private let limiter = Mutex(RateLimiter())

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
    /// - Returns: The actor; `nil` where the route lets pass callers without a credential.
    /// - Throws: An ``APIError`` with status 401, 403 or 429.
    func letPass(
        _ route: Route, _ request: Request, _ context: GateRequestContext
    ) async throws(APIError) -> Actor? {
        let policy = access.policy()
        if let kind = route.limited {
            try take(kind, context.client, policy.limits)
        }
        let authority = RouteAuthority.of(route)
        if authority == .anyone { return nil }
        let actor = try await actor(request, context, policy)
        return try authorize(actor, for: authority, policy)
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
        switch Credential(request.headers[.authorization]) {
        case nil:
            guard policy.hasCertificates else { return nil }
            return access.certificate(await context.verifiedNames())
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
    /// What a call of this route counts as; `nil` for what always has to find a way in: the kill switch, and the probes by
    /// which others judge whether the process lives.
    var limited: RateLimiter.Kind? {
        switch self {
        case .kill, .healthy, .ready: nil
        default: methods.contains(.get) ? .reads : .writes
        }
    }
}
