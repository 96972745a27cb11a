import GateModel
import GateRules

/// Judges a burn rate: the condition is true when both windows burn at least so fast.
///
/// - Source: Google SRE Workbook, chapter 5.
struct BurnRateJudge {
    let burnRate: BurnRate
    let availability: Availability
    /// The long range as it was asked: at most the time since the stage was entered.
    let range: TimeSpan

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
                + "\(range) and \(NumberText.number(rates.short)) times over \(min(range, burnRate.short)), "
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

/// Judges one evaluation of a spike rule: the condition is true while it is hot.
struct SpikeJudge {
    let spikes: Spikes

    func finding(_ join: CountJoin) throws(Blindness) -> Finding {
        guard let series = try join.join(QueryName.bad, QueryName.total, excess: .isAll).first else {
            throw Blindness(.noData, "query total returned no series")
        }
        let counts = try series.counts.get()
        let isCold = Comparison.atMost.holdsUpToRounding(counts.ratio, spikes.threshold)
        let finding = Finding(
            counts.ratio, .atMost, spikes.threshold, holds: isCold, events: counts.total,
            text:
                "bad ratio \(NumberText.percent(counts.ratio)) of \(NumberText.events(counts.total)), a spike is above "
                + NumberText.percent(spikes.threshold, digits: 6))
        do {
            try counts.require(spikes.minEvents, of: "events")
            return finding
        } catch {
            return finding.undecided(error)
        }
    }
}

/// Judges an expression that stops the rollout: the condition is true when any series compares.
///
/// An empty answer means that it is not true: a filtering expression, `ALERTS{alertstate="firing"}` for one, says "no" by
/// returning nothing. Whoever wants missing data to be seen writes an expression that always returns a series.
struct ExpressionJudge {
    let expression: StopExpression

    func findings(_ answers: SubjectAnswers) throws(Blindness) -> [Finding] {
        let limit = "\(expression.comparison.rawValue) \(NumberText.number(expression.value, digits: 6))"
        let judge = ValueJudge(comparison: expression.comparison.negated, limit: expression.value) {
            "value \(NumberText.number($0)), stops when \(limit)"
        }
        if answers.samples(QueryName.value).isEmpty {
            var finding = Finding(Blindness(.noData, ""), comparison: judge.comparison)
            finding.reason = .withinThreshold
            finding.threshold = expression.value
            finding.text = "no series, which is how an expression says that it is not true; stops when \(limit)"
            return [finding]
        }
        return try judge.findings(answers, .every)
    }
}
