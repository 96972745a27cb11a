import GateModel
import HTTPTypes

/// An answer other than success: its status, its word for programs and its sentence for people.
struct APIError: Error, Equatable {
    let status: HTTPResponse.Status
    let type: String
    let message: String
    /// The name of the recognised actor, for the record of refused calls.
    var actor: String = ""
    var headers: HTTPFields = [:]
    /// Whether it goes into the record of refused calls, beside being counted.
    var isRecorded = true
    /// What has changed since the approved candidate stood.
    var outdated: API.OutdatedCandidate?
}

extension APIError {
    static func badData(_ message: String) -> APIError {
        APIError(status: .badRequest, type: "bad_data", message: message)
    }

    /// A browser asks its user only where there are passwords: it is told so first.
    static func unauthorized(_ message: String, _ policy: AccessPolicy, actor: String = "") -> APIError {
        let challenges = (policy.hasUsers ? ["Basic"] : []) + ["Bearer"]
        var headers = HTTPFields()
        for challenge in challenges {
            headers.append(HTTPField(name: .wwwAuthenticate, value: "\(challenge) realm=\"stagegate\""))
        }
        return APIError(
            status: .unauthorized, type: "unauthorized", message: message, actor: actor, headers: headers)
    }

    /// One client calls too often.
    static func tooMany(_ kind: RateLimiter.Kind, _ wait: TimeSpan, _ client: String, isNews: Bool) -> APIError {
        let seconds = max(1, (wait.milliseconds + 999) / 1000)
        return APIError(
            status: .tooManyRequests, type: "too_many_requests",
            message: "too many \(kind.rawValue) from \(client): try again in \(seconds)s",
            headers: [.retryAfter: "\(seconds)"], isRecorded: isNews)
    }

    /// Passwords cost time to look at, and more of them came than can be looked at.
    static let busy = APIError(
        status: .tooManyRequests, type: "too_many_requests",
        message: "too many passwords wait to be looked at: try again, or use a bearer token",
        headers: [.retryAfter: "1"], isRecorded: false)

    static func missingRole(_ roles: Set<Role>, _ actor: Actor) -> APIError {
        let wanted = roles.union([.admin]).map(\.rawValue).sorted().joined(separator: ", ")
        let message = "\(actor.name) has none of the roles that may do this: \(wanted)"
        return APIError(status: .forbidden, type: "missing_role", message: message, actor: actor.name)
    }

    static func lifecycleDisabled(_ actor: Actor?) -> APIError {
        let message =
            "the lifecycle API is not enabled: start with --web.enable-lifecycle or send the token of an admin"
        return APIError(status: .forbidden, type: "forbidden", message: message, actor: actor?.name ?? "")
    }

    static func unknownRollout(_ name: String) -> APIError {
        notFound("there is no rollout \(name)")
    }

    static func notFound(_ message: String) -> APIError {
        APIError(status: .notFound, type: "not_found", message: message)
    }

    static func methodNotAllowed(_ route: Route) -> APIError {
        let allowed = route.methodsOfPath.map(\.rawValue).joined(separator: ", ")
        return APIError(
            status: .methodNotAllowed, type: "method_not_allowed", message: "\(route.path) takes \(allowed)",
            headers: [.allow: allowed])
    }

    static func tooLarge(limit: Int) -> APIError {
        let message = "the body is larger than \(limit) bytes"
        return APIError(
            status: .contentTooLarge, type: "too_large", message: message, headers: [.connection: "close"])
    }

    static func crowdedOut(_ rollout: String) -> APIError {
        let message = "rollout \(rollout) has as many open incidents of this kind as it can have: resolve some"
        return APIError(status: .conflict, type: "incident_open", message: message)
    }

    static func unavailable(_ message: String) -> APIError {
        APIError(status: .serviceUnavailable, type: "unavailable", message: message)
    }

    static let `internal` = APIError(
        status: .internalServerError, type: "internal", message: "the call could not be answered: see the log")

    /// What the engine refused: 403 where the actor may not, 409 where the rollout's state does not allow it.
    static func rejected(_ rejection: Rejection, _ actor: Actor) -> APIError {
        let lacksAuthority = [.missingRole, .notOnCall, .twoPerson].contains(rejection.code)
        return APIError(
            status: lacksAuthority ? .forbidden : .conflict, type: rejection.code.rawValue,
            message: rejection.message, actor: actor.name)
    }
}
