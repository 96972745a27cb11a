import GateModel

/// What `increase()` makes of the samples of one counter: how it is explained where the counts cannot be exact.
///
/// - Source: prometheus/prometheus `promql/functions.go` (`extrapolatedRate`), restated; `statistics.md` §6.1.
struct PrometheusIncrease: Equatable {
    /// The versions of the server between which the answer differs.
    enum Version: CaseIterable {
        /// The range includes both of its ends.
        case two
        /// The range excludes its beginning.
        case three
    }

    /// What was really added between the first and the last sample in the range.
    let seen: Double
    /// By how much that is multiplied: evidence of a test on counts grows by the same factor without being more.
    let inflation: Double

    /// What the server answers.
    var value: Double { seen * inflation }

    /// Computes the increase; `nil` where the server answers nothing.
    ///
    /// - Parameters:
    ///   - counter: The samples.
    ///   - range: The range of the selector.
    ///   - end: The evaluation time.
    ///   - version: The version of the server.
    init?(_ counter: CounterPoints, over range: TimeSpan, at end: Timestamp, version: Version) {
        let start = end - range
        let isIn: (Timestamp) -> Bool = version == .two ? { $0 >= start && $0 <= end } : { $0 > start && $0 <= end }
        let points = counter.points.filter { isIn($0.at) }
        guard let first = points.first, let last = points.last, points.count > 1 else { return nil }
        let added = CounterPoints(points: points).added(after: first).amount
        let span = (last.at - first.at).seconds
        let ends = Ends(
            gap: span / Double(points.count - 1), toStart: (first.at - start).seconds, toEnd: (end - last.at).seconds,
            toZero: added > 0 ? span * (first.value / added) : .infinity)
        seen = added
        inflation = (span + ends.before(version) + ends.after) / span
    }

    /// The largest factor a counter without missing samples can be multiplied by; `nil` where no answer is sure.
    ///
    /// - Parameters:
    ///   - range: The range of the selector.
    ///   - scrape: How far apart the samples are.
    /// - Returns: At least 1: the range by the shortest time between first and last sample, never more than the range
    ///   is asked for.
    static func inflationBound(over range: TimeSpan, scrape: TimeSpan) -> Double? {
        guard scrape > .zero, range.milliseconds / scrape.milliseconds >= 2 else { return nil }
        let samples = range.milliseconds / scrape.milliseconds
        return Double(range.milliseconds) / Double((samples - 1) * scrape.milliseconds)
    }

    /// How far the counts are extended beyond the first and the last sample, all in seconds.
    private struct Ends {
        /// Mean time between samples.
        let gap: Double
        let toStart: Double
        let toEnd: Double
        /// Back to where the counter would have been 0.
        let toZero: Double

        var after: Double { near(toEnd) }

        func before(_ version: Version) -> Double {
            switch version {
            case .two: near(min(toStart, toZero))
            case .three: min(near(toStart), toZero)
            }
        }

        /// The whole way where the next sample is about to come there, else half a gap.
        private func near(_ distance: Double) -> Double { distance < gap * 1.1 ? distance : gap / 2 }
    }
}
