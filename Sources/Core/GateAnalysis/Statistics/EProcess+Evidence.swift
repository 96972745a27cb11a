public import GateModel

extension EProcess {
    /// What the evidence comes to now: `fail` for good once it was reached, `pass` only as long as it holds, or `inconclusive`.
    ///
    /// - Parameter test: The test, the same for the whole stage.
    /// - Returns: One of the three; never an error.
    public func outcome(under test: RatioTest) -> Outcome {
        if hasFailed { return .fail }
        return logEvidence(for: .pass, under: test) >= test.passThreshold ? .pass : .inconclusive
    }

    /// The evidence for an outcome, in nats; 0 is none, ln(1/α) is enough.
    ///
    /// - Parameters:
    ///   - outcome: `fail` or `pass`.
    ///   - test: The test, the same for the whole stage.
    /// - Returns: The logarithm of the e-value; 0 for the outcomes nothing can prove.
    public func logEvidence(for outcome: Outcome, under test: RatioTest) -> Double {
        switch outcome {
        case .fail: test.horizon.map { logCombined(horizon: $0, under: test) } ?? logCumulative(test.failSide)
        case .pass: test.designTilt == nil ? logCumulative(test.passSide) : sums(test.passSide).logMean(halfOn: design)
        case .inconclusive, .error: 0
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
