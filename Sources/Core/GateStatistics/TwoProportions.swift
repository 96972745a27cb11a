/// Both arms compared at **one** look, for a report at the end.
public struct TwoProportions: Equatable, Sendable {
    /// Counts of the canary.
    public let canary: Binomial
    /// Counts of the baseline.
    public let baseline: Binomial

    /// Compares two arms: `nil` when one has no trials.
    ///
    /// - Parameters:
    ///   - canary: Counts of the canary.
    ///   - baseline: Counts of the baseline.
    public init?(canary: Binomial, baseline: Binomial) {
        guard canary.trials > 0, baseline.trials > 0 else { return nil }
        self.canary = canary
        self.baseline = baseline
    }

    /// Event probability of the canary minus that of the baseline, as observed.
    public var difference: Double { canary.events / canary.trials - baseline.events / baseline.trials }

    /// Newcombe's interval of the difference, for display.
    ///
    /// - Parameter alpha: Probability left out, both sides together.
    /// - Returns: From the lower to the upper end.
    /// - Source: R. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10: Wilson limits squared and added.
    public func newcombe(alpha: Double) -> ClosedRange<Double> {
        let first = canary.wilson(alpha: alpha)
        let second = baseline.wilson(alpha: alpha)
        let (p1, p2) = (canary.events / canary.trials, baseline.events / baseline.trials)
        func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
        let lower = difference - length(p1 - first.lowerBound, second.upperBound - p2)
        let upper = difference + length(first.upperBound - p1, p2 - second.lowerBound)
        return lower...max(lower, upper)
    }

    /// Agresti and Caffo's interval of the difference, for display.
    ///
    /// - Parameter alpha: Probability left out, both sides together.
    /// - Returns: From the lower to the upper end.
    /// - Source: A. Agresti and B. Caffo, The American Statistician 54 (2000): one event and one other added to each arm.
    public func agrestiCaffo(alpha: Double) -> ClosedRange<Double> {
        let (n1, n2) = (canary.trials + 2, baseline.trials + 2)
        let (p1, p2) = ((canary.events + 1) / n1, (baseline.events + 1) / n2)
        let half =
            NormalDistribution.upperQuantile(alpha / 2) * (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2).squareRoot()
        return (p1 - p2 - half)...(p1 - p2 + half)
    }
}
