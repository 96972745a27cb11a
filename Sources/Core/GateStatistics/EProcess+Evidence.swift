extension EProcess {
    /// What the evidence comes to now: `refuted` for good once it was reached, `proven` only as long as it holds.
    ///
    /// - Parameter test: The test, the same for the whole stage.
    /// - Returns: One of the three.
    public func proof(under test: RatioTest) -> Proof {
        if hasFailed { return .refuted }
        return logEvidence(for: .proven, under: test) >= test.passThreshold ? .proven : .unknown
    }

    /// The evidence for one side, in nats; 0 is none, ln(1/α) is enough.
    ///
    /// - Parameters:
    ///   - proof: `refuted` or `proven`.
    ///   - test: The test, the same for the whole stage.
    /// - Returns: The logarithm of the e-value; 0 for `unknown`.
    public func logEvidence(for proof: Proof, under test: RatioTest) -> Double {
        switch proof {
        case .refuted: test.horizon.map { logCombined(horizon: $0, under: test) } ?? logCumulative(test.failSide)
        case .proven:
            test.designTilt == nil ? logCumulative(test.passSide) : sums(test.passSide).logMean(halfOn: design)
        case .unknown: 0
        }
    }

    /// The evidence of all strata together.
    func logCumulative(_ side: RatioTest.Side) -> Double { sums(side).logMean() }

    /// The evidence that the canary went beyond the boundary at some stratum.
    func logLateChange() -> Double { late.logMean() }

    /// Part of the stake on all strata together, part spread over the strata at which a change may begin.
    private func logCombined(horizon: Int, under test: RatioTest) -> Double {
        let cumulative = logCumulative(test.failSide)
        let share = test.spreadShare
        guard strata > 0, share > 0 else { return cumulative }
        let spread = logLateChange() + ElementaryFunctions.log(share / Double(max(1, horizon)))
        guard share < 1 else { return spread }
        return ElementaryFunctions.logAddExp(cumulative + ElementaryFunctions.log1p(-share), spread)
    }

    func sums(_ side: RatioTest.Side) -> TiltSums { side == .above ? above : below }
}
