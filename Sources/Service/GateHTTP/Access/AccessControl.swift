public import GateModel

/// Who may call.
///
/// Secrets are kept as hashes only and compared in constant time.
public struct AccessControl: Sendable {
    /// Whose a bearer token is, at a time; returns at once, because the kill switch waits for it.
    public var token: @Sendable (_ token: String, _ now: Timestamp) -> Recognition
    /// Whose a user name and password are.
    ///
    /// Without `mayCompute` only a password that was found right before is known again: hashing one costs time on purpose.
    public var password: @Sendable (_ user: String, _ password: String, _ mayCompute: Bool) async -> Recognition
    /// Whom a verified client certificate with these alternative names stands for; `nil` when for nobody.
    public var certificate: @Sendable (_ names: [String]) -> Actor?
    /// What is so at the moment: it changes with the files.
    public var policy: @Sendable () -> AccessPolicy

    /// Makes an access control.
    public init(
        token: @escaping @Sendable (String, Timestamp) -> Recognition,
        password: @escaping @Sendable (String, String, Bool) async -> Recognition = { _, _, _ in .unknown },
        certificate: @escaping @Sendable ([String]) -> Actor? = { _ in nil },
        policy: @escaping @Sendable () -> AccessPolicy
    ) {
        self.token = token
        self.password = password
        self.certificate = certificate
        self.policy = policy
    }

    /// Nobody can change anything, everybody can read.
    public static let readOnly = AccessControl(token: { _, _ in .unknown }, policy: { AccessPolicy() })
}

/// What holds for all callers.
public struct AccessPolicy: Equatable, Sendable {
    /// Whether reading needs no credential.
    public var anonymousRead: Bool
    /// Whether there are users with passwords: then a browser is told to ask for one.
    public var hasUsers: Bool
    /// Whether certificates name actors.
    public var hasCertificates: Bool
    /// How often one client may call.
    public var limits: RateLimits

    /// Makes a policy.
    public init(
        anonymousRead: Bool = true, hasUsers: Bool = false, hasCertificates: Bool = false,
        limits: RateLimits = RateLimits()
    ) {
        self.anonymousRead = anonymousRead
        self.hasUsers = hasUsers
        self.hasCertificates = hasCertificates
        self.limits = limits
    }
}

/// What a credential came to.
public enum Recognition: Equatable, Sendable {
    /// It is this actor's.
    case actor(Actor)
    /// It is nobody's.
    case unknown
    /// It was somebody's until then.
    case expired(actor: String, at: Timestamp)
    /// Too many wait for theirs to be looked at.
    case busy
}
