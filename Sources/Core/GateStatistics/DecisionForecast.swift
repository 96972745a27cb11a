/// How much more traffic a test needs until it decides.
public struct DecisionForecast: Equatable, Sendable {
    /// What it will decide; `nil` when the rates seen so far lead nowhere.
    public let proof: Proof?
    /// Canary trials still needed, about; infinite when the rates seen so far lead nowhere.
    public let canaryTrials: Double

    /// Makes a forecast.
    public init(proof: Proof?, canaryTrials: Double) {
        self.proof = proof
        self.canaryTrials = canaryTrials
    }

    /// No decision is in sight.
    public static let never = DecisionForecast(proof: nil, canaryTrials: .infinity)

    /// The time until then.
    ///
    /// - Parameter rate: Canary trials a second now.
    /// - Returns: Seconds; infinite without traffic.
    public func seconds(at rate: Double) -> Double {
        rate > 0 && rate.isFinite ? canaryTrials / rate : .infinity
    }
}

extension EProcess {
    /// When the test will decide if both arms go on as they did.
    ///
    /// - Parameter test: The test, the same for the whole stage.
    /// - Returns: The nearer of both decisions; `never` before both arms had trials.
    public func forecast(under test: RatioTest) -> DecisionForecast {
        guard strata > 0 else { return .never }
        let canary = Binomial(events: totals.canaryEvents, trials: totals.canaryTotal)?.smoothedRate ?? 0
        let baseline = Binomial(events: totals.baselineEvents, trials: totals.baselineTotal)?.smoothedRate ?? 0
        let allocation = totals.baselineTotal > 0 ? totals.canaryTotal / totals.baselineTotal : 1
        let forecasts = [Proof.refuted, .proven].map { proof in
            let trials = canaryTrials(
                until: proof, under: test, canaryRate: canary, baselineRate: baseline, allocation: allocation)
            return trials.map { DecisionForecast(proof: proof, canaryTrials: $0) } ?? .never
        }
        return forecasts[1].canaryTrials < forecasts[0].canaryTrials ? forecasts[1] : forecasts[0]
    }

    /// Canary trials still needed for a proof when the event probabilities are known: about the 75th to 80th percentile.
    ///
    /// - Parameters:
    ///   - proof: `refuted` or `proven`.
    ///   - test: The test, the same for the whole stage.
    ///   - canaryRate: Event probability of the canary, as the rule counts it.
    ///   - baselineRate: Event probability of the baseline, as the rule counts it.
    ///   - allocation: Trials of the canary for one of the baseline, above 0.
    /// - Returns: At least 0; `nil` when these rates do not lead there.
    public func canaryTrials(
        until proof: Proof, under test: RatioTest, canaryRate: Double, baselineRate: Double, allocation: Double
    ) -> Double? {
        guard proof != .unknown else { return nil }
        let side = proof == .refuted ? test.failSide : test.passSide
        let growth = TestIncrement(
            canaryRate: test.isComplemented ? 1 - canaryRate : canaryRate,
            baselineRate: test.isComplemented ? 1 - baselineRate : baselineRate, allocation: allocation,
            test.boundary(of: side))
        let sign: Double = side == .above ? 1 : -1
        let designTilt = proof == .proven ? test.designTilt : nil
        // Part of the stake lies on the detector of late changes or on the design point.
        let stake = proof == .refuted ? 1 - test.spreadShare : designTilt == nil ? 1 : 0.5
        let needed = proof == .refuted ? test.failThreshold : test.passThreshold
        let threshold = needed - ElementaryFunctions.log(stake)
        func trials(tilt: Double, from logarithm: Double, weight: Double) -> Double {
            let gain = growth.logarithm(tilt: sign * tilt) / test.dispersion
            return gain > 0 ? max(0, (threshold - weight - logarithm) / gain) : .infinity
        }
        var fewest = designTilt.map { trials(tilt: $0, from: design, weight: 0) } ?? .infinity
        for index in 0..<TiltGrid.count {
            let logarithm = sums(side)[index]
            fewest = min(fewest, trials(tilt: TiltGrid.tilts[index], from: logarithm, weight: TiltGrid.logWeight))
        }
        return fewest.isFinite ? fewest : nil
    }
}

extension Boundary {
    /// Canary trials a plan needs until a decision, from a formula instead of the bets.
    ///
    /// - Parameters:
    ///   - canaryRate: Event probability of the canary.
    ///   - baselineRate: Event probability of the baseline.
    ///   - allocation: Trials of the canary for one of the baseline, above 0.
    ///   - alpha: Probability of a wrong decision, at most.
    /// - Returns: 2 (ln(1/α) + 2) (p_c + ρ0² p_b r) / (p_c − ρ0 p_b − δ0)²; `nil` for a canary on the boundary.
    public func plannedTrials(
        canaryRate: Double, baselineRate: Double, allocation: Double, alpha: Double
    ) -> Double? {
        let distance = canaryRate - self.canaryRate(at: baselineRate)
        let variance = canaryRate + rho0 * rho0 * baselineRate * allocation
        let trials = 2 * (ElementaryFunctions.log(1 / alpha) + 2) * variance / (distance * distance)
        return abs(distance) > 1e-15 && trials.isFinite ? trials : nil
    }
}
