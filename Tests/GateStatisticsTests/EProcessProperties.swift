import Foundation
import GateTestSupport
import Testing

@testable import GateStatistics

extension SeededGenerator {
    fileprivate mutating func unit() -> Double { Double.random(in: 0..<1, using: &self) }

    /// A number over many orders of magnitude, now and then 0.
    fileprivate mutating func magnitude(upTo exponent: Double) -> Double {
        once(in: 8) ? 0 : ElementaryFunctions.exp(unit() * exponent * 2.302_585)
    }

    /// Any counts there may be, fractional ones too.
    fileprivate mutating func stratum(upTo exponent: Double = 9) throws -> Stratum {
        let (canary, baseline) = (magnitude(upTo: exponent), magnitude(upTo: exponent))
        let rate = once(in: 6) ? 1 : once(in: 6) ? 0 : unit() * unit() * unit()
        return try #require(
            Stratum([min(canary, canary * rate * 2 * unit()), canary, baseline * rate, baseline]))
    }

    fileprivate mutating func boundary() -> Boundary {
        switch Int.random(in: 0..<3, using: &self) {
        case 0: Boundary(delta0: 0.0001 + unit() * 0.4)
        case 1: Boundary(rho0: 0.2 + 3 * unit())
        default: Boundary(rho0: 0.5 + unit(), delta0: 0.2 * unit() - 0.1)
        }
    }
}

@Suite struct EProcessProperties {
    private static let seeds: [UInt64] = Array(1...40)

    @Test(arguments: seeds)
    func evidenceFallsAndRisesWithTheBoundary(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let strata = try (0..<5).map { _ in try random.stratum() }
        let boundary = random.boundary()
        // In ρ0 it holds unless part of the allowance knows no baseline; the intervals need no more.
        let wider =
            boundary.rho0 > 0 && boundary.delta0 <= 0
            ? Boundary(rho0: boundary.rho0 * (1 + random.unit()), delta0: boundary.delta0)
            : Boundary(rho0: boundary.rho0, delta0: boundary.delta0 + 0.1 * random.unit())
        let near = EProcess(strata, under: RatioTest(boundary.rho0, boundary.delta0))
        let far = EProcess(strata, under: RatioTest(wider.rho0, wider.delta0))
        let slack = 1e-9 * (1 + abs(near.logCumulative(.above)) + abs(near.logCumulative(.below)))
        #expect(far.logCumulative(.above) <= near.logCumulative(.above) + slack, "\(strata) \(boundary) \(wider)")
        #expect(far.logCumulative(.below) >= near.logCumulative(.below) - slack, "\(strata) \(boundary) \(wider)")
    }

    @Test(arguments: seeds)
    func swappingTheArmsSwapsTheSides(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let strata = try (0..<5).map { _ in try random.stratum() }
        let ratio = 0.2 + 3 * random.unit()
        let straight = EProcess(strata, under: RatioTest(ratio, 0))
        let swapped = EProcess(strata.map(\.swapped), under: RatioTest(1 / ratio, 0))
        let scale = strata.reduce(1) { $0 + $1.canaryEvents + $1.baselineEvents }
        #expect(abs(straight.logCumulative(.above) - swapped.logCumulative(.below)) <= 1e-11 * scale)
        #expect(abs(straight.logCumulative(.below) - swapped.logCumulative(.above)) <= 1e-11 * scale)
    }

