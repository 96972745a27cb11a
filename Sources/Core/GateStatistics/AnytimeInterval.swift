/// An interval for a ratio, a difference or a rate that holds at every look together with probability 1−α.
public struct AnytimeInterval: Equatable, Sendable {
    /// What the interval is of.
    public enum Quantity: String, CaseIterable, Sendable {
        /// Event probability of the canary over that of the baseline.
        case ratio
        /// Event probability of the canary minus that of the baseline.
        case difference
        /// Event probability of the canary.
        case canaryRate = "canary_rate"
    }

    /// The lower end; `nil` when nothing is known.
    public let lower: Double?
    /// The observed value of all strata together; `nil` when there is none.
    public let point: Double?
    /// The upper end; `nil` when nothing is known.
    public let upper: Double?

    /// Finds the boundaries that are not disproven: the evidence falls on one side and rises on the other as they grow.
    ///
    /// - Parameters:
    ///   - quantity: What the interval is of.
    ///   - strata: Counts of both arms, one stratum for every time in which traffic was shared out the same way.
    ///   - alpha: Probability that the true value is ever outside, at most.
    ///   - dispersion: Variance of the counts as a multiple of the binomial one.
    public init(_ quantity: Quantity, of strata: [Stratum], alpha: Double, dispersion: Double = 1) {
        let threshold = Multiplicity.threshold(alpha: alpha, tests: 2)
        let observed = quantity.observed(in: strata.reduce(.empty, +))
        func end(_ side: RatioTest.Side) -> Double? {
            let (least, greatest) = quantity.range
            let search = Crossing(
                from: side == .above ? least : greatest, to: side == .above ? greatest : least, near: observed,
                isScale: quantity != .difference)
            return search.find { value in
                quantity.boundary(at: value).logEvidence(strata, side, dispersion: max(1, dispersion)) - threshold
            }
        }
        lower = end(.above)
        upper = end(.below)
        point = observed
    }
}

extension AnytimeInterval.Quantity {
    /// What the values lie between.
    fileprivate var range: (Double, Double) {
        switch self {
        case .ratio: (1e-9, 1e9)
        case .difference: (-1, 1)
        case .canaryRate: (1e-15, 1)
        }
    }

    fileprivate func boundary(at value: Double) -> Boundary {
        switch self {
        case .ratio: Boundary(rho0: value)
        case .difference: Boundary(rho0: 1, delta0: value)
        case .canaryRate: Boundary(delta0: value)
        }
    }

    fileprivate func observed(in total: Stratum) -> Double? {
        let canary = total.canaryEvents / total.canaryTotal
        let baseline = total.baselineEvents / total.baselineTotal
        let value =
            switch self {
            case .ratio: canary / baseline
            case .difference: canary - baseline
            case .canaryRate: canary
            }
        return value.isFinite ? value : nil
    }
}

extension Boundary {
    /// The evidence that the canary is on one side of the boundary, in nats.
    fileprivate func logEvidence(_ strata: [Stratum], _ side: RatioTest.Side, dispersion: Double) -> Double {
        var sums = TiltSums()
        for stratum in strata {
            let increment = TestIncrement(stratum, self)
            for index in 0..<TiltGrid.count {
                let tilt = side == .above ? TiltGrid.tilts[index] : -TiltGrid.tilts[index]
                let expm1 = side == .above ? TiltGrid.upward[index] : TiltGrid.downward[index]
                sums[index] += increment.logarithm(tilt: tilt, expm1: expm1) / dispersion
            }
        }
        return sums.logMean()
    }
}
