import GateModel
import GateRules

/// Puts the answers to a numerator and a denominator together; knows nothing of what the counts are judged by.
struct CountJoin {
    /// What a numerator larger than its denominator means; both are extrapolated, each on its own.
    enum Excess {
        /// All of the events: right for bad ones, where it is the careful reading.
        case isAll
        /// All of the events up to a quarter more, which extrapolation can do; beyond that the queries do not fit
        /// together.
        case isAllUpToAQuarter
    }

    let answers: SubjectAnswers
    let grouping: Grouping

    /// Joins two queries by the labels series are told apart by.
    ///
    /// A series without numerator counted nothing, 0 events; a series without denominator, or with 0 there, has no
    /// data. Under the reducer `sum` all series become one; under the others each keeps its own counts.
    ///
    /// - Parameters:
    ///   - numerator: Name of the query that counts the events.
    ///   - denominator: Name of the query that counts what they are part of.
    ///   - excess: What becomes of a numerator larger than its denominator.
    /// - Returns: The series in a fixed order; at least one.
    /// - Throws: `noData` when both answers are empty, `tooManySeries` when series cannot be told apart.
    func join(_ numerator: String, _ denominator: String, excess: Excess) throws(Blindness) -> [CountSeries] {
        let pair = Pair(numerator: numerator, denominator: denominator, excess: excess)
        let (tops, bottoms) = (try answers.values(numerator), try answers.values(denominator))
        if tops.isEmpty && bottoms.isEmpty { throw Blindness(.noData, "query \(denominator) returned no series") }
        if grouping == .reduce(.sum) {
            let counts = pair.counts(try sum(tops.map(\.value), numerator), try sum(bottoms.map(\.value), denominator))
            return [CountSeries(labels: [:], counts: counts)]
        }
        if grouping == .single, tops.count < 2, bottoms.count == 1 {
            return [CountSeries(labels: [:], counts: pair.counts(tops.first?.value, bottoms[0].value))]
        }
        let top = try grouping.index(tops, numerator)
        let bottom = try grouping.index(bottoms, denominator)
        return Set(top.keys).union(bottom.keys).sorted(by: Labels.precedes)
            .map { CountSeries(labels: $0, counts: pair.counts(top[$0], bottom[$0])) }
    }

    /// All counts together; `nil` when there are none.
    private func sum(_ values: [SampleValue], _ name: String) throws(Blindness) -> SampleValue? {
        let counts = values.map { value in Result { () throws(Blindness) in try value.usableCount(as: name) } }
        return values.isEmpty ? nil : SampleValue(try counts.all().orderedSum)
    }

    /// Two values that belong together.
    private struct Pair {
        let numerator: String
        let denominator: String
        let excess: Excess

        func counts(_ top: SampleValue?, _ bottom: SampleValue?) -> Result<RatioCounts, Blindness> {
            Result { () throws(Blindness) in
                guard let bottom else { throw Blindness(.noData, "query \(denominator) returned no such series") }
                let total = try bottom.usableCount(as: denominator)
                let events = try (top ?? .finite(0)).usableCount(as: numerator)
                guard total > 0 else { throw Blindness(.noData, "\(denominator) is 0, so nothing was counted") }
                if events > total * 1.25, excess == .isAllUpToAQuarter {
                    throw Blindness(
                        .badResponse,
                        "\(numerator) counts \(NumberText.count(events)) of only \(NumberText.count(total)) "
                            + "\(denominator): the queries do not fit together")
                }
                return RatioCounts(events: min(events, total), total: total)
            }
        }
    }
}
