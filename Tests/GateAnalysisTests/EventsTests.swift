import GateAnalysis
import GateModel
import GateRules
import GateTestSupport
import Testing

@Suite struct EventsTests {
    @Test(arguments: [
        (0.0, 0.0, Decided.pass), (1, 0, .fail), (0.4, 0, .fail), (3, 3, .pass), (4, 3, .fail),
    ])
    func theCountMayNotExceedTheMaximum(_ count: Double, _ max: Double, _ expected: Decided) {
        let verdict = JudgeCase().verdict(.events(max: max), ["value": .value(count)])
        #expect(verdict.decision == expected)
    }

    @Test func noSeriesIsNotZeroEvents() {
        #expect(JudgeCase().verdict(.events(), ["value": .empty]).decision == .inconclusive(.noData))
    }

    @Test func aNegativeCountIsNoCount() {
        #expect(JudgeCase().verdict(.events(), ["value": .value(-1)]).decision == .error(.badResponse))
    }

    @Test func severalSeriesNeedAReducer() {
        let answer = QueryOutcome.by("tenant", ["a": 0, "b": 1])
        #expect(JudgeCase().verdict(.events(), ["value": answer]).decision == .error(.tooManySeries))
        #expect(JudgeCase().verdict(.events(reducer: .sum), ["value": answer]).decision == .fail)
    }

    @Test func theSummarySaysHowMany() {
        #expect(JudgeCase().verdict(.events(), ["value": .value(1)]).summary == "1 event, at most 0 allowed")
        #expect(
            JudgeCase().verdict(.events(max: 1000), ["value": .value(1200)]).summary
                == "1 200 events, at most 1 000 allowed")
    }
}
