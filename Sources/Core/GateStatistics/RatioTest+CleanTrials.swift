extension RatioTest {
    /// How many trials of the canary prove it to be within a limit that knows no baseline, when none of them is bad.
    ///
    /// Exact: such trials say the same in whatever strata they come.
    ///
    /// - Returns: The smallest whole number; `nil` for a limit that compares with a baseline, and where 10¹⁵ trials are not
    ///   enough.
    public func cleanTrials() -> Double? {
        guard failBoundary.rho0 == 0, passBoundary.rho0 == 0 else { return nil }
        let isEventBad = (failSide == .above) != isComplemented
        return SmallestCount.above(0) { trials in
            var process = EProcess()
            guard let stratum = Stratum(canaryEvents: isEventBad ? 0 : trials, canaryTotal: trials) else {
                return false
            }
            process.add(stratum, under: self)
            return process.logEvidence(for: .proven, under: self) >= passThreshold
        }
    }
}
