/// What is tested of a ratio and how surely: fixed when the stage is entered and not changed while it lasts.
///
/// The test has two sides. One bets that the event probability is above its boundary, the other that it is below; which of
/// them fails the gate depends on which direction is worse.
public struct RatioTest: Equatable, Codable, Sendable {
    /// Which side of a boundary a bet is on.
    public enum Side: String, Codable, Sendable {
        /// The event probability of the canary is above the boundary.
        case above
        /// The event probability of the canary is below the boundary.
        case below
    }

    /// The boundary beyond which the gate fails, of the event that is counted.
    public let failBoundary: Boundary
    /// The boundary within which the gate passes, of the event that is counted; the same unless tenants differ.
    public let passBoundary: Boundary
    /// Whether trials without the event are counted instead, because they are fewer.
    public let isComplemented: Bool
    /// The side that fails the gate, of the event that is counted.
    public let failSide: Side
    /// Distance from the boundary, as the logarithm of a rate ratio above 0, at which a good canary is expected.
    public var designTilt: Double?
    /// Variance of the counts as a multiple of the binomial one, at least 1.
    public var dispersion: Double
    /// Strata the stage will have; `nil` leaves out the detector of late changes.
    public var horizon: Int?
    /// Share of the failing side's stake that is spread over the strata at which a change may begin, 0 to 1; the rest is
    /// on all strata together.
    ///
    /// With a fifth an early regression waits 5 % longer than without the detector, a late one 10 % longer than with a half.
    public var lateShare = 0.2
    /// Evidence that fails the gate, in nats.
    public var failThreshold: Double
    /// Evidence that passes the gate, in nats.
    public var passThreshold: Double

    /// Fixes a test.
    ///
    /// - Parameters:
    ///   - boundary: The edge of what is allowed, of the event as the rule counts it.
    ///   - worse: Which direction is worse.
    ///   - alpha: Probability of a wrong fail of any gate at any look, and of a wrong pass of this one, at most.
    ///   - tests: Gates times stages that share the probability of a wrong fail.
    ///   - history: Baseline before the stage; places the design point and chooses the rarer event.
    ///   - mix: How the canary's tenants differ from the others by nature.
    ///   - dispersion: Variance of the counts as a multiple of the binomial one; below 1 counts as 1.
    ///   - horizon: Strata the stage will have; `nil` leaves out the detector of late changes.
    public init(
        _ boundary: Boundary, worse: Direction, alpha: Double = 0.05, tests: Int = 1, history: Binomial? = nil,
        mix: TenantMix? = nil, dispersion: Double = 1, horizon: Int? = nil
    ) {
        self.init(
            failing: boundary.scaled(by: mix?.factor(failing: true, worse: worse) ?? 1),
            passing: boundary.scaled(by: mix?.factor(failing: false, worse: worse) ?? 1),
            around: boundary, worse: worse, rate: history.flatMap { $0.trials > 0 ? $0.smoothedRate : nil },
            factor: mix?.ratio ?? 1, dispersion: dispersion, horizon: horizon)
        failThreshold = Multiplicity.threshold(alpha: alpha, tests: tests)
        passThreshold = Multiplicity.threshold(alpha: alpha, tests: 1)
    }

