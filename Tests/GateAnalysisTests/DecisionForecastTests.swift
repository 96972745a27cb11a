import GateModel
import GateRules
import Testing

@testable import GateAnalysis

@Suite struct DecisionForecastTests {
    @Test(arguments: [
        (7756, 1.2, "needs about 7 800 more canary requests: 1 h 48 min at the present rate"),
        (7756, 100, "needs about 7 800 more canary requests: 1 min at the present rate"),
        (116.2, 10, "needs about 120 more canary requests: 12 s at the present rate"),
        (0.2, 1, "needs about 1 more canary request: 1 s at the present rate"),
        (3600, 0.5, "needs about 3 600 more canary requests: 2 h at the present rate"),
        (1_234_567, 5, "needs about 1 200 000 more canary requests: 2 d 21 h at the present rate"),
        (1e12, 1, "will not decide at the present rate"),
        (7756, 0, "will not decide at the present rate"),
        (7756, .nan, "will not decide at the present rate"),
        (.infinity, 5, "will not decide at the present rate"),
    ])
    func saysItInWords(trials: Double, rate: Double, text: String) {
        #expect(DecisionForecast(outcome: .pass, canaryTrials: trials).text(at: rate) == text)
    }

    @Test func aHealthyCanaryIsOnItsWayToPass() throws {
        let test = RatioTest(1.25, 0, design: -0.223)
        let process = EProcess([try #require(Stratum([20, 1000, 180, 9000]))], under: test)
        let forecast = process.forecast(under: test)
        #expect(forecast.outcome == .pass)
        #expect(forecast.canaryTrials > 4000 && forecast.canaryTrials < 9000)
    }

    @Test func aBadCanaryIsOnItsWayToFail() throws {
        let test = RatioTest(1.25, 0, design: -0.223)
        let process = EProcess([try #require(Stratum([60, 1000, 270, 9000]))], under: test)
        #expect(process.forecast(under: test).outcome == .fail)
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
        #expect(first.outcome == .pass && second.outcome == .pass)
        #expect(StatisticsVectors.agree(first.canaryTrials, second.canaryTrials, relative: 1e-9))
    }
}
