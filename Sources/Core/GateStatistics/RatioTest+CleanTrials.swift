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
        func proves(_ trials: Double) -> Bool {
            var process = EProcess()
            guard let stratum = Stratum(canaryEvents: isEventBad ? 0 : trials, canaryTotal: trials) else {
                return false
            }
            process.add(stratum, under: self)
            return process.logEvidence(for: .proven, under: self) >= passThreshold
        }
        var tooFew = 0.0
        var enough = 1.0
        while !proves(enough) {
            guard enough < Self.manyTrials else { return nil }
            tooFew = enough
            enough *= 2
        }
        while enough - tooFew > 1 {
            let middle = ((tooFew + enough) / 2).rounded(.down)
            if proves(middle) { enough = middle } else { tooFew = middle }
        }
        return enough
    }

    private static let manyTrials = 1e15
}
