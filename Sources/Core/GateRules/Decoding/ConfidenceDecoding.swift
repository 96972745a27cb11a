import GateModel

extension RuleDecoder {
    /// How sure the verdicts of a gate have to be; `95%` is short for `{level: 95%}`.
    ///
    /// - Parameters:
    ///   - kind: The gate's kind; `nil` when something is wrong with it.
    ///   - stages: The stages at which the gate is judged.
    ///   - block: The time over which noise is compared; `nil` when something is wrong with what it depends on.
    /// - Returns: A decoder that also reports what does not go together with the kind and the stages.
    static func confidence(of kind: GateKind?, at stages: [Stage], block: TimeSpan?) -> ValueDecoder<Confidence> {
        let long = ValueDecoder<Confidence>.mapping("a confidence") { keys in
            var confidence = Confidence()
            confidence.level = keys.value("level", .confidenceLevel, default: confidence.level)
            confidence.undecided = keys.value("undecided", undecidedPolicy, default: confidence.undecided)
            confidence.warmUp = keys.value("warm_up", .duration, default: confidence.warmUp)
            confidence.history = keys.value("history", .duration, default: confidence.history)
            confidence.tenantMix = keys.optional("tenant_mix", tenantMix)
            ConfidenceValidation.check(confidence, of: kind, at: stages, block: block, keys)
            return confidence
        }
        return ValueDecoder(
            "a level such as 95%, or a mapping", as: .either([ValueDecoder<Double>.confidenceLevel.shape, long.shape])
        ) { node, context in
            if case .mapping = node.content { return long.decode(node, in: context) }
            let level = ConfigNode.Entry(key: "level", keyPosition: node.position, value: node)
            return long.decode(ConfigNode(.mapping([level]), at: node.position), in: context)
        }
    }

    private static var undecidedPolicy: ValueDecoder<UndecidedPolicy> {
        let word = ValueDecoder<UndecidedWord>.choice
        let extended = ValueDecoder<UndecidedPolicy>.mapping("a policy for undecided gates") { keys in
            keys.required("extend_to", .positiveDuration).map { .extend(to: $0) }
        }
        return ValueDecoder("`hold`, `promote` or {extend_to: 8h}", as: .either([word.shape, extended.shape])) {
            node, context in
            if case .mapping = node.content { return extended.decode(node, in: context) }
            return word.decode(node, in: context).map { $0 == .hold ? .hold : .promote }
        }
    }

    private static var tenantMix: ValueDecoder<TenantMixSource> {
        .mapping("a tenant mix") { keys in
            let canary = keys.required("canary", .tenantMatchers)
            let others = keys.required("others", .tenantMatchers)
            let period = keys.value("period", .positiveDuration, default: RuleDefaults.tenantMixPeriod)
            guard let canary, let others else { return nil }
            if canary == others {
                keys.report(
                    "the canary's tenants and the others have the same matchers", at: "others",
                    hint: "the tenants would be compared with themselves")
            }
            return TenantMixSource(canary: canary, others: others, period: period)
        }
    }

    private enum UndecidedWord: String, CaseIterable {
        case hold
        case promote
    }
}
