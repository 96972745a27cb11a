import GateTestSupport
import Testing

@testable import GateStatistics

@Suite struct DecisionForecastTests {
    @Test func aHealthyCanaryIsOnItsWayToPass() throws {
        let test = RatioTest(1.25, 0, design: -0.223)
        let process = EProcess([try #require(Stratum([20, 1000, 180, 9000]))], under: test)
        let forecast = process.forecast(under: test)
        #expect(forecast.proof == .proven)
        #expect(forecast.canaryTrials > 4000 && forecast.canaryTrials < 9000)
    }

    @Test func aBadCanaryIsOnItsWayToFail() throws {
        let test = RatioTest(1.25, 0, design: -0.223)
        let process = EProcess([try #require(Stratum([60, 1000, 270, 9000]))], under: test)
        #expect(process.forecast(under: test).proof == .refuted)
    }

    @Test func theDetectorOfLateChangesCostsALittle() throws {
        let stratum = try #require(Stratum([30, 1000, 270, 13_500]))
        let plain = RatioTest(1.25, 0)
        let watched = RatioTest(1.25, 0, horizon: 1440)
        let first = EProcess([stratum], under: plain).forecast(under: plain)
        let second = EProcess([stratum], under: watched).forecast(under: watched)
        #expect(second.canaryTrials > first.canaryTrials && second.canaryTrials < 1.5 * first.canaryTrials)
    }

    @Test func moreEvidenceLeavesLessToWaitFor() throws {
        let test = RatioTest(1.25, 0, design: -0.223)
        let stratum = try #require(Stratum([20, 1000, 180, 9000]))
        let one = EProcess([stratum], under: test).forecast(under: test)
        let three = EProcess([stratum, stratum, stratum], under: test).forecast(under: test)
        #expect(three.canaryTrials < one.canaryTrials)
    }

    @Test func aCanaryOnTheBoundaryAndOneWithoutTrafficNeverDecide() throws {
        let test = RatioTest(0, 0.5)
        let onIt = EProcess([try #require(Stratum([500, 1000, 0, 0]))], under: test)
        #expect(onIt.forecast(under: test) == .never)
        #expect(EProcess().forecast(under: test) == .never)
    }

    @Test func countsOfTheOtherEventForecastTheSame() throws {
        let bad = RatioTest(Boundary(delta0: 0.01), worse: .higher)
        let good = RatioTest(Boundary(delta0: 0.99), worse: .lower)
        let first = EProcess([try #require(Stratum([1, 1000, 0, 0]))], under: bad).forecast(under: bad)
        let second = EProcess([try #require(Stratum([999, 1000, 0, 0]))], under: good).forecast(under: good)
        #expect(first.proof == .proven && second.proof == .proven)
        #expect(StatisticsVectors.agree(first.canaryTrials, second.canaryTrials, relative: 1e-9))
    }
}
