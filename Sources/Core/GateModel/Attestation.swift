/// A preflight item attested by a person.
public struct Attestation: Equatable, Codable, Sendable {
    /// The item's name in the rule.
    public let item: String
    /// Who attested it.
    public let actor: String
    /// When.
    public let at: Timestamp
    /// What was said.
    public let note: String
    /// The digest of the rule it was attested for.
    public let ruleDigest: String

    /// Makes an attestation.
    public init(item: String, actor: String, at: Timestamp, note: String, ruleDigest: String) {
        self.item = item
        self.actor = actor
        self.at = at
        self.note = note
        self.ruleDigest = ruleDigest
    }
}
