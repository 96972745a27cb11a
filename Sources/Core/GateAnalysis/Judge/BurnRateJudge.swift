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
    var detail = Judge.Detail.full

    /// Judges both windows, each of which must bear a ratio; the value is the lower of both lower bounds.
    func finding(_ join: CountJoin) throws(Blindness) -> Finding {
        let long = try counts(join, QueryName.long)
        let short = try counts(join, QueryName.short)
        let burn = ErrorBudgetBurn(burnRate, objective: availability.objective)
        let events = min(long.total, short.total)
        // What is sure is never more than what was seen; the bounds themselves are only shown.
        if detail == .decisive, !burn.fires(long: long, short: short) {
            var finding = Finding(Blindness(.withinThreshold, ""), comparison: .less)
            finding.threshold = burnRate.factor
            finding.events = events
            return finding
        }
        let least = (
            long: ErrorBudgetBurn.leastRatio(of: long, alpha: Self.alpha),
            short: ErrorBudgetBurn.leastRatio(of: short, alpha: Self.alpha)
        )
        let sure = (long: rate(least.long), short: rate(least.short))
        // Rounded: the bounds come from iterations, and what two machines disagree about must not be seen.
        return Finding(
            NumberText.rounded(min(sure.long, sure.short)), .less, burnRate.factor,
            holds: !burn.isProven(long: least.long, short: least.short), events: events,
            text: detail.words(
                "the error budget burns \(text(burn.rate(of: long), sure.long)) times as fast as allowed over "
                    + "\(burnRate.long) and \(text(burn.rate(of: short), sure.short)) times over \(shortRange), "
                    + "stops when both surely reach \(NumberText.number(burnRate.factor))"))
    }

    /// Bad requests of all in a window.
    private func counts(_ join: CountJoin, _ window: String) throws(Blindness) -> RatioCounts {
        let series = try availability.goodSeries(join, prefix: window)
        guard let first = series.first else { throw Blindness(.noData, "the window has no series") }
        let good = try first.counts.get()
        try good.require(burnRate.minEvents, of: "requests in the \(window.dropLast()) window")
        return good.complement
    }

    private func rate(_ errorRatio: Double?) -> Double { (errorRatio ?? 0) / (1 - availability.objective) }

    private func text(_ rate: Double?, _ sure: Double) -> String {
        "\(NumberText.number(rate ?? .nan)) (surely \(NumberText.number(sure)))"
    }
}
