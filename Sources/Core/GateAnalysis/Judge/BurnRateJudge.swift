import GateModel
import GateRules
import GateStatistics

/// Judges a burn rate: the condition is true when it is proven that both windows burn at least so fast.
///
/// On little traffic two errors are any burn rate; so the lower bounds of both have to reach it.
///
/// - Source: Google SRE Workbook, chapter 5; `statistics.md` §4.1.
struct BurnRateJudge {
    /// Probability that a window burns less fast than its lower bound, at most.
    static let alpha = 0.05

    let burnRate: BurnRate
    let availability: Availability
    /// The short range as it was asked: at most the time since the stage was entered.
    let shortRange: TimeSpan

    /// Judges both windows, each of which must bear a ratio; the value is the lower of both lower bounds.
    func finding(_ join: CountJoin) throws(Blindness) -> Finding {
        let long = try counts(join, QueryName.long)
        let short = try counts(join, QueryName.short)
        let burn = ErrorBudgetBurn(burnRate, objective: availability.objective)
        let sure = (long: lowerRate(long), short: lowerRate(short))
        // Rounded: the bounds come from iterations, and what two machines disagree about must not be seen.
        return Finding(
            NumberText.rounded(min(sure.long, sure.short)), .less, burnRate.factor,
            holds: !burn.isProven(long: long, short: short, alpha: Self.alpha), events: min(long.total, short.total),
            text: "the error budget burns \(text(burn.rate(of: long), sure.long)) times as fast as allowed over "
                + "\(burnRate.long) and \(text(burn.rate(of: short), sure.short)) times over \(shortRange), "
                + "stops when both surely reach \(NumberText.number(burnRate.factor))")
    }

    /// Bad requests of all in a window.
    private func counts(_ join: CountJoin, _ window: String) throws(Blindness) -> RatioCounts {
        let series = try availability.goodSeries(join, prefix: window)
        guard let first = series.first else { throw Blindness(.noData, "the window has no series") }
        let good = try first.counts.get()
        try good.require(burnRate.minEvents, of: "requests in the \(window.dropLast()) window")
        return good.complement
    }

    private func lowerRate(_ bad: RatioCounts) -> Double {
        let bound = Binomial(events: bad.events, trials: bad.total)?.lowerBound(alpha: Self.alpha) ?? 0
        return bound / (1 - availability.objective)
    }

    private func text(_ rate: Double?, _ sure: Double) -> String {
        "\(NumberText.number(rate ?? .nan)) (surely \(NumberText.number(sure)))"
    }
}
