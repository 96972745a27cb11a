import GateModel
import GateRules

/// Judges success ratios against an objective.
struct AvailabilityJudge {
    let availability: Availability
    let minEvents: Double
    var detail = Judge.Detail.full

    /// Judges every series, or the one they are reduced to.
    func findings(_ join: CountJoin, _ grouping: Grouping) throws(Blindness) -> [Finding] {
        let series = try availability.goodSeries(join)
        if case .reduce(let reducer) = grouping, reducer != .sum {
            let (ratio, events) = try series.reduced(by: reducer, minEvents: minEvents, of: "requests")
            let finding = finding(ratio, events: events)
            return [finding.noting("\(reducer.rawValue) of the ratios of \(series.count) series")]
        }
        return series.map { series in
            switch series.counts {
            case .success(let counts): judge(counts).of(series.labels)
            case .failure(let blindness): Finding(blindness, comparison: .atLeast).of(series.labels)
            }
        }
    }

    /// Judges counts of good requests.
    func judge(_ good: RatioCounts) -> Finding {
        let finding = finding(good.ratio, events: good.total)
        do {
            try good.require(minEvents, of: "requests")
            return finding
        } catch {
            return finding.undecided(error)
        }
    }

    private func finding(_ ratio: Double, events: Double) -> Finding {
        let objective = availability.objective
        return Finding(
            ratio, .atLeast, objective, holds: Comparison.atLeast.holdsUpToRounding(ratio, objective), events: events,
            text: detail.words(
                "error ratio \(NumberText.percent(1 - ratio)) of \(NumberText.events(events, "request")), objective "
                    + "\(NumberText.percent(objective, digits: 6)) allows "
                    + NumberText.percent(1 - objective, digits: 6)))
    }
}

extension Availability {
    /// The counts of good requests of every series, whichever of the two the rule counts.
    ///
    /// - Parameters:
    ///   - join: Where the answers are.
    ///   - prefix: What stands in front of the queries' names.
    /// - Returns: Good requests of all requests.
    /// - Throws: What `CountJoin.join` throws.
    func goodSeries(_ join: CountJoin, prefix: String = "") throws(Blindness) -> [CountSeries] {
        let total = prefix + QueryName.total
        switch counted {
        case .good: return try join.join(prefix + QueryName.good, total, excess: .isAllUpToAQuarter)
        case .bad:
            return try join.join(prefix + QueryName.bad, total, excess: .isAll)
                .map { CountSeries(labels: $0.labels, counts: $0.counts.map(\.complement)) }
        }
    }
}
