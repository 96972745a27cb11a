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
        var parsed = try Self.parsed(buckets)
        parsed.sort { ($0.upper, $0.cumulative) < ($1.upper, $1.cumulative) }
        guard parsed.last?.upper == .infinity else {
            throw Blindness(.badResponse, "the histogram has no bucket le=\"+Inf\"")
        }
        guard parsed[0].upper < .infinity else {
            throw Blindness(.badResponse, "the histogram has only the bucket le=\"+Inf\"")
        }
        var edges: [Edge] = []
        edges.reserveCapacity(parsed.count)
        var rest = parsed[...]
        while let upper = rest.first?.upper {
            let next = rest.firstIndex { $0.upper != upper } ?? rest.endIndex
            let count =
                next - rest.startIndex == 1
                ? rest[rest.startIndex].cumulative : rest[..<next].map(\.cumulative).orderedSum
            edges.append(Edge(upper: upper, cumulative: Self.lifted(count, edges.last?.cumulative ?? 0)))
            rest = rest[next...]
        }
        let total = edges.removeLast().cumulative
        guard total.isFinite else { throw Blindness(.infinite, "the histogram's count is infinite") }
        self.init(lowest: min(0, edges[0].upper), edges: edges, total: total)
    }

    /// The buckets as numbers, in their order; throws the worst trouble when one is none.
    private static func parsed(_ buckets: [(le: String, value: SampleValue)]) throws(Blindness) -> [Edge] {
        var edges: [Edge] = []
        edges.reserveCapacity(buckets.count)
        var troubles: [Blindness] = []
        for (le, value) in buckets {
            do {
                edges.append(
                    Edge(upper: try edge(le), cumulative: try value.usableCount(as: "the bucket le=\(le)")))
            } catch {
                troubles.append(error)
            }
        }
        if let worst = troubles.min(by: Blindness.isWorse) { throw worst }
        return edges
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
