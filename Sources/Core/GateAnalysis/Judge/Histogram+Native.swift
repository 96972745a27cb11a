import GateModel

extension Histogram {
    /// Reads a native histogram: buckets of their own counts, empty ones left out.
    ///
    /// A bucket around 0 with nothing below it starts at 0. Observations in no bucket (NaN was observed) and those of a
    /// bucket up to +Inf count as larger than the largest finite edge.
    ///
    /// - Parameters:
    ///   - count: All observations.
    ///   - buckets: Ascending and apart.
    /// - Throws: `noData`, `badResponse`, `notANumber` or `infinite`.
    /// - Source: prometheus/prometheus `promql/quantile.go` (`histogramQuantile`), with linear interpolation.
    init(nativeCount count: SampleValue, buckets: [HistogramBucket]) throws(Blindness) {
        let count = try count.usableCount(as: "the histogram's count")
        guard count > 0 else { throw Blindness(.noData, "the histogram has no observations") }
        var edges: [Edge] = []
        var lowest: Double?
        var cumulative = 0.0
        for bucket in buckets {
            let (lower, upper) = try Self.bounds(bucket)
            guard lower >= edges.last?.upper ?? -.infinity else {
                throw Blindness(.badResponse, "the histogram's buckets overlap")
            }
            let start = lower < 0 && upper > 0 && edges.isEmpty ? 0 : lower
            if let last = edges.last, start > last.upper { edges.append(Edge(upper: start, cumulative: cumulative)) }
            guard upper.isFinite else { break }
            lowest = lowest ?? (start.isFinite ? start : upper)
            cumulative += try bucket.count.usableCount(as: "a bucket's count")
            edges.append(Edge(upper: upper, cumulative: cumulative))
        }
        guard let lowest else { throw Blindness(.badResponse, "the histogram has no bucket with a finite edge") }
        guard cumulative.isFinite else { throw Blindness(.infinite, "the histogram's count is infinite") }
        self.init(lowest: lowest, edges: edges, total: max(count, cumulative))
    }

    private static func bounds(_ bucket: HistogramBucket) throws(Blindness) -> (lower: Double, upper: Double) {
        let lower = bucket.lower.number
        let upper = bucket.upper.number
        guard lower < upper else { throw Blindness(.badResponse, "a bucket of the histogram has no width") }
        return (lower, upper)
    }
}
