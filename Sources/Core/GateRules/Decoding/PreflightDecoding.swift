import GateModel

extension RuleDecoder {
    /// One preflight item.
    static var preflightItem: ValueDecoder<Draft<PreflightItem>> {
        .mapping("a preflight item") { keys in
            let name = keys.required("name", .located(.name))
            let description = keys.value("description", .string, default: "")
            let validFor = keys.optional("valid_for", .positiveDuration)
            let proof = proof(of: keys)
            let item = name.map {
                PreflightItem(name: $0.value, description: description, validFor: validFor, proof: proof)
            }
            return Draft(name: name, value: item)
        }
    }

    private enum Word: String, CaseIterable {
        case ruleApproved = "rule_approved"
        case alertRouting = "alert_routing"
        case datasource, drill
    }

    private static func proof(of keys: MappingDecoder) -> PreflightProof? {
        let word: Word? = keys.optional("proof", .choice)
        let receivers = keys.optional("receivers", .nonEmptyList(of: .nonEmptyString))
        let parts: [Located<DrillPart>]? = keys.optional("parts", .nonEmptyList(of: .located(.choice)))
        NameValidation.requireUnique(
            (parts ?? []).map { Located($0.value.rawValue, at: $0.position) }, what: "part", in: keys.context)
        if keys.has("receivers"), word != .alertRouting, !keys.wasRefused("proof") {
            keys.report(
                "`receivers` has a meaning only beside `proof: alert_routing`", at: "receivers", hint: "leave it out")
        }
        if keys.has("parts"), word != .drill, !keys.wasRefused("proof") {
            keys.report("`parts` has a meaning only beside `proof: drill`", at: "parts", hint: "leave it out")
        }
        switch word {
        case nil: return nil
        case .ruleApproved: return .ruleApproved
        case .alertRouting: return .alertRouting(receivers: receivers ?? [])
        case .datasource: return .datasource
        case .drill: return .drill(parts?.map(\.value) ?? DrillPart.allCases)
        }
    }
}
