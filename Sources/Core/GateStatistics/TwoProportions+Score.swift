/// Miettinen and Nurminen's score test and the intervals it gives.
///
/// - Source: O. Miettinen and M. Nurminen, Statistics in Medicine 4 (1985) 213-226.
extension TwoProportions {
    /// Standard deviations by which the canary's event probability is more than `margin` above the baseline's.
    ///
    /// - Parameter margin: A difference of event probabilities, above -1 and below 1.
    /// - Returns: z, above 0 when it is; its upper tail is the one-sided p-value. 0 when nothing varies and nothing differs.
    public func score(margin: Double) -> Double {
        let p2 = restrictedBaseline(difference: margin)
        return standardised(difference - margin, canary: p2 + margin, baseline: p2, factor: 1)
    }

    /// The interval of the difference of event probabilities.
    ///
    /// - Parameter alpha: Probability left out, both sides together.
    /// - Returns: From the lower to the upper end, within -1 and 1.
    public func differenceInterval(alpha: Double) -> ClosedRange<Double> {
        let z = NormalDistribution.upperQuantile(alpha / 2)
        let lower = Self.crossing(of: z, from: -1, to: 1) { score(margin: $0) }
        let upper = Self.crossing(of: -z, from: -1, to: 1) { score(margin: $0) }
        return lower...max(lower, upper)
    }

    /// The interval of the ratio of event probabilities.
    ///
    /// - Parameter alpha: Probability left out, both sides together.
    /// - Returns: From the lower to the upper end, infinite where the baseline may have none; `nil` without any event.
    public func ratioInterval(alpha: Double) -> ClosedRange<Double>? {
        guard canary.events + baseline.events > 0 else { return nil }
        let z = NormalDistribution.upperQuantile(alpha / 2)
        // On the scale of the logarithm, from 10⁻¹³ to 10¹³.
        func end(_ z: Double) -> Double {
            let logarithm = Self.crossing(of: z, from: -30, to: 30) { score(ratio: ElementaryFunctions.exp($0)) }
            return logarithm <= -30 ? 0 : logarithm >= 30 ? .infinity : ElementaryFunctions.exp(logarithm)
        }
        let lower = end(z)
        return lower...max(lower, end(-z))
    }

    /// Standard deviations by which the canary's event probability is more than `ratio` times the baseline's.
    func score(ratio: Double) -> Double {
        let total = canary.trials + baseline.trials
        let a = ratio * total
        let b = ratio * (canary.trials + baseline.events) + baseline.trials + canary.events
        let c = canary.events + baseline.events
        let p2 = 2 * c / (b + max(0, b * b - 4 * a * c).squareRoot())
        let distance = canary.events / canary.trials - ratio * baseline.events / baseline.trials
        return standardised(distance, canary: min(1, ratio * p2), baseline: p2, factor: ratio)
    }

    private func standardised(_ distance: Double, canary p1: Double, baseline p2: Double, factor: Double) -> Double {
        let total = canary.trials + baseline.trials
        let variance =
            (p1 * (1 - p1) / canary.trials + factor * factor * p2 * (1 - p2) / baseline.trials) * total / (total - 1)
        if distance == 0 { return 0 }
        return variance > 0 ? distance / variance.squareRoot() : distance > 0 ? .infinity : -.infinity
    }

    /// The likeliest event probability of the baseline when the canary's is larger by `difference`.
    private func restrictedBaseline(difference: Double) -> Double {
        let total = canary.trials + baseline.trials
        let events = (canary.events + baseline.events) / total
        if difference == 0 { return events }
        let share = baseline.trials / total
        let own = baseline.events / total
        let l2 = (1 + share) * difference - 1 - events
        let l1 = (share * difference - 1 - 2 * own) * difference + events
        let l0 = own * difference * (1 - difference)
        let third = l2 / 3
        let q = third * third * third - l1 * l2 / 6 + l0 / 2
        let size = max(0, third * third - l1 / 3).squareRoot()
        let p = q < 0 ? -size : size
        let cosine = size > 0 ? min(1, max(-1, q / (p * p * p))) : 1
        let angle = (Double.pi + ElementaryFunctions.acos(cosine)) / 3
        let root = 2 * p * ElementaryFunctions.cos(angle) - third
        return min(max(root, max(0, -difference)), min(1, 1 - difference))
    }

    /// Where a falling function has a value, by bisection; an end of the range when it is beyond.
    private static func crossing(
        of value: Double, from start: Double, to end: Double, _ function: (Double) -> Double
    ) -> Double {
        var low = start
        var high = end
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if middle == low || middle == high { break }
            if function(middle) > value { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