    @Test(arguments: seeds)
    func strataSharedOutAlikeMayBeMerged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let boundary = random.boundary()
        let share = 0.1 + random.unit()
        let strata = try (0..<6).map { _ in
            let total = 1 + random.magnitude(upTo: 5)
            return try #require(
                Stratum([total * random.unit(), total, total / share * random.unit(), total / share]))
        }
        let merged = strata.reduce(.empty, +)
        let test = RatioTest(boundary.rho0, boundary.delta0)
        let apart = EProcess(strata, under: test)
        let together = EProcess([merged], under: test)
        for index in 0..<TiltGrid.count {
            let scale = 1e-10 * (1 + merged.canaryTotal + merged.baselineTotal)
            #expect(abs(apart.above[index] - together.above[index]) <= scale)
            #expect(abs(apart.below[index] - together.below[index]) <= scale)
        }
        #expect(apart.totals == merged)
    }

    @Test(arguments: seeds)
    func orderDoesNotMatter(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let strata = try (0..<8).map { _ in try random.stratum(upTo: 5) }
        let boundary = random.boundary()
        let test = RatioTest(boundary.rho0, boundary.delta0, design: 0.2)
        let forwards = EProcess(strata, under: test)
        let backwards = EProcess(strata.reversed(), under: test)
        for proof in [Proof.refuted, .proven] {
            let (first, second) = (
                forwards.logEvidence(for: proof, under: test), backwards.logEvidence(for: proof, under: test)
            )
            #expect(StatisticsVectors.agree(first, second, absolute: 1e-6, relative: 1e-9))
        }
    }

    @Test(arguments: [
        [0, 0, 0, 0], [0, 0, 7, 900], [7, 900, 0, 0], [0, 0, 900, 900], [0.5, 0.5, 0, 0], [1e9, 1e9, 0, 0],
    ])
    func anEmptyArmSaysNothing(counts: [Double]) throws {
        let test = RatioTest(1.25, 0.001, design: 0.2, horizon: 10)
        #expect(EProcess([try #require(Stratum(counts))], under: test) == EProcess())
    }

    @Test func aLimitWithoutABaselineNeedsNone() throws {
        let test = RatioTest(0, 0.01)
        let alone = EProcess([try #require(Stratum([3, 900, 0, 0]))], under: test)
        let beside = EProcess([try #require(Stratum([3, 900, 70, 100]))], under: test)
        #expect(alone.strata == 1)
        #expect(alone.above == beside.above && alone.below == beside.below)
    }

    @Test(arguments: seeds)
    func nothingOverflows(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let boundary = random.boundary()
            let test = RatioTest(
                boundary.rho0, boundary.delta0, worse: random.once(in: 2) ? .lower : .higher,
                design: 8 * random.unit(), dispersion: 1 + 9 * random.unit(), horizon: 1 + Int(random.next() % 5))
            let strata = try (0..<7).map { _ in try random.stratum() }
            let process = EProcess(strata, under: test)
            for proof in Proof.allCases {
                #expect(process.logEvidence(for: proof, under: test).isFinite, "\(strata) \(test)")
            }
            let forecast = process.forecast(under: test)
            #expect(forecast.canaryTrials >= 0 && (forecast.proof == nil) == (forecast.canaryTrials == .infinity))
            let back = try JSONDecoder().decode(EProcess.self, from: JSONEncoder().encode(process))
            #expect(back == process)
        }
    }

    @Test func dispersionWidensTheInterval() throws {
        let strata = [try #require(Stratum([60, 1500, 270, 13_500]))]
        let narrow = AnytimeInterval(.ratio, of: strata, alpha: 0.05)
        let wide = AnytimeInterval(.ratio, of: strata, alpha: 0.05, dispersion: 3)
        #expect(try #require(wide.lower) < #require(narrow.lower))
        #expect(try #require(wide.upper) > #require(narrow.upper))
        #expect(AnytimeInterval(.ratio, of: strata, alpha: 0.05, dispersion: 0.1) == narrow)
    }

    @Test(arguments: seeds)
    func intervalsHoldTheObservedValue(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let strata = [try random.stratum(upTo: 7)]
        for quantity in AnytimeInterval.Quantity.allCases {
            let interval = AnytimeInterval(quantity, of: strata, alpha: 0.05)
            guard let point = interval.point, point > 0 else { continue }
            #expect(interval.lower.map { $0 <= point * (1 + 1e-9) } ?? true, "\(quantity) \(strata) \(interval)")
            #expect(interval.upper.map { $0 >= point * (1 - 1e-9) } ?? true, "\(quantity) \(strata) \(interval)")
        }
    }
}
