import GateModel
import GateRules

/// Judges the values of one expression against a limit.
struct ValueJudge {
    /// How a value compares when it passes.
    let comparison: Comparison
    let limit: Double
    /// Whether the values are counts, which cannot be negative.
    var areCounts = false
    var detail = Judge.Detail.full
    /// What was measured against what, for people.
    let text: (_ value: Double) -> String

    /// Judges every series, or the one they are reduced to; one that is not finite never passes, and takes a reducer
    /// with it.
    func findings(_ answers: SubjectAnswers, _ grouping: Grouping) throws(Blindness) -> [Finding] {
        let index = try grouping.forLoneValues.index(answers.values(QueryName.value), QueryName.value)
        if index.isEmpty { throw Blindness(.noData, "query value returned no series") }
        let series = index.sorted { Labels.precedes($0.key, $1.key) }
        guard case .reduce(let reducer) = grouping else {
            return series.map { finding($0.value).of($0.key) }
        }
        let values = try series.map { labels, value in
            Result { () throws(Blindness) in try usable(value, as: "the value of series \(labels)") }
        }.all()
        let reduced = finding(SampleValue(reducer.apply(values)))
        return [reduced.noting("\(reducer.rawValue) of \(series.count) series")]
    }

    /// Judges one value.
    func finding(_ value: SampleValue) -> Finding {
        do {
            let number = try usable(value, as: "the value")
            return Finding(
                number, comparison, limit, holds: comparison.holds(number, limit),
                text: detail.words(text(number)))
        } catch {
            return Finding(error, comparison: comparison).measuring(value, against: limit)
        }
    }

    private func usable(_ value: SampleValue, as name: String) throws(Blindness) -> Double {
        areCounts ? try value.usableCount(as: name) : try value.usable(as: name)
    }
}
