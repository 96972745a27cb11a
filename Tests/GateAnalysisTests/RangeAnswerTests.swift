import GateAnalysis
import GateModel
import GateRules
import GateTestSupport
import Testing

@Suite struct RangeAnswerTests {
    /// Without this an answer of error samples would read as no errors.
    @Test func aRangeIsNoInstantValue() {
        let series = RangeSeries(labels: [:], points: [RangePoint(at: JudgeCase.at, .finite(7))])
        for ranges in [[], [series]] {
            let bad = QueryOutcome.answered(QueryResult(ranges: ranges))
            let verdict = JudgeCase().verdict(.availability(), ["bad": bad, "total": .value(1000)])
            #expect(verdict.outcome == .error)
            #expect(verdict.reason == .badResponse)
            #expect(verdict.queries.first { $0.query.name == "bad" }?.seriesCount == ranges.count)
        }
    }

    @Test func everyOtherAnswerHasNoRanges() {
        #expect(QueryResult(samples: []).ranges == nil)
        #expect(QueryResult(samples: []) != QueryResult(ranges: []))
    }
}
