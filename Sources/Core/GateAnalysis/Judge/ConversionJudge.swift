import GateModel
import GateRules
import GateStatistics

/// Judges a ratio of the canary against the baseline's.
struct ConversionJudge {
    let conversion: Conversion
    let minEvents: Double
    let subject: QueryPlan.Subject
    var detail = Judge.Detail.full

    /// Judges every series of the canary, or the one they are reduced to; at stage 0 only gathers the baseline.
    func findings(_ answers: SubjectAnswers, _ grouping: Grouping) throws(Blindness) -> [Finding] {
        if subject.isCollecting { return [try collected(answers, grouping)] }
        let canary = try CountJoin(answers: answers, grouping: grouping)
            .join(QueryName.canaryNumerator, QueryName.canaryDenominator, excess: .isAllUpToAQuarter)
        let baseline = baseline(answers, grouping)
        if case .reduce(let reducer) = grouping, reducer != .sum {
            return [try reduced(canary, baseline.series(), by: reducer)]
        }
        return canary.map { series in
            judge(canary: series.counts, baseline: baseline.counts(for: series.labels)).of(series.labels)
        }
    }

    /// Judges the counts of one series; what is known of it is kept when the rest is missing.
    func judge(canary: Result<RatioCounts, Blindness>, baseline: Result<RatioCounts, Blindness>) -> Finding {
        switch (canary, baseline) {
        case (.failure(let blindness), _): return Finding(blindness, comparison: conversion.comparison)
        case (.success(let canary), .failure(let blindness)):
            return Finding(blindness, comparison: conversion.comparison)
                .measuring(SampleValue(canary.ratio), events: canary.total)
        case (.success(let canary), .success(let baseline)):
            let finding = finding(
                (canary.ratio, events: canary.total), baseline: (baseline.ratio, events: baseline.total))
            do {
                try canary.require(minEvents, of: "events of the canary")
                try baseline.require(minBaselineEvents, of: "events of the baseline")
                return finding
            } catch {
                return finding.undecided(error)
            }
        }
    }

    /// A ratio to compare with must rest on something, whatever the rule says.
    private var minBaselineEvents: Double { max(1, minEvents) }

    private func reduced(
        _ canary: [CountSeries], _ baseline: [CountSeries], by reducer: Reducer
    ) throws(Blindness) -> Finding {
        let canaryRatio = try canary.reduced(by: reducer, minEvents: minEvents, of: "events of the canary")
        let baselineRatio = try baseline.reduced(
            by: reducer, minEvents: minBaselineEvents, of: "events of the baseline")
        return finding(canaryRatio, baseline: baselineRatio)
            .noting("\(reducer.rawValue) of the ratios of \(canary.count) series")
    }

    /// How far the canary's ratio may go.
    private func limit(_ baseline: Double) -> Double {
        switch (conversion.margin, conversion.worse) {
        case (.relative(let share), .lower): baseline * (1 - share)
        case (.relative(let share), .higher): baseline * (1 + share)
        case (.absolute(let difference), .lower): baseline - difference
        case (.absolute(let difference), .higher): baseline + difference
        }
    }

    private func finding(
        _ canary: (ratio: Double, events: Double), baseline: (ratio: Double, events: Double)
    ) -> Finding {
        let comparison = conversion.comparison
        let limit = limit(baseline.ratio)
        return Finding(
            canary.ratio, comparison, limit, holds: comparison.holdsUpToRounding(canary.ratio, limit),
            events: canary.events,
            text: detail.words(
                "ratio \(NumberText.percent(canary.ratio)) of \(NumberText.events(canary.events)), baseline "
                    + "\(NumberText.percent(baseline.ratio)) of \(NumberText.events(baseline.events)) allows "
                    + "\(comparison == .atLeast ? "no less" : "no more") than \(NumberText.percent(limit))"))
    }

    // MARK: Baseline

    /// The counts to compare with.
    private func baseline(_ answers: SubjectAnswers, _ grouping: Grouping) -> Baseline {
        if subject.baseline == .stageZero {
            let frozen = subject.frozenBaseline.flatMap { $0.total > 0 ? $0 : nil }
            return .frozen(frozen.map { .success($0) } ?? .failure(Self.notGathered))
        }
        let series = Result { () throws(Blindness) in
            try CountJoin(answers: answers, grouping: grouping)
                .join(QueryName.baselineNumerator, QueryName.baselineDenominator, excess: .isAllUpToAQuarter)
        }
        return .measured(series.map { Dictionary($0.map { ($0.labels, $0) }, uniquingKeysWith: { first, _ in first }) })
    }

    static let notGathered = Blindness(.noData, "no baseline was gathered at stage 0")

    /// What the canary is compared with.
    private enum Baseline {
        /// The same counts for every series.
        case frozen(Result<RatioCounts, Blindness>)
        /// Counts of the series with the same labels.
        case measured(Result<[Labels: CountSeries], Blindness>)

        func counts(for labels: Labels) -> Result<RatioCounts, Blindness> {
            switch self {
            case .frozen(let counts): counts
            case .measured(let series):
                series.flatMap {
                    $0[labels]?.counts ?? .failure(Blindness(.noData, "the baseline has no such series"))
                }
            }
        }

        func series() throws(Blindness) -> [CountSeries] {
            switch self {
            case .frozen(let counts): [CountSeries(labels: [:], counts: counts)]
            case .measured(let series):
                try series.get().values.sorted { Labels.precedes($0.labels, $1.labels) }
            }
        }
    }

    /// The baseline's counts at stage 0, all series together.
    private func collected(_ answers: SubjectAnswers, _ grouping: Grouping) throws(Blindness) -> Finding {
        let whole = grouping == .single ? grouping : .reduce(.sum)
        let series = try CountJoin(answers: answers, grouping: whole)
            .join(QueryName.baselineNumerator, QueryName.baselineDenominator, excess: .isAllUpToAQuarter)
        guard let first = series.first else { throw Self.notGathered }
        return collected(try first.counts.get())
    }

    /// The baseline's counts as they will be frozen.
    func collected(_ counts: RatioCounts) -> Finding {
        var finding = Finding(Blindness(.noData, ""), comparison: conversion.comparison)
            .measuring(SampleValue(counts.ratio), events: counts.total)
        do {
            try counts.require(minBaselineEvents, of: "events of the baseline")
            finding.reason = .withinThreshold
            finding.counts = counts
            finding.text = detail.words(
                "gathered the baseline: \(NumberText.percent(counts.ratio)) of \(NumberText.events(counts.total))")
            return finding
        } catch {
            return finding.undecided(error)
        }
    }
}

extension Conversion {
    /// How the canary's ratio compares with the limit when it passes.
    var comparison: Comparison { worse == .lower ? .atLeast : .atMost }
}
