import GateModel

/// The other ways to count with PromQL, to explain what they would have missed.
///
/// - Source: `statistics.md` §6.3 (2) and (3).
enum CounterForms {
    /// How far back Prometheus looks for a sample where no range is given.
    ///
    /// - Source: prometheus/prometheus `cmd/prometheus/main.go` (`--query.lookback-delta`).
    static let lookBack = TimeSpan.minutes(5)

    /// `increase(metric[range] anchored)`: whole numbers, but a new series loses its first value.
    ///
    /// - Parameters:
    ///   - counter: The samples.
    ///   - range: The range of the selector.
    ///   - end: The evaluation time.
    /// - Returns: The increase; `nil` without a sample in the range.
    static func anchored(_ counter: CounterPoints, over range: TimeSpan, at end: Timestamp) -> Double? {
        let start = end - range
        let inRange = counter.points.filter { $0.at > start && $0.at <= end }
        guard let first = inRange.first else { return nil }
        return CounterPoints(points: inRange).added(after: sample(of: counter, at: start) ?? first).amount
    }

    /// `((metric - metric offset range) >= 0) or metric`: a counter that began anew counts its new value only.
    ///
    /// - Parameters:
    ///   - counter: The samples.
    ///   - range: How far back it compares.
    ///   - end: The evaluation time.
    /// - Returns: The difference; `nil` without a sample now.
    static func offset(_ counter: CounterPoints, over range: TimeSpan, at end: Timestamp) -> Double? {
        guard let now = sample(of: counter, at: end) else { return nil }
        guard let before = sample(of: counter, at: end - range), now.value >= before.value else { return now.value }
        return now.value - before.value
    }

    /// What an instant selector returns.
    private static func sample(of counter: CounterPoints, at time: Timestamp) -> CounterPoints.Point? {
        guard let last = counter.last(notAfter: time), last.at > time - lookBack else { return nil }
        return last
    }
}
