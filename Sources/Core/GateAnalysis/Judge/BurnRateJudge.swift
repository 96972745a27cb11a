import GateModel
import GateRules

/// Judges a burn rate: the condition is true when both windows burn at least so fast.
///
/// - Source: Google SRE Workbook, chapter 5.
struct BurnRateJudge {
    let burnRate: BurnRate
    let availability: Availability
    /// The short range as it was asked: at most the time since the stage was entered.
    let shortRange: TimeSpan

    /// Judges both windows, each of which must bear a ratio; the value is the slower burn of the two.
    func finding(_ join: CountJoin) throws(Blindness) -> Finding {
        let long = try counts(join, QueryName.long)
        let short = try counts(join, QueryName.short)
        let rates = (long: rate(long), short: rate(short))
        let slower = min(rates.long, rates.short)
        let isTrue = Comparison.atLeast.holdsUpToRounding(slower, burnRate.factor)
        return Finding(
            slower, .less, burnRate.factor, holds: !isTrue, events: min(long.total, short.total),
            text: "the error budget burns \(NumberText.number(rates.long)) times as fast as allowed over "
                + "\(burnRate.long) and \(NumberText.number(rates.short)) times over \(shortRange), "
                + "stops when both reach \(NumberText.number(burnRate.factor))")
    }

    private func counts(_ join: CountJoin, _ window: String) throws(Blindness) -> RatioCounts {
        let series = try availability.goodSeries(join, prefix: window)
        guard let first = series.first else { throw Blindness(.noData, "the window has no series") }
        let good = try first.counts.get()
        try good.require(burnRate.minEvents, of: "requests in the \(window.dropLast()) window")
        return good
    }

    private func rate(_ good: RatioCounts) -> Double {
        good.complement.ratio / (1 - availability.objective)
    }
}
