import GateModel
public import GateRules

/// What stands behind the verdicts of a rollout at one stage: the numbers that follow from the rule alone.
public struct Explanation: Equatable, Sendable {
    /// The stage's name.
    public let stage: String
    /// The gates with confidence that are judged at the stage, in rule order.
    public let confidence: [ConfidenceExplanation]
    /// The stop rules on burn rates, in rule order.
    public let burnRates: [BurnRateExplanation]
    /// The stop rules on spikes, in rule order.
    public let spikes: [SpikesExplanation]

    /// Explains a rule.
    ///
    /// - Parameters:
    ///   - rule: The rollout's rule.
    ///   - stage: One of its stages.
    public init(_ rule: RolloutRule, at stage: Stage) {
        self.stage = stage.name
        confidence = rule.gates.filter { $0.applies(to: stage) }
            .compactMap { ConfidenceExplanation($0, at: stage, under: rule) }
        burnRates = rule.stopRules.compactMap { BurnRateExplanation($0, under: rule) }
        spikes = rule.stopRules.compactMap { SpikesExplanation($0, under: rule) }
    }
}
