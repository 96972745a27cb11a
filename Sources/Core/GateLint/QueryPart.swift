import GateRules

/// One query of a gate, and the keys under which it stands.
struct QueryPart {
    let text: String
    let keys: [String]

    init(_ text: String, _ keys: String...) {
        self.text = text
        self.keys = keys
    }

    /// All queries of a gate.
    static func all(of kind: GateKind) -> [QueryPart] {
        let name = kind.name
        switch kind {
        case .availability(let availability):
            let events =
                switch availability.counted {
                case .bad(let query): QueryPart(query, name, "bad")
                case .good(let query): QueryPart(query, name, "good")
                }
            return [events, QueryPart(availability.total, name, "total")]
        case .latency(let latency): return [QueryPart(latency.histogram, name, "histogram")]
        case .conversion(let conversion):
            return [
                QueryPart(conversion.numerator, name, "numerator"),
                QueryPart(conversion.denominator, name, "denominator"),
            ]
        case .threshold(let threshold): return [QueryPart(threshold.query, name, "query")]
        case .events(let events): return [QueryPart(events.query, name, "query")]
        }
    }

    /// All queries of a stop rule of its own.
    static func all(of kind: StopRuleKind) -> [QueryPart] {
        switch kind {
        case .spikes(let spikes):
            [QueryPart(spikes.bad, "spikes", "bad"), QueryPart(spikes.total, "spikes", "total")]
        case .expression(let expression): [QueryPart(expression.query, "expr", "query")]
        case .breach, .burnRate, .incident: []
        }
    }

    /// Where it stands below its gate or stop rule.
    func place(below place: RulePlace) -> RulePlace {
        keys.reduce(place) { $0[$1] }
    }
}
