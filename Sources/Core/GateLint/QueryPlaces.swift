public import GateRules

extension RuleSource {
    /// Where a query of a gate or a stop rule stands, and its text there.
    ///
    /// - Parameters:
    ///   - name: The query's name within its subject; of a compared one with the track in front: `baseline_numerator`.
    ///   - subject: The name of the gate or the stop rule.
    ///   - rule: The rollout's rule.
    ///   - place: Where the rollout stands.
    /// - Returns: The place of the text; `nil` for what the rule has no such text for.
    public static func query(
        _ name: String, of subject: String, in rule: RolloutRule, at place: RulePlace
    ) -> (place: RulePlace, text: String)? {
        var parts: [QueryPart] = []
        var below = place
        if let index = rule.gates.firstIndex(where: { $0.name == subject }) {
            parts = QueryPart.all(of: rule.gates[index].kind)
            below = place["gates"][index]
        } else if let index = rule.stopRules.firstIndex(where: { $0.name == subject }) {
            let kind = rule.stopRules[index].kind
            // A burn rate asks what its gate asks.
            if case .burnRate(let burnRate) = kind { return query(name, of: burnRate.gate, in: rule, at: place) }
            parts = QueryPart.all(of: kind)
            below = place["stop_rules"][index]
        }
        let key = name == "value" ? "query" : String(name.split(separator: "_").last ?? "")
        return parts.first { $0.keys.last == key }.map { ($0.place(below: below), $0.text) }
    }
}
