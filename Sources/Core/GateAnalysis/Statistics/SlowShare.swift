import GateModel
import GateStatistics

/// How many observations were slower than a target: a number where the target is an edge of a bucket, else two between
/// which it lies.
struct SlowShare: Equatable {
    /// At least so many were slower.
    let least: Double
    /// At most so many were slower.
    let most: Double
    /// All observations.
    let total: Double

    /// Whether the buckets leave no doubt.
    var isExact: Bool { least == most }

    /// What **one** look says about an allowed share of slow observations.
    ///
    /// Both ends have to agree: what lies between them is not known, and no interpolation makes it so.
    ///
    /// - Parameters:
    ///   - objective: Share of observations that must not be slower, which is the quantile the target is for.
    ///   - alpha: Probability of a wrong `proven`, and of a wrong `refuted`, at most.
    /// - Returns: What is proven; `nil` without observations.
    /// - Source: `statistics.md` §3.3.
    func proof(objective: Double, alpha: Double) -> Proof? {
        guard total > 0, let fewest = Binomial(events: least, trials: total),
            let most = Binomial(events: most, trials: total)
        else { return nil }
        if Proof(bad: most, objective: objective, alpha: alpha) == .proven { return .proven }
        return Proof(bad: fewest, objective: objective, alpha: alpha) == .refuted ? .refuted : .unknown
    }
}

extension Histogram {
    /// The observations slower than a target, without interpolation.
    ///
    /// Above the largest finite edge nothing is known but that they are larger than that.
    ///
    /// - Parameter target: The target in the unit of the buckets.
    /// - Returns: How many there are at least and at most.
    func slowShare(than target: Double) -> SlowShare {
        let below = edges.last { $0.upper <= target }
        let above = edges.first { $0.upper >= target }
        let certainlyFast = below?.cumulative ?? 0
        let perhapsFast = above?.cumulative ?? total
        return SlowShare(
            least: max(0, total - perhapsFast), most: max(0, total - min(certainlyFast, total)), total: total)
    }

    /// Whether enough fast observations could prove that a target is met: not below the smallest edge, where all of them
    /// may be slower.
    func canProve(target: Double) -> Bool {
        edges.first.map { $0.upper <= target } ?? false
    }

    /// Whether enough slow observations could prove that a target is missed: not above the largest finite edge, where
    /// all of them may be fast enough.
    func canRefute(target: Double) -> Bool {
        edges.last.map { $0.upper >= target } ?? false
    }
}
