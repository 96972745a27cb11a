import GateStatistics
import Testing

@testable import GateAnalysis

@Suite struct DecisionForecastTextTests {
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
        #expect(DecisionForecast(proof: .proven, canaryTrials: trials).text(at: rate) == text)
    }
}