    /// Fixes a test against a baseline that was counted before and no longer runs beside the canary.
    ///
    /// What is not known of the baseline's event probability is left to the canary on both sides: each boundary is placed
    /// at the end of its bounds at which it is harder to prove.
    ///
    /// - Parameters:
    ///   - boundary: The edge of what is allowed, of the event as the rule counts it.
    ///   - worse: Which direction is worse.
    ///   - frozen: What was counted of the baseline, with at least one trial.
    ///   - alpha: Probability of a wrong fail of any gate at any look, and of a wrong pass of this one, at most.
    ///   - tests: Gates times stages that share the probability of a wrong fail.
    ///   - mix: How the canary's tenants differ from the others by nature.
    ///   - dispersion: Variance of the counts as a multiple of the binomial one; below 1 counts as 1.
    ///   - horizon: Strata the stage will have; `nil` leaves out the detector of late changes.
    /// - Source: C. Clopper and E. Pearson, Biometrika 26 (1934), one-sided, on the counts divided by the dispersion.
    public init(
        _ boundary: Boundary, worse: Direction, frozen: Binomial, alpha: Double = 0.05, tests: Int = 1,
        mix: TenantMix? = nil, dispersion: Double = 1, horizon: Int? = nil
    ) {
        let scale = 1 / max(1, dispersion)
        let known = Binomial(events: frozen.events * scale, trials: frozen.trials * scale) ?? frozen
        let (lower, upper) = (known.lowerBound(alpha: Self.frozenAlpha), known.upperBound(alpha: Self.frozenAlpha))
        func limit(failing: Bool) -> Boundary {
            let rate = failing == (worse == .higher) ? upper : lower
            let scaled = boundary.scaled(by: mix?.factor(failing: failing, worse: worse) ?? 1)
            return Boundary(delta0: scaled.canaryRate(at: rate))
        }
        self.init(
            failing: limit(failing: true), passing: limit(failing: false), around: boundary, worse: worse,
            rate: frozen.smoothedRate, factor: mix?.ratio ?? 1, dispersion: dispersion, horizon: horizon)
        failThreshold = Multiplicity.threshold(alpha: alpha, tests: tests)
        passThreshold = Multiplicity.threshold(alpha: alpha, tests: 1)
    }

    private init(
        failing: Boundary, passing: Boundary, around boundary: Boundary, worse: Direction, rate: Double?,
        factor: Double, dispersion: Double, horizon: Int?
    ) {
        let isCommon = boundary.canaryRate(at: rate ?? 0) > 0.5
        failBoundary = isCommon ? failing.complement : failing
        passBoundary = isCommon ? passing.complement : passing
        isComplemented = isCommon
        failSide = (worse == .higher) != isCommon ? .above : .below
        self.dispersion = max(1, dispersion)
        self.horizon = horizon
        failThreshold = .infinity
        passThreshold = .infinity
        if let rate { designTilt = design(baseline: isCommon ? 1 - rate : rate, factor: factor) }
    }

    /// Probability that the true rate of a frozen baseline lies beyond its bound, at most.
    ///
    /// It comes on top of the test's own, as that of the tenant mix does.
    private static let frozenAlpha = 0.005

    /// The share of the stake that is spread, 0 without a horizon.
    var spreadShare: Double { horizon == nil ? 0 : min(1, max(0, lateShare)) }

    /// The side that passes the gate.
    var passSide: Side { failSide == .above ? .below : .above }

    /// The boundary a side bets against.
    func boundary(of side: Side) -> Boundary { side == failSide ? failBoundary : passBoundary }

    /// A stratum in terms of the event that is counted.
    func counted(_ stratum: Stratum) -> Stratum { isComplemented ? stratum.complement : stratum }

    /// Where a canary as good as the baseline was lies, if that is on the side that passes.
    private func design(baseline: Double, factor: Double) -> Double? {
        // Without a boundary between 0 and 1 there is nothing to be away from.
        let limit = passBoundary.canaryRate(at: baseline)
        guard limit > 0, limit < 1, baseline > 0 else { return nil }
        let expected = isComplemented ? baseline : baseline * factor
        let tilt = ElementaryFunctions.log(expected / limit) * (passSide == .above ? 1 : -1)
        return tilt.isFinite && tilt > 0 ? min(tilt, Self.largestDesignTilt) : nil
    }

    private static let largestDesignTilt = 8.0
}

extension Binomial {
    /// The event probability, away from 0 and 1: (k + ½) / (n + 1).
    var smoothedRate: Double { (events + 0.5) / (trials + 1) }
}
