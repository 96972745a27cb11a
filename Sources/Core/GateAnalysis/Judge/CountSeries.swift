import GateModel
import GateRules

/// The counts of one series, or why there are none: numerator and denominator put together again.
struct CountSeries: Equatable {
    let labels: Labels
    let counts: Result<RatioCounts, Blindness>
}

extension [CountSeries] {
    /// The ratios of all series reduced to one, each of which must bear a ratio of its own.
    ///
    /// - Parameters:
    ///   - reducer: How.
    ///   - minEvents: Events each series must rest on.
    ///   - what: Where they were counted, for people.
    /// - Returns: The reduced ratio and all events together.
    /// - Throws: The worst trouble of those that cannot be used.
    func reduced(
        by reducer: Reducer, minEvents: Double, of what: String
    ) throws(Blindness) -> (ratio: Double, events: Double) {
        let counts = try map { series in
            Result { () throws(Blindness) in
                let counts = try series.counts.get()
                try counts.require(minEvents, of: "\(what) in series \(series.labels)")
                return counts
            }
        }.all()
        return (reducer.apply(counts.map(\.ratio)), counts.map(\.total).orderedSum)
    }
}
