import GateModel
import GateRules

/// Counts of observations up to each finite edge, classic and native histograms alike.
struct Histogram: Equatable {
    /// An edge and how many observations are at most that.
    struct Edge: Equatable {
        let upper: Double
        let cumulative: Double
    }

    /// Lower edge of the first bucket; that bucket's upper edge where nothing is known below it.
    let lowest: Double
    /// Finite edges ascending, each once; at least one.
    let edges: [Edge]
    /// All observations, those above the last finite edge included.
    let total: Double

    /// A quantile of the sample, or the most that can be said of it.
    struct Quantile: Equatable {
        let value: Double
        /// Whether it lies above the largest finite edge, so that `value`, that edge, is only a lower bound.
        let isLowerBound: Bool
    }

    /// The quantile, linear within a bucket; `nil` without observations.
    ///
    /// Prometheus 3 interpolates native buckets exponentially; the two differ by less than one bucket, 9 % at schema 3.
    ///
    /// - Parameter quantile: Above 0 and below 1.
    /// - Returns: The quantile; in the bucket up to +Inf, the largest finite edge as a lower bound.
    /// - Source: prometheus/prometheus `promql/quantile.go` (`bucketQuantile`).
    func quantile(_ quantile: Double) -> Quantile? {
        guard total > 0, let last = edges.last else { return nil }
        let rank = quantile * total
        let index = indexOfBucket(ofRank: rank)
        guard index < edges.count else { return Quantile(value: last.upper, isLowerBound: true) }
        let lower = index == 0 ? Edge(upper: lowest, cumulative: 0) : edges[index - 1]
        let inBucket = edges[index].cumulative - lower.cumulative
        guard inBucket > 0 else { return Quantile(value: edges[index].upper, isLowerBound: false) }
        let share = (rank - lower.cumulative) / inBucket
        let value = lower.upper + (edges[index].upper - lower.upper) * share
        return Quantile(value: min(value, edges[index].upper), isLowerBound: false)
    }

    /// The first bucket up to which there are so many observations; as many as there are edges for the one up to +Inf.
    func indexOfBucket(ofRank rank: Double) -> Int {
        edges.firstIndex { Comparison.atLeast.holdsUpToRounding($0.cumulative, rank) } ?? edges.count
    }

    /// How many observations are at most `value`, linear within a bucket: the inverse of `quantile`.
    ///
    /// Nothing is known of where the observations above the largest finite edge are; they count as larger.
    func count(atMost value: Double) -> Double {
        guard let index = edges.firstIndex(where: { $0.upper >= value }) else { return edges.last?.cumulative ?? 0 }
        let edge = edges[index]
        if edge.upper == value { return edge.cumulative }
        let lower = index == 0 ? Edge(upper: lowest, cumulative: 0) : edges[index - 1]
        guard value > lower.upper else { return lower.cumulative }
        let share = (value - lower.upper) / (edge.upper - lower.upper)
        return lower.cumulative + (edge.cumulative - lower.cumulative) * share
    }

    /// The observations that are larger than `value`, of all.
    func slower(than value: Double) -> RatioCounts {
        RatioCounts(events: max(0, total - count(atMost: value)), total: total)
    }

    /// All observations of several histograms; exact where they have the same edges, linear where they have not.
    static func sum(_ histograms: [Histogram]) -> Histogram {
        let uppers = histograms.flatMap { [$0.lowest] + $0.edges.map(\.upper) }
        var merged: [Edge] = []
        for upper in Set(uppers).sorted() {
            let cumulative = histograms.map { $0.count(atMost: upper) }.orderedSum
            merged.append(Edge(upper: upper, cumulative: max(cumulative, merged.last?.cumulative ?? 0)))
        }
        let total = histograms.map(\.total).orderedSum
        return Histogram(
            lowest: uppers.min() ?? 0, edges: merged, total: max(total, merged.last?.cumulative ?? 0))
    }
}
