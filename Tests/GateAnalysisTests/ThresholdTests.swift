import GateAnalysis
import GateModel
import GateRules
import GateTestSupport
import Testing

@Suite struct ThresholdTests {
    @Test(arguments: [
        (Comparison.less, 0.7, 0.8, true), (.less, 0.8, 0.8, false), (.atMost, 0.8, 0.8, true),
        (.atMost, 0.9, 0.8, false),
        (.greater, 0.9, 0.8, true), (.greater, 0.8, 0.8, false), (.atLeast, 0.8, 0.8, true),
        (.atLeast, 0.7, 0.8, false),
        (.equal, 1, 1, true), (.equal, 2, 1, false), (.notEqual, 2, 1, true), (.notEqual, 1, 1, false),
    ])
    func theComparisonDecides(_ comparison: Comparison, _ value: Double, _ limit: Double, _ holds: Bool) {
        let verdict = JudgeCase().verdict(.threshold(comparison, limit), ["value": .value(value)])
        #expect(verdict.decision == (holds ? .pass : .fail))
        #expect(verdict.margin.map { holds ? $0 >= 0 : $0 <= 0 } == true)
        #expect(verdict.comparison == comparison.rawValue)
        #expect(verdict.events == nil)
    }

    @Test(arguments: [
        (QueryOutcome.empty, Reason.noData), (.value(.nan), .notANumber), (.value(.infinity), .infinite),
        (.value(-.infinity), .infinite),
    ])
    func whatIsNotANumberDecidesNothing(_ answer: QueryOutcome, _ reason: Reason) {
        for comparison in Comparison.allCases {
            let verdict = JudgeCase().verdict(.threshold(comparison), ["value": answer])
            #expect(verdict.decision == .inconclusive(reason))
            #expect(verdict.margin == nil)
        }
    }

    @Test func theSpecialValueIsKept() {
        let verdict = JudgeCase().verdict(.threshold(), ["value": .value(.nan)])
        #expect(verdict.value == .notANumber)
        #expect(verdict.summary == "the value is not a number")
    }

    @Test func everySeriesMustCompare() {
        let good = JudgeCase().verdict(.threshold(), ["value": .by("pod", ["a": 0.5, "b": 0.8])])
        #expect(good.decision == .pass)
        let bad = JudgeCase().verdict(.threshold(), ["value": .by("pod", ["a": 0.5, "b": 0.9])])
        #expect(bad.decision == .fail)
        #expect(bad.summary == #"{pod="b"}: value 0.9, must be <= 0.8 (worst of 2 series)"#)
        let blind = JudgeCase().verdict(.threshold(), ["value": .by("pod", ["a": 0.5, "b": .nan])])
        #expect(blind.decision == .inconclusive(.notANumber))
    }

    @Test func seriesOfOneLabelValueAreTooMany() {
        let samples = ["1", "2"].map { Sample(labels: ["pod": "a", "cpu": $0], 0.5) }
        let verdict = JudgeCase().verdict(.threshold(per: ["pod"]), ["value": .series(samples)])
        #expect(verdict.decision == .error(.tooManySeries))
    }

    @Test(arguments: [(Reducer.min, 0.2), (.max, 0.6), (.sum, 1.2), (.avg, 0.4)])
    func aReducerMakesOneValue(_ reducer: Reducer, _ expected: Double) {
        let verdict = JudgeCase().verdict(
            .threshold(reducer: reducer), ["value": .by("pod", ["a": 0.6, "b": 0.2, "c": 0.4])])
        #expect(verdict.value?.finite.map { abs($0 - expected) < 1e-15 } == true)
        #expect(verdict.outcome == (expected <= 0.8 ? .pass : .fail))
        #expect(verdict.series.isEmpty)
    }

    @Test func aReducerTellsSeriesOfDifferentMetricsApart() {
        let samples = ["one", "two"].map { Sample(labels: ["__name__": $0], 0.3) }
        let verdict = JudgeCase().verdict(.threshold(reducer: .sum), ["value": .series(samples)])
        #expect(verdict.value == .finite(0.6))
    }
}
