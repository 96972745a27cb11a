import GateModel

/// What must be right between the keys of a stop rule.
enum StopRuleValidation {
    /// Refuses a target that the protocol overrules: it would say one thing and do another.
    static func checkTarget(_ target: StopTarget?, of kind: StopRuleKind, _ keys: MappingDecoder) {
        guard target == .previousStable, let incident = kind.incidents.first(where: \.demandsZero) else { return }
        keys.report(
            "an incident of kind \(incident.rawValue) always takes the rollout to 0 %", at: "target",
            hint: "use zero, or leave the target out")
    }

    /// A burn rate is about one objective, and has to be reachable.
    static func check(
        _ burnRate: BurnRate, of names: [Located<String>], gates: [Draft<Gate>], _ keys: MappingDecoder
    ) {
        guard names.count == 1 else {
            keys.report("a burn rate needs exactly one gate", at: "gates", hint: "write one stop rule for each")
            return
        }
        guard let gate = gates.first(where: { $0.name?.value == burnRate.gate })?.value else { return }
        guard case .availability(let availability) = gate.kind else {
            keys.context.report(
                "the gate `\(gate.name)` is of kind \(gate.kind.name): a burn rate needs an availability gate",
                at: names[0].position)
            return
        }
        let ratio = burnRate.factor * (1 - availability.objective)
        guard ratio >= 1 else { return }
        let factor = NumberText.number(burnRate.factor)
        let budget = NumberText.percent(1 - availability.objective)
        keys.report(
            "this can never fire: \(factor) times the error budget of \(budget) is an error ratio of "
                + NumberText.percent(ratio), at: "burn_rate", id: .burnRateCannotFire,
            hint: "budget × period / long × (1 − objective) must be below 1")
    }

    /// The windows of a burn rate lie within each other.
    static func checkWindows(of rate: BurnRate, _ keys: MappingDecoder) {
        if rate.short > rate.long {
            keys.report("the short window \(rate.short) is longer than the long one \(rate.long)", at: "short")
        }
        if rate.long > rate.period {
            keys.report("the long window \(rate.long) is longer than the period \(rate.period)", at: "long")
        }
    }

    /// As many spikes as it takes have to fit into the time they are counted in.
    static func check(_ spikes: Spikes, _ keys: MappingDecoder) {
        let least = (spikes.minLength + spikes.minGap) * Int64(spikes.count - 1)
        guard least >= spikes.within else { return }
        keys.report(
            "this can never fire: \(spikes.count) spikes take at least \(least), not less than \(spikes.within)",
            at: keys.has("within") ? "within" : nil, id: .spikesCannotFire,
            hint: "lengthen `within`, or shorten `min_gap` or `min_length`")
    }
}

extension StopRuleKind {
    /// The incidents that trigger it or that it opens.
    var incidents: [IncidentKind] {
        switch self {
        case .incident(let kinds): kinds
        case .expression(let expression):
            if case .kind(let kind) = expression.opensIncident { [kind] } else { [] }
        case .breach, .burnRate, .spikes: []
        }
    }

    /// Whether the protocol leaves no other target than 0 %.
    var alwaysDemandsZero: Bool {
        !incidents.isEmpty && incidents.allSatisfy(\.demandsZero)
    }
}
