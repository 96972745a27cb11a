import GateAnalysis
import GateModel
import GateRules
import GateStatistics

/// The statistics behind a gate or a stop rule, in words.
enum ExplanationText {
    /// What there is to say of a gate or stop rule; nothing where point values are compared.
    static func lines(_ explanation: Explanation, of name: String) -> [String] {
        let gates = explanation.confidence.filter { $0.gate == name }.flatMap(confidence)
        let burnRates = explanation.burnRates.filter { $0.stopRule == name }.flatMap(burnRate)
        return (gates + burnRates + explanation.spikes.filter { $0.stopRule == name }.flatMap(spikes))
    }

    private static func confidence(_ gate: ConfidenceExplanation) -> [String] {
        let alpha = NumberText.percent(gate.alpha)
        return [
            "confidence \(NumberText.percent(gate.level, digits: 6)): \(limit(gate.limit))", counting(gate),
            "a wrong fail: \(alpha) shared by \(NumberText.events(Double(gate.tests), "pair")) of gate and stage, "
                + "\(NumberText.percent(gate.alpha / Double(gate.tests), digits: 2)) here; fails at "
                + "\(NumberText.number(gate.failThreshold, digits: 3)) nats, for good",
            "a wrong pass: at most \(alpha); passes at \(NumberText.number(gate.passThreshold, digits: 3)) nats, "
                + "as long as they last",
            "late changes are looked for over \(NumberText.count(Double(gate.horizon))) strata",
            gate.warmUp > .zero ? "warm-up: nothing counts for \(gate.warmUp) after the entry" : "warm-up: none",
            history(gate),
        ] + (gate.tenantMix.map(tenants) ?? []) + ["undecided at the end of the window: \(undecided(gate.undecided))"]
    }

    private static func limit(_ limit: ConfidenceExplanation.Limit) -> String {
        let (factor, offset) = (limit.boundary.rho0, limit.boundary.delta0)
        let bound = limit.worse == .higher ? "at most" : "at least"
        let edge =
            switch (factor, offset) {
            case (0, _): NumberText.percent(offset, digits: 6)
            case (_, 0): "\(NumberText.number(factor)) × the baseline's"
            default:
                "the baseline's \(offset < 0 ? "−" : "+") \(NumberText.events(abs(offset) * 100, "point"))"
            }
        return "the share of \(limit.events) is \(bound) \(edge)"
    }

    private static func counting(_ gate: ConfidenceExplanation) -> String {
        guard let range = gate.range else { return "counts: exact, from raw samples" }
        let factor = gate.inflation.map { "up to \(NumberText.number($0, digits: 3)) times" } ?? "any number of times"
        return "counts: increase() over \(range), which may show \(factor) what happened; evidence is held down for it"
    }

    private static func history(_ gate: ConfidenceExplanation) -> String {
        guard let block = gate.historyBlock else {
            return "history: none, so noise is taken for that of independent events"
        }
        return
            "history: \(gate.history) of the baseline before the stage, for its rate, and for its noise in blocks of "
            + "\(block)"
    }

    private static func tenants(_ mix: TenantMixSource) -> [String] {
        [
            "tenant mix: \(mix.canary) against \(mix.others) over \(mix.period) before the attempt; their ratio moves "
                + "the limit"
        ]
    }

    private static func undecided(_ policy: UndecidedPolicy) -> String {
        switch policy {
        case .hold: "holds until it is decided or somebody acts"
        case .extend(let limit): "goes on until it was green for \(limit), then holds"
        case .promote: "promotes, and says that it was not proven"
        }
    }

    private static func burnRate(_ rule: BurnRateExplanation) -> [String] {
        let budget = NumberText.percent(1 - rule.objective)
        let ratio = NumberText.percent(rule.errorRatio)
        let head = [
            "burn rate \(NumberText.number(rule.factor)) = \(NumberText.percent(rule.budgetShare)) of the budget × "
                + "\(rule.period) / \(rule.long)",
            "error ratio \(ratio) = \(NumberText.number(rule.factor)) × \(budget)",
            "fires when it is \(NumberText.percent(BurnRateExplanation.confidence)) sure of both windows, \(rule.long) "
                + "and \(rule.short): their lower bounds reach \(ratio), on at least "
                + NumberText.events(rule.minEvents, "request"),
        ]
        return head + rule.outages.map(outage)
    }

    private static func outage(_ outage: BurnRateExplanation.Outage) -> String {
        let name = outage.errorRatio >= 1 ? "total outage" : "\(NumberText.percent(outage.errorRatio)) errors"
        guard let detection = outage.detection, let reset = outage.reset else { return "\(name): never fires" }
        return "\(name): fires after \(detection), and for \(reset) after its end"
    }

    private static func spikes(_ rule: SpikesExplanation) -> [String] {
        let threshold = NumberText.percent(rule.threshold, digits: 6)
        return [
            "hot: at least \(NumberText.number(rule.minBad)) bad of at least "
                + "\(NumberText.events(rule.minEvents)), so many that \(threshold) explains them with less than "
                + "\(NumberText.percent(rule.hotTail)) (binomial tail)",
            "false alarm: at most \(NumberText.percent(rule.falseAlarmBound, digits: 2)) in \(rule.within) if the ratio "
                + "were \(threshold) all along: \(rule.count) hot of \(rule.evaluations) evaluations",
        ]
    }
}
