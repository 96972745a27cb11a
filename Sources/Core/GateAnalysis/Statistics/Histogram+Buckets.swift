import GateModel

extension Histogram {
    /// The buckets as they are kept as evidence.
    var buckets: [BucketCount] {
        edges.map { BucketCount(upper: $0.upper, cumulative: $0.cumulative) }
            + [BucketCount(upper: nil, cumulative: total)]
    }

    /// The histogram of kept buckets; `nil` where there are none, or they are not those of a histogram.
    init?(_ buckets: [BucketCount]) {
        let edges = buckets.compactMap { bucket in
            bucket.upper.map { Edge(upper: $0, cumulative: bucket.cumulative) }
        }
        guard let first = edges.first, let total = buckets.last, total.upper == nil else { return nil }
        self.init(lowest: min(0, first.upper), edges: edges, total: total.cumulative)
    }
}
