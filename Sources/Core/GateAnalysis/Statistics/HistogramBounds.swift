import GateModel
import GateStatistics

/// Between which values a quantile lies: larger than `lower`, at most `upper`; each may be infinite.
struct QuantileBounds: Equatable {
    let lower: Double
    let upper: Double

    /// The interval as one writes it: `(0.25, 0.5]`.
    var text: String {
        "(\(NumberText.number(lower)), \(NumberText.number(upper))\(upper.isFinite ? "]" : ")")"
    }
}

extension Histogram {
    /// The bucket the quantile of the sample is in: all the histogram knows of it for certain.
    ///
    /// - Parameter quantile: Above 0 and below 1.
    /// - Returns: The bucket's edges; `nil` without observations.
    /// - Source: prometheus/prometheus `promql/quantile.go` (`bucketQuantile`).
    func bucket(ofQuantile quantile: Double) -> QuantileBounds? {
        guard total > 0 else { return nil }
        let index = indexOfBucket(ofRank: quantile * total)
        return QuantileBounds(
            lower: index == 0 ? lowestBound : edges[index - 1].upper,
            upper: index < edges.count ? edges[index].upper : .infinity)
    }

    /// Bounds for the quantile of what the sample was drawn from.
    ///
    /// There is no need to correct for many edges: whoever is wrong at any edge is wrong at the one that decides.
    ///
    /// - Parameters:
    ///   - quantile: Above 0 and below 1.
    ///   - alpha: Probability at **one** look that the true quantile lies outside, at most, half of it on each side.
    /// - Returns: The bounds, widened to edges of buckets; `nil` without observations.
    /// - Source: C. Clopper and E. Pearson, Biometrika 26 (1934), at every edge; `statistics.md` §3.2.
    func bounds(ofQuantile quantile: Double, alpha: Double) -> QuantileBounds? {
        guard total > 0 else { return nil }
        var lower = lowestBound
        var upper = Double.infinity
        for edge in edges {
            guard let atMost = Binomial(events: min(edge.cumulative, total), trials: total) else { return nil }
            if atMost.upperBound(alpha: alpha / 2) < quantile { lower = edge.upper }
            if upper == .infinity, atMost.lowerBound(alpha: alpha / 2) >= quantile { upper = edge.upper }
        }
        return QuantileBounds(lower: lower, upper: upper)
    }

    /// Bounds for the quantile of what the sample was drawn from that hold at every look together.
    ///
    /// - Parameters:
    ///   - quantile: Above 0 and below 1.
    ///   - alpha: Probability that the true quantile ever lies outside, at most, half of it on each side.
    ///   - dispersion: Variance of the counts as a multiple of the binomial one.
    /// - Returns: The bounds, widened to edges of buckets; `nil` without observations.
    /// - Source: `statistics.md` §3.2, with the bounds of §1.8 at every edge.
    func anytimeBounds(ofQuantile quantile: Double, alpha: Double, dispersion: Double) -> QuantileBounds? {
        guard total > 0 else { return nil }
        let test = RatioTest(
            Boundary(delta0: 1 - quantile), worse: .higher, alpha: alpha / 2, dispersion: dispersion)
        var lower = lowestBound
        var upper = Double.infinity
        for edge in edges {
            guard let larger = Stratum(canaryEvents: max(0, total - edge.cumulative), canaryTotal: total) else {
                return nil
            }
            var evidence = EProcess()
            evidence.add(larger, under: test)
            switch evidence.proof(under: test) {
            case .refuted: lower = edge.upper
            case .proven: upper = min(upper, edge.upper)
            case .unknown: break
            }
        }
        return QuantileBounds(lower: lower, upper: upper)
    }

    /// Below it there is no observation; -∞ where that is not known.
    private var lowestBound: Double {
        edges.first.map { lowest < $0.upper ? lowest : -.infinity } ?? -.infinity
    }
}
