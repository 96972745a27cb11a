import GateModel

/// The samples of one selector over a stretch of time, from which each evaluation gets the range it would have seen.
struct SampleChunk {
    let from: Timestamp
    let through: Timestamp
    private let series: [RangeSeries]
    private let result: QueryResult

    /// Takes the answer to a range selector that reaches from `from` through `through`.
    init(_ result: QueryResult, from: Timestamp, through: Timestamp) {
        self.from = from
        self.through = through
        series = result.ranges ?? []
        self.result = result
    }

    /// Whether it holds all samples of a range that ends at a time.
    func covers(_ range: TimeSpan, at time: Timestamp) -> Bool {
        time - range >= from && time <= through
    }

    /// What the range selector answers at a time.
    ///
    /// - Parameters:
    ///   - range: The range of the selector.
    ///   - time: The evaluation time.
    ///   - isLeftOpen: Whether the server leaves out a sample at the very beginning of the range.
    /// - Returns: The series that have a sample there.
    /// - Source: prometheus.io/docs/prometheus/latest/migration: range selectors are left-open since 3.0.
    func result(_ range: TimeSpan, at time: Timestamp, isLeftOpen: Bool) -> QueryResult {
        let first = isLeftOpen ? time - range + TimeSpan(milliseconds: 1) : time - range
        let last = time + TimeSpan(milliseconds: 1)
        var found: [RangeSeries] = []
        found.reserveCapacity(series.count)
        for one in series {
            let points = one.points[one.points.place(of: first, \.at)..<one.points.place(of: last, \.at)]
            let histograms =
                one.histograms[one.histograms.place(of: first, \.at)..<one.histograms.place(of: last, \.at)]
            if points.isEmpty, histograms.isEmpty { continue }
            found.append(RangeSeries(labels: one.labels, points: Array(points), histograms: Array(histograms)))
        }
        return QueryResult(
            ranges: found, warnings: result.warnings, infos: result.infos, isPartial: result.isPartial)
    }
}
