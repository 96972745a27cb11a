public import GateModel
public import GateRules

/// The checklist before a start.
public enum Preflight {
    /// Names of the items that are not attested for this rule or whose attestation has expired, in rule order.
    public static func missing(in state: RolloutState, under rule: RolloutRule, at now: Timestamp) -> [String] {
        rule.preflight.filter { item in
            !state.attestations.contains { attestation in
                attestation.item == item.name && attestation.ruleDigest == rule.digest
                    && item.validFor.map { now < attestation.at + $0 } ?? true
            }
        }.map(\.name)
    }
}
