extension API {
    /// What has to be proven before a start.
    public struct Preflight: Codable, Equatable, Sendable {
        /// The rollout.
        public var rollout: String
        /// Digest of the rule in force: what an approval of the rule names.
        public var ruleDigest: String
        /// Whether a start would be refused for want of nothing here.
        public var complete: Bool
        /// The items in the order of the rule.
        public var items: [PreflightItem]

        enum CodingKeys: String, CodingKey {
            case rollout, complete, items
            case ruleDigest = "rule_digest"
        }
    }

    /// An item that has to be proven before a start.
    public struct PreflightItem: Codable, Equatable, Sendable {
        /// The item's name.
        public var name: String
        /// What has to be true.
        public var description: String
        /// How long a proof is valid; left out when it is as long as the rule stays the same.
        public var validFor: String?
        /// What proves it: `attestation`, `rule_approved`, `alert_routing`, `datasource` or `drill`.
        public var proof: String
        /// Where it stands: `proven`, `missing`, `failed`, `outdated` or `expired`.
        public var state: String
        /// Until when it is proven; left out where it does not expire.
        public var validUntil: String?
        /// The command that proves it; left out while it is proven.
        public var remedy: String?
        /// The newest attestation, or approval of the rule.
        public var attestation: Attestation?
        /// What machines found, in the order of the item's parts.
        public var findings: [PreflightFinding]

        enum CodingKeys: String, CodingKey {
            case name, description, proof, state, remedy, attestation, findings
            case validFor = "valid_for"
            case validUntil = "valid_until"
        }
    }

    /// An attestation.
    public struct Attestation: Codable, Equatable, Sendable {
        /// Who attested.
        public var actor: String
        /// When.
        public var at: String
        /// What was said.
        public var note: String
        /// When it is no longer valid; left out where it does not expire.
        public var validUntil: String?
        /// Whether it was given for the rule in force.
        public var matchesRule: Bool

        enum CodingKeys: String, CodingKey {
            case actor, at, note
            case validUntil = "valid_until"
            case matchesRule = "matches_rule"
        }
    }

    /// What a machine found.
    public struct PreflightFinding: Codable, Equatable, Sendable {
        /// What was tried: `alert_routing`, `datasource`, `drill_rollback`, `drill_stop` or `drill_kill`.
        public var check: String
        /// Who asked for it.
        public var actor: String
        /// When it was recorded.
        public var at: String
        /// The trace of everything that was done to find it.
        public var traceID: String
        /// When it is no longer valid; left out where it does not expire.
        public var validUntil: String?
        /// Whether it is about the rule in force.
        public var matchesRule: Bool
        /// Why it does not prove the item; left out when it does.
        public var failure: String?
        /// What was seen, a sentence each.
        public var evidence: [String]

        enum CodingKeys: String, CodingKey {
            case check, actor, at, failure, evidence
            case traceID = "trace_id"
            case validUntil = "valid_until"
            case matchesRule = "matches_rule"
        }
    }

    /// What a call to prove something came to.
    public struct Proving: Codable, Equatable, Sendable {
        /// The rollout.
        public var rollout: String
        /// Whether everything that was tried held.
        public var passed: Bool
        /// What was tried, in its order.
        public var checks: [Check]
        /// The checklist afterwards.
        public var preflight: Preflight
    }

    /// Something that was tried.
    public struct Check: Codable, Equatable, Sendable {
        /// What: as in ``PreflightFinding/check``.
        public var check: String
        /// Whether it held.
        public var passed: Bool
        /// Why it did not.
        public var failure: String?
        /// What was seen, a sentence each.
        public var evidence: [String]
    }
}
