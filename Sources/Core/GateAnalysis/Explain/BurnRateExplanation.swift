public import GateModel
import GateRules

/// When a stop rule on a burn rate fires, from the share of the budget it may cost.
///
/// - Source: Google SRE Workbook, chapter 5, "Alerting on SLOs"; `statistics.md` §4.1.
public struct BurnRateExplanation: Equatable, Sendable {
    /// An outage after a time without errors.
    public struct Outage: Equatable, Sendable {
        /// Share of the requests that fail in it.
        public let errorRatio: Double
        /// How long it lasts before the rule fires; `nil` when it never does.
        public let detection: TimeSpan?
        /// How long after its end the rule still fires; `nil` when it never did.
        public let reset: TimeSpan?
    }

    /// How sure it is of both windows that they burn so fast.
    public static let confidence = 1 - BurnRateJudge.alpha

    /// The stop rule's name.
    public let stopRule: String
    /// The availability gate it looks at.
    public let gate: String
    /// Share of good requests wanted.
    public let objective: Double
    /// Share of the budget that may be spent in the long window.
    public let budgetShare: Double
    /// The period the budget is for.
    public let period: TimeSpan
    /// The window that says that much was spent.
    public let long: TimeSpan
    /// The window that says that it is still going on.
    public let short: TimeSpan
    /// The burn rate that is too fast: `budgetShare × period / long`.
    public let factor: Double
    /// The error ratio that is too much: `factor × (1 − objective)`; above 1 the rule can never fire.
    public let errorRatio: Double
    /// Requests both windows must rest on.
    public let minEvents: Double
    /// A total outage, and one of a tenth of the requests.
    public let outages: [Outage]

    /// Explains a stop rule; `nil` for one of another kind.
    init?(_ stopRule: StopRule, under rule: RolloutRule) {
        guard case .burnRate(let burnRate) = stopRule.kind,
            case .availability(let availability)? = rule.gate(named: burnRate.gate)?.kind
        else { return nil }
        let burn = ErrorBudgetBurn(burnRate, objective: availability.objective)
        self.stopRule = stopRule.name
        gate = burnRate.gate
        objective = availability.objective
        budgetShare = burnRate.budgetShare
        period = burnRate.period
        long = burnRate.long
        short = burnRate.short
        factor = burnRate.factor
        errorRatio = burn.errorRatio
        minEvents = burnRate.minEvents
        outages = [1, 0.1].map { ratio in
            Outage(
                errorRatio: ratio, detection: burn.detection(errorRatio: ratio).flatMap(Self.wholeSeconds),
                reset: burn.reset(errorRatio: ratio).flatMap(Self.wholeSeconds))
        }
    }

    private static func wholeSeconds(_ seconds: Double) -> TimeSpan? {
        Int64(exactly: seconds.rounded()).map { .seconds($0) }
    }
}
