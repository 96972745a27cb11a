import GateModel

extension Histogram {
    /// Reads one series a bucket: cumulative counts by the label `le`.
    ///
    /// Equal edges are added up, counts that fall from one edge to the next are lifted. An answer without a bucket up
    /// to +Inf, or with that one only, is not a histogram: Prometheus would say NaN, here it is a `badResponse`,
    /// because the query or the exporter has to be corrected and waiting does not help.
    ///
    /// - Parameter buckets: The value of `le` and the count of each series, in any order.
    /// - Throws: `badResponse`, `notANumber` or `infinite`.
    /// - Source: prometheus/prometheus `promql/quantile.go` (`coalesceBuckets`, `ensureMonotonicAndIgnoreSmallDeltas`).
    init(classic buckets: [(le: String, value: SampleValue)]) throws(Blindness) {
        let parsed = try buckets.map { le, value in
            Result { () throws(Blindness) in
                (upper: try Self.edge(le), count: try value.usableCount(as: "the bucket le=\(le)"))
            }
        }.all()
        let counts = Dictionary(grouping: parsed, by: \.upper).mapValues { $0.map(\.count) }
        let uppers = counts.keys.sorted()
        guard uppers.last == .infinity else {
            throw Blindness(.badResponse, "the histogram has no bucket le=\"+Inf\"")
        }
        guard uppers.count > 1 else {
            throw Blindness(.badResponse, "the histogram has only the bucket le=\"+Inf\"")
        }
        var edges: [Edge] = []
        for upper in uppers {
            let count = (counts[upper] ?? []).orderedSum
            edges.append(Edge(upper: upper, cumulative: Self.lifted(count, edges.last?.cumulative ?? 0)))
        }
        let total = edges.removeLast().cumulative
        guard total.isFinite else { throw Blindness(.infinite, "the histogram's count is infinite") }
        self.init(lowest: min(0, edges[0].upper), edges: edges, total: total)
    }

    /// A cumulative count that is not below the one before it; what differs by rounding alone is the same.
    private static func lifted(_ count: Double, _ previous: Double) -> Double {
        let isSame = abs(count - previous) < 1e-12 * max(abs(count), abs(previous))
        return isSame ? previous : max(count, previous)
    }

    private static func edge(_ le: String) throws(Blindness) -> Double {
        guard let value = SampleValue(prometheusText: le), value != .notANumber, value != .negativeInfinity else {
            throw Blindness(
                .badResponse, "the histogram has a bucket le=\(PromQLString.quote(le)), which is not a number")
        }
        return value.number
    }
}
