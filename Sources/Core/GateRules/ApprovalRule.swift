public import GateModel

/// Who may approve, and for how long that counts.
public struct ApprovalRule: Equatable, Codable, Sendable {
    /// The roles of which an approver needs one.
    public var roles: Set<Role>
    /// Who is on call.
    public var onCall: OnCall
    /// How long an approval is valid.
    public var expiresAfter: TimeSpan
    /// Whether the approver has to be somebody else than who started the attempt.
    public var twoPerson: Bool

    /// Makes an approval rule.
    public init(
        roles: Set<Role> = [.techLead], onCall: OnCall = .anyone,
        expiresAfter: TimeSpan = RuleDefaults.approvalExpiresAfter, twoPerson: Bool = false
    ) {
        self.roles = roles
        self.onCall = onCall
        self.expiresAfter = expiresAfter
        self.twoPerson = twoPerson
    }

    private enum CodingKeys: String, CodingKey { case roles, onCall, expiresAfter, twoPerson }

    /// Reads a rule; one that was written before the two-person rule existed does without it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        roles = try container.decode(Set<Role>.self, forKey: .roles)
        onCall = try container.decode(OnCall.self, forKey: .onCall)
        expiresAfter = try container.decode(TimeSpan.self, forKey: .expiresAfter)
        twoPerson = try container.decodeIfPresent(Bool.self, forKey: .twoPerson) ?? false
    }

    /// Writes the roles in a fixed order, so that the digest does not depend on the order of a set, and leaves out what is
    /// not asked for, so that the digest of an older rule stays what it was.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(roles.sorted { $0.rawValue < $1.rawValue }, forKey: .roles)
        try container.encode(onCall, forKey: .onCall)
        try container.encode(expiresAfter, forKey: .expiresAfter)
        if twoPerson { try container.encode(true, forKey: .twoPerson) }
    }
}

/// Who is on call.
public enum OnCall: Equatable, Codable, Sendable {
    /// The rule does not ask.
    case anyone
    /// These actors.
    case actors([String])
    /// Whose shift it is; several may be on call at once, or nobody.
    case rota([OnCallShift])
    /// The values of the label `label` of every series this PromQL expression returns with a value above 0.
    case query(String, label: String)
}
