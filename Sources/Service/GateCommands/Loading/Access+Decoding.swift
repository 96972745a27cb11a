import GateHTTP
import GateModel
import GateRules

extension ServiceConfig.Access {
    /// The part `access` of the configuration.
    static func decoder(_ folder: String) -> ValueDecoder<ServiceConfig.Access> {
        .mapping("access") { keys in
            var access = ServiceConfig.Access()
            access.tokensFile = keys.optional("tokens_file", .nonEmptyString).map { Glob.resolve($0, in: folder) }
            access.anonymousRead = keys.value("anonymous_read", .bool, default: access.anonymousRead)
            access.users = unique(keys.optional("users", .list(of: named("user", actor: .sameName))), keys.context)
            access.certificates = unique(
                keys.optional("certificates", .list(of: named("san", actor: .required))), keys.context)
            access.limits = keys.value("rate_limit", limits, default: access.limits)
            return access
        }
    }

    private typealias Named = (name: Located<String>, actor: Actor)

    /// How an entry says which actor it stands for.
    private enum ActorKey {
        /// It has to.
        case required
        /// The same name is meant where it says nothing.
        case sameName
    }

    /// One user or certificate and whom it stands for.
    private static func named(_ key: String, actor: ActorKey) -> ValueDecoder<Named> {
        .mapping("an entry") { keys in
            let name = keys.required(key, .located(.nonEmptyString))
            let actor =
                switch actor {
                case .required: keys.required("actor", .nonEmptyString)
                case .sameName: keys.optional("actor", .nonEmptyString) ?? name?.value
                }
            let roles: [Role]? = keys.required("roles", .nonEmptyList(of: .choice))
            guard let name, let actor, let roles else { return nil }
            return (name, Actor(name: actor, roles: Set(roles)))
        }
    }

    /// Reports a name that stands for somebody already: who acted would depend on the order of the file.
    private static func unique(_ entries: [Named]?, _ context: DecodingContext) -> [String: Actor] {
        var actors: [String: Actor] = [:]
        for (name, actor) in entries ?? [] {
            if let owner = actors[name.value] {
                context.report("`\(name.value)` stands for \(owner.name) already", at: name.position)
            }
            actors[name.value] = actor
        }
        return actors
    }

    private static var limits: ValueDecoder<RateLimits> {
        .mapping("rate_limit") { keys in
            var limits = RateLimits()
            limits.reads = keys.value("reads", limit, default: limits.reads)
            limits.writes = keys.value("writes", limit, default: limits.writes)
            limits.failedLogins = keys.value("failed_logins", limit, default: limits.failedLogins)
            return limits
        }
    }

    private static var limit: ValueDecoder<RateLimits.Limit> {
        .mapping("a limit") { keys in
            let interval = keys.required("interval", .duration)
            let burst = keys.required("burst", .integer(in: 1...100_000))
            guard let interval, let burst else { return nil }
            return RateLimits.Limit(interval: interval, burst: burst)
        }
    }
}
