import GateModel

extension RuleDecoder {
    /// Who may approve.
    static var approval: ValueDecoder<ApprovalRule> {
        .mapping("the approval settings") { keys in
            let defaults = ApprovalRule()
            let roles: [Role]? = keys.optional("roles", .nonEmptyList(of: .choice))
            return ApprovalRule(
                roles: roles.map { Set($0) } ?? defaults.roles,
                onCall: keys.value("on_call", onCall, default: defaults.onCall),
                expiresAfter: keys.value("expires_after", .positiveDuration, default: defaults.expiresAfter))
        }
    }

    private static var onCall: ValueDecoder<OnCall> {
        .mapping("the on-call list") { keys in
            let kind = keys.exactlyOne(of: ["actors", "query"])
            let actors = keys.optional("actors", .nonEmptyList(of: .nonEmptyString))
            let query = keys.optional("query", .plainQuery)
            let label = keys.value("label", .labelName, default: RuleDefaults.onCallLabel)
            if keys.has("label"), !keys.has("query") {
                keys.report("`label` has a meaning only beside `query`", at: "label", hint: "leave it out")
            }
            return kind == "actors" ? actors.map { .actors($0) } : query.map { .query($0, label: label) }
        }
    }
}
