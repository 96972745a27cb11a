public import GateModel

/// How much more traffic a test needs until it decides.
public struct DecisionForecast: Equatable, Sendable {
    /// What it will decide; `nil` when the rates seen so far lead nowhere.
    public let outcome: Outcome?
    /// Canary trials still needed, about; infinite when the rates seen so far lead nowhere.
    public let canaryTrials: Double

    /// No decision is in sight.
    public static let never = DecisionForecast(outcome: nil, canaryTrials: .infinity)

    /// The time until then.
    ///
    /// - Parameter rate: Canary trials a second now.
    /// - Returns: Seconds; infinite without traffic.
    public func seconds(at rate: Double) -> Double {
        rate > 0 && rate.isFinite ? canaryTrials / rate : .infinity
    }

    /// What an operator wants to know, rounded to two digits.
    ///
    /// - Parameter rate: Canary trials a second now.
    /// - Returns: `needs about 7 800 more canary requests: 1 h 48 min at the present rate`, or that it will not decide.
    public func text(at rate: Double) -> String {
        let seconds = seconds(at: rate)
        guard seconds <= Self.longestSeconds else { return "will not decide at the present rate" }
        let trials = max(1, canaryTrials)
        let noun = trials.rounded() == 1 ? "request" : "requests"
        return "needs about \(NumberText.number(trials, digits: 2)) more canary \(noun): "
            + "\(Self.duration(seconds)) at the present rate"
    }

    /// A year: what takes longer will not be waited for.
    private static let longestSeconds = 365 * 86_400.0

    /// A time in its two largest units: `45 s`, `12 min`, `1 h 48 min`, `2 d 3 h`.
    private static func duration(_ seconds: Double) -> String {
        if seconds < 59.5 { return "\(NumberText.number(max(1, seconds.rounded()))) s" }
        let minutes = (seconds / 60).rounded()
        if minutes < 60 { return "\(NumberText.number(minutes)) min" }
        if minutes < 48 * 60 { return pair(minutes, 60, "h", "min") }
        return pair((seconds / 3600).rounded(), 24, "d", "h")
    }

    private static func pair(_ small: Double, _ size: Double, _ largeUnit: String, _ smallUnit: String) -> String {
        let large = (small / size).rounded(.down)
        let rest = small - large * size
        return "\(NumberText.number(large)) \(largeUnit)" + (rest > 0 ? " \(NumberText.number(rest)) \(smallUnit)" : "")
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
        let forecasts = [Outcome.fail, .pass].map { outcome in
            let trials = canaryTrials(
                until: outcome, under: test, canaryRate: canary, baselineRate: baseline, allocation: allocation)
            return trials.map { DecisionForecast(outcome: outcome, canaryTrials: $0) } ?? .never
        }
        return forecasts[1].canaryTrials < forecasts[0].canaryTrials ? forecasts[1] : forecasts[0]
    }

    /// Canary trials still needed for an outcome when the event probabilities are known: about the 75th to 80th percentile.
    ///
    /// - Parameters:
    ///   - outcome: `fail` or `pass`.
    ///   - test: The test, the same for the whole stage.
    ///   - canaryRate: Event probability of the canary, as the rule counts it.
    ///   - baselineRate: Event probability of the baseline, as the rule counts it.
    ///   - allocation: Trials of the canary for one of the baseline, above 0.
    /// - Returns: At least 0; `nil` when these rates do not lead there.
    public func canaryTrials(
        until outcome: Outcome, under test: RatioTest, canaryRate: Double, baselineRate: Double, allocation: Double
    ) -> Double? {
        guard outcome == .fail || outcome == .pass else { return nil }
        let side = outcome == .fail ? test.failSide : test.passSide
        let growth = TestIncrement(
            canaryRate: test.isComplemented ? 1 - canaryRate : canaryRate,
            baselineRate: test.isComplemented ? 1 - baselineRate : baselineRate, allocation: allocation,
            test.boundary(of: side))
        let sign: Double = side == .above ? 1 : -1
        let designTilt = outcome == .pass ? test.designTilt : nil
        // Part of the stake lies on the detector of late changes or on the design point.
        let stake = outcome == .fail ? 1 - test.spreadShare : designTilt == nil ? 1 : 0.5
        let needed = outcome == .fail ? test.failThreshold : test.passThreshold
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
