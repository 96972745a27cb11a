import GateModel
import GateRules
import GateStatistics

/// How fast an error budget is spent, and when that is too fast: a long and a short window that must agree.
///
/// - Source: Google SRE Workbook, chapter 5, "Alerting on SLOs"; `statistics.md` §4.1.
struct ErrorBudgetBurn: Equatable {
    /// Share of good requests wanted, below 1.
    let objective: Double
    /// The burn rate that is too fast.
    let factor: Double
    /// The window that says that much was spent.
    let long: TimeSpan
    /// The window that says that it is still going on.
    let short: TimeSpan

    /// What a rule says of an objective.
    init(_ burnRate: BurnRate, objective: Double) {
        self.init(objective: objective, factor: burnRate.factor, long: burnRate.long, short: burnRate.short)
    }

    /// Makes a condition.
    init(objective: Double, factor: Double, long: TimeSpan, short: TimeSpan) {
        self.objective = objective
        self.factor = factor
        self.long = long
        self.short = short
    }

    /// The error ratio at which it burns too fast.
    var errorRatio: Double { factor * budget }

    /// The error ratio of a window by the ratio allowed; `nil` without requests.
    func rate(of bad: RatioCounts) -> Double? {
        bad.total > 0 ? bad.ratio / budget : nil
    }

    /// Whether both windows burn too fast as they are, however little they rest on.
    func fires(long: RatioCounts, short: RatioCounts) -> Bool {
        [long, short].allSatisfy { counts in rate(of: counts).map { $0 >= factor } ?? false }
    }

    /// Whether it is proven of both windows that they burn too fast.
    ///
    /// - Parameters:
    ///   - long: Bad requests of all in the long window.
    ///   - short: Bad requests of all in the short window.
    ///   - alpha: Probability that a window burns less fast, at most.
    /// - Returns: `false` for counts of which nothing can be said.
    /// - Source: C. Clopper and E. Pearson, Biometrika 26 (1934): the lower one-sided bound.
    func isProven(long: RatioCounts, short: RatioCounts, alpha: Double) -> Bool {
        isProven(
            long: Self.leastRatio(of: long, alpha: alpha), short: Self.leastRatio(of: short, alpha: alpha))
    }

    /// Whether both windows burn too fast even if their error ratios are the least they may be.
    func isProven(long: Double?, short: Double?) -> Bool {
        [long, short].allSatisfy { ratio in ratio.map { $0 >= errorRatio } ?? false }
    }

    /// The least error ratio a window may have, but for the probability `alpha`; `nil` where nothing can be said.
    static func leastRatio(of bad: RatioCounts, alpha: Double) -> Double? {
        Binomial(events: bad.events, trials: bad.total)?.lowerBound(alpha: alpha)
    }

    /// How long an outage lasts before it is noticed, in seconds.
    ///
    /// - Parameter errorRatio: The error ratio of the outage, after none.
    /// - Returns: `nil` for an outage that is never noticed.
    func detection(errorRatio: Double) -> Double? {
        errorRatio >= self.errorRatio ? self.errorRatio * long.seconds / errorRatio : nil
    }

    /// How long after the end of an outage the condition still holds, in seconds.
    ///
    /// - Parameter errorRatio: The error ratio of the outage, which lasted for the short window at least.
    /// - Returns: `nil` for an outage that is never noticed.
    func reset(errorRatio: Double) -> Double? {
        errorRatio >= self.errorRatio ? short.seconds * (1 - self.errorRatio / errorRatio) : nil
    }

    private var budget: Double { 1 - objective }
}
