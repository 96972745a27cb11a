import GateTestSupport
import Testing

@testable import GateStatistics

private struct TwoProportionsVectors: Decodable {
    struct Case: Decodable {
        struct Test: Decodable {
            let margin_diff: Double?
            let margin_ratio: Double?
            let z: Double
            let p_degraded_beyond: Double
            let p_non_inferior: Double
        }

        let k_canary: Double
        let n_canary: Double
        let k_baseline: Double
        let n_baseline: Double
        let conf_two_sided: Double
        let diff: Double
        let newcombe: [Double]
        let agresti_caffo: [Double]
        let miettinen_nurminen: [Double]?
        let mn_ratio: [Double]?
        let ni_tests: [Test]
    }

    let cases: [Case]
}

@Suite struct TwoProportionsTests {
    private func arms(_ k1: Double, _ n1: Double, _ k2: Double, _ n2: Double) throws -> TwoProportions {
        let canary = try #require(Binomial(events: k1, trials: n1))
        let baseline = try #require(Binomial(events: k2, trials: n2))
        return try #require(TwoProportions(canary: canary, baseline: baseline))
    }

    private func agree(_ interval: ClosedRange<Double>, _ expected: [Double], _ tolerance: Double) -> Bool {
        StatisticsVectors.agree(interval.lowerBound, expected[0], absolute: tolerance)
            && StatisticsVectors.agree(interval.upperBound, expected[1], absolute: tolerance)
    }

    @Test func intervalsAndTestsAreThoseOfTheReference() throws {
        let cases = try StatisticsVectors.load("two_proportions", as: TwoProportionsVectors.self).cases
        #expect(cases.count == 7)
        for vector in cases {
            let arms = try arms(vector.k_canary, vector.n_canary, vector.k_baseline, vector.n_baseline)
            let alpha = 1 - vector.conf_two_sided
            #expect(abs(arms.difference - vector.diff) < 1e-15)
            #expect(agree(arms.newcombe(alpha: alpha), vector.newcombe, 1e-9), "\(vector)")
            #expect(agree(arms.agrestiCaffo(alpha: alpha), vector.agresti_caffo, 1e-9), "\(vector)")
            if let expected = vector.miettinen_nurminen {
                let interval = arms.differenceInterval(alpha: alpha)
                #expect(agree(interval, expected, 1e-6), "\(vector) \(interval)")
            }
            if let expected = vector.mn_ratio {
                let interval = try #require(arms.ratioInterval(alpha: alpha))
                #expect(agree(interval, expected, 1e-6), "\(vector) \(interval)")
            }
            for test in vector.ni_tests {
                let ratio = test.margin_ratio.map { arms.score(ratio: $0) }
                let z = try #require(test.margin_diff.map { arms.score(margin: $0) } ?? ratio)
                #expect(StatisticsVectors.agree(z, test.z, absolute: 1e-9, relative: 1e-9), "\(vector) \(test) \(z)")
                let degraded = NormalDistribution.upperTail(z)
                #expect(StatisticsVectors.agree(degraded, test.p_degraded_beyond, absolute: 1e-9))
                let notInferior = NormalDistribution.upperTail(-z)
                #expect(StatisticsVectors.agree(notInferior, test.p_non_inferior, absolute: 1e-9))
            }
        }
    }

    @Test func swappingTheArmsTurnsTheIntervalsOver() throws {
        let (first, second) = (try arms(5, 100, 3, 80), try arms(3, 80, 5, 100))
        #expect(abs(first.score(margin: 0.02) + second.score(margin: -0.02)) < 1e-12)
        let (one, other) = (first.differenceInterval(alpha: 0.1), second.differenceInterval(alpha: 0.1))
        #expect(abs(one.lowerBound + other.upperBound) < 1e-9 && abs(one.upperBound + other.lowerBound) < 1e-9)
        let ratio = try #require(first.ratioInterval(alpha: 0.1))
        let inverse = try #require(second.ratioInterval(alpha: 0.1))
        #expect(abs(ratio.lowerBound * inverse.upperBound - 1) < 1e-9)
    }

    @Test func armsWithoutEventsOrTrialsDoNotBreakIt() throws {
        let none = try arms(0, 10, 0, 10)
        #expect(none.ratioInterval(alpha: 0.05) == nil)
        let interval = none.differenceInterval(alpha: 0.05)
        #expect(abs(interval.lowerBound + interval.upperBound) < 1e-9 && interval.contains(0))
        #expect(try arms(3, 10, 0, 10).ratioInterval(alpha: 0.05)?.upperBound == .infinity)
        #expect(try arms(0, 10, 3, 10).ratioInterval(alpha: 0.05)?.lowerBound == 0)
        for counts in [(10.0, 10.0, 10.0, 10.0), (10, 10, 0, 10), (0, 1, 1, 1), (1e9, 1e9, 0, 1e9), (0.5, 1, 0, 0.3)] {
            let arms = try arms(counts.0, counts.1, counts.2, counts.3)
            let interval = arms.differenceInterval(alpha: 0.05)
            #expect(interval.lowerBound >= -1 && interval.upperBound <= 1, "\(counts)")
            #expect(interval.lowerBound <= arms.difference && arms.difference <= interval.upperBound, "\(counts)")
        }
        let empty = try #require(Binomial(events: 0, trials: 0))
        #expect(TwoProportions(canary: empty, baseline: empty) == nil)
    }
}
