import GateTestSupport
import Testing

@testable import GateStatistics

private struct DetectorVectors: Decodable {
    struct Sequence: Decodable {
        let name: String
        let ticks: [[Double]]
        let rho0: Double
        let delta0: Double
        let horizon_ticks: Int
        let alpha: Double
        let log_cumulative: [Double]
        let log_sr: [Double]
        let log_combined: [Double]
        let stop_tick_index: Int
    }

    struct Sum: Decodable {
        let p0: Double
        let p1: Double
        let h: Double
        let ticks_bad_total: [[Double]]
        let c: [Double]
        let alarm_index: Int
    }

    struct Blocks: Decodable {
        let blocks_bad_total: [[Double]]
        let phi_successive: Double
        let phi_used: Double
    }

    let sequences: [Sequence]
    let poisson_cusum: [Sum]
    let dispersion: [Blocks]

    static func load() throws -> DetectorVectors { try StatisticsVectors.load("detectors", as: Self.self) }
}

@Suite struct LateChangeTests {
    private func agree(_ value: Double, _ expected: Double) -> Bool {
        StatisticsVectors.agree(value, expected, absolute: 1e-8)
    }

    @Test func sequencesAreThoseOfTheReference() throws {
        let cases = try DetectorVectors.load().sequences
        #expect(cases.count == 2)
        for vector in cases {
            var test = RatioTest(vector.rho0, vector.delta0, alpha: vector.alpha, horizon: vector.horizon_ticks)
            test.lateShare = 0.5
            var process = EProcess()
            var stop: Int?
            for (index, row) in vector.ticks.enumerated() {
                process.add(try #require(Stratum(row)), under: test)
                #expect(agree(process.logCumulative(.above), vector.log_cumulative[index]), "\(vector.name) \(index)")
                #expect(agree(process.logLateChange(), vector.log_sr[index]), "\(vector.name) \(index)")
                let combined = process.logEvidence(for: .refuted, under: test)
                #expect(agree(combined, vector.log_combined[index]), "\(vector.name) \(index)")
                if process.hasFailed, stop == nil { stop = index }
            }
            #expect(stop == vector.stop_tick_index, "\(vector.name)")
        }
    }

    @Test func aLateRegressionIsFoundThatTheTotalsHide() throws {
        let good = try #require(Stratum([2, 100, 18, 900]))
        let bad = try #require(Stratum([4, 100, 18, 900]))
        let plain = RatioTest(1.25, 0)
        let watched = RatioTest(1.25, 0, horizon: 1440)
        let strata = Array(repeating: good, count: 1000) + Array(repeating: bad, count: 100)
        #expect(EProcess(strata, under: plain).proof(under: plain) != .refuted)
        #expect(EProcess(strata, under: watched).proof(under: watched) == .refuted)
        let healthy = Array(repeating: good, count: 1100)
        #expect(EProcess(healthy, under: watched).proof(under: watched) == .proven)
    }

    @Test func theWholeStakeMayLieOnOneSide() throws {
        var test = RatioTest(1.25, 0, horizon: 100)
        let process = EProcess(Array(repeating: try #require(Stratum([4, 100, 18, 900])), count: 20), under: test)
        test.lateShare = 0
        #expect(process.logEvidence(for: .refuted, under: test) == process.logCumulative(.above))
        test.lateShare = 1
        let spread = process.logLateChange() - ElementaryFunctions.log(100)
        #expect(StatisticsVectors.agree(process.logEvidence(for: .refuted, under: test), spread, absolute: 1e-12))
        #expect(process.forecast(under: test).canaryTrials == .infinity)
    }

    @Test func noBetBeginsAfterTheHorizon() throws {
        // Strata on the boundary, where every bet wins about nothing: the sum of bets stops growing.
        let stratum = try #require(Stratum([1, 1000, 0, 0]))
        let test = RatioTest(0, 0.001, horizon: 10)
        let atHorizon = EProcess(Array(repeating: stratum, count: 10), under: test)
        let later = EProcess(Array(repeating: stratum, count: 40), under: test)
        #expect(later.logLateChange() <= atHorizon.logLateChange())
    }

    @Test func sumsOfTheYardstickAreThoseOfTheReference() throws {
        let cases = try DetectorVectors.load().poisson_cusum
        #expect(cases.count == 2)
        for vector in cases {
            var detector = PoissonCUSUM(accepted: vector.p0, rejected: vector.p1)
            var alarm: Int?
            for (index, row) in vector.ticks_bad_total.enumerated() {
                detector.add(events: row[0], trials: row[1])
                #expect(agree(detector.sum, vector.c[index]))
                if detector.sum >= vector.h, alarm == nil { alarm = index }
            }
            #expect(alarm == vector.alarm_index)
        }
    }

    @Test func dispersionIsThatOfTheReference() throws {
        let cases = try DetectorVectors.load().dispersion
        #expect(cases.count == 3)
        for vector in cases {
            let blocks = try vector.blocks_bad_total.map { try #require(Binomial(events: $0[0], trials: $0[1])) }
            #expect(agree(Dispersion.ratio(blocks), vector.phi_successive))
            #expect(agree(Dispersion.estimate(blocks), vector.phi_used))
        }
    }

    @Test func dispersionOfNothingIsOne() throws {
        let empty = try #require(Binomial(events: 0, trials: 0))
        let clean = try #require(Binomial(events: 0, trials: 100))
        #expect(Dispersion.estimate([]) == 1)
        #expect(Dispersion.estimate([empty, empty, empty]) == 1)
        #expect(Dispersion.estimate([clean, clean]) == 1)
        let few = try #require(Binomial(events: 2, trials: 100))
        let many = try #require(Binomial(events: 60, trials: 100))
        #expect(Dispersion.estimate([few, empty, many, empty]) == Dispersion.estimate([few, many]))
        #expect(Dispersion.estimate([few, many]) > 1)
    }
}
