public import GateModel

/// Who may call.
public struct AccessControl: Sendable {
    /// The actor a bearer token belongs to; `nil` when it belongs to nobody.
    ///
    /// Keeps no token in the clear, compares in constant time and returns at once: the kill switch waits for it.
    public var verify: @Sendable (_ token: String) -> Actor?
    /// Whether reading needs no credential.
    public var anonymousRead: Bool

    /// Makes an access control.
    public init(verify: @escaping @Sendable (String) -> Actor?, anonymousRead: Bool) {
        self.verify = verify
        self.anonymousRead = anonymousRead
    }

    /// Nobody can change anything, everybody can read.
    public static let readOnly = AccessControl(verify: { _ in nil }, anonymousRead: true)
}

extension AccessControl {
    /// Lets a call pass or refuses it.
    ///
    /// - Parameters:
    ///   - authorization: The request's `Authorization` header.
    ///   - authority: What the route asks for.
    ///   - lifecycleEnabled: Whether lifecycle routes are open to everybody.
    /// - Returns: The actor; `nil` where the route lets pass callers without a credential.
    /// - Throws: An ``APIError`` with status 401 or 403.
    func authorize(
        _ authorization: String?, for authority: RouteAuthority, lifecycleEnabled: Bool
    ) throws(APIError) -> Actor? {
        switch authority {
        case .anyone:
            return nil
        case .readers:
            guard let actor = try actor(authorization) else {
                if anonymousRead { return nil }
                throw .unauthorized("reading needs a bearer token")
            }
            if actor.roles.isEmpty { throw .missingRole(Set(Role.allCases), actor) }
            return actor
        case .roles(let roles):
            guard let actor = try actor(authorization) else {
                throw .unauthorized("this call needs a bearer token")
            }
            guard actor.hasAny(of: roles) else { throw .missingRole(roles, actor) }
            return actor
        case .lifecycle:
            let actor = try actor(authorization)
            guard lifecycleEnabled || actor?.roles.contains(.admin) == true else {
                throw .lifecycleDisabled(actor)
            }
            return actor
        }
    }

    /// The actor of the header; `nil` without one, an error when it is there and worth nothing.
    private func actor(_ authorization: String?) throws(APIError) -> Actor? {
        guard let authorization else { return nil }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw .unauthorized("the authorization header is not of the form Bearer <token>")
        }
        guard let actor = verify(String(parts[1])) else { throw .unauthorized("the bearer token is not known") }
        return actor
    }
}
