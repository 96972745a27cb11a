/// The evidence of a stage so far: what both sides of a ``RatioTest`` have won.
///
/// It may be looked at as often as one likes. It is a plain value of fixed size: an update allocates nothing, and the same
/// strata in the same order give the same bits.
public struct EProcess: Equatable, Codable, Sendable {
    /// Logarithms of the bets that the canary is above the boundary.
    private(set) var above = TiltSums()
    /// Logarithms of the bets that it is below.
    private(set) var below = TiltSums()
    /// Logarithm of the bet that it is where a good canary is expected; 0 without a design point.
    private(set) var design = 0.0
    /// Logarithms of the sums of the failing side's bets, one begun at every stratum; 0 without a horizon.
    private(set) var late = TiltSums()
    /// Strata that said something.
    public private(set) var strata = 0
    /// All counts together, of the event as the rule counts it.
    public private(set) var totals = Stratum.empty
    /// Whether the gate was once proven to be beyond its limit; stays.
    public private(set) var hasFailed = false

    /// No evidence yet.
    public init() {}

    /// Adds what was counted since the last stratum; one in which an arm has no trials changes nothing.
    ///
    /// - Parameters:
    ///   - stratum: Counts of both arms over the same time, of the event as the rule counts it.
    ///   - test: The test, the same for the whole stage.
    public mutating func add(_ stratum: Stratum, under test: RatioTest) {
        guard test.failBoundary.isInformed(by: stratum) else { return }
        let counted = test.counted(stratum)
        let scale = 1 / test.dispersion
        let upward = TestIncrement(counted, test.boundary(of: .above))
        let downward = TestIncrement(counted, test.boundary(of: .below))
        for index in 0..<TiltGrid.count {
            let tilt = TiltGrid.tilts[index]
            let up = upward.logarithm(tilt: tilt, expm1: TiltGrid.upward[index]) * scale
            let down = downward.logarithm(tilt: -tilt, expm1: TiltGrid.downward[index]) * scale
            above[index] += up
            below[index] += down
            if let horizon = test.horizon { bet(test.failSide == .above ? up : down, at: index, before: horizon) }
        }
        if let tilt = test.designTilt {
            design +=
                scale * (test.passSide == .above ? upward.logarithm(tilt: tilt) : downward.logarithm(tilt: -tilt))
        }
        strata += 1
        totals = totals + stratum
        if logEvidence(for: .refuted, under: test) >= test.failThreshold { hasFailed = true }
    }

    /// Adds to the sum of bets: those that are on go on, and one begins until the horizon is reached.
    ///
    /// - Source: A. Shiryaev and S. Roberts; J. Shin et al., "E-detectors" (New England Journal of Statistics in Data
    ///   Science, 2023).
    private mutating func bet(_ increment: Double, at index: Int, before horizon: Int) {
        let running = strata == 0 ? 0 : strata < horizon ? ElementaryFunctions.logAddExp(0, late[index]) : late[index]
        late[index] = running + increment
    }
}
