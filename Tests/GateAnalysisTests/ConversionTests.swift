import GateAnalysis
import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import Testing

@Suite struct ConversionTests {
    private static func answers(
        canary: (QueryOutcome, QueryOutcome), baseline: (QueryOutcome, QueryOutcome) = (.value(1000), .value(10_000))
    ) -> [String: QueryOutcome] {
        [
            "canary_numerator": canary.0, "canary_denominator": canary.1, "baseline_numerator": baseline.0,
            "baseline_denominator": baseline.1,
        ]
    }

    struct Row: CustomTestStringConvertible {
        let testDescription: String
        var worse = Direction.lower
        var margin = Margin.relative(0.05)
        let won: Double
        let expected: Decided
    }

    @Test(arguments: [
        Row(testDescription: "as good", won: 100, expected: .pass),
        Row(testDescription: "at the relative limit", won: 95, expected: .pass),
        Row(testDescription: "below the relative limit", won: 94, expected: .fail),
        Row(testDescription: "better", won: 300, expected: .pass),
        Row(testDescription: "at the absolute limit", margin: .absolute(0.01), won: 90, expected: .pass),
        Row(testDescription: "below the absolute limit", margin: .absolute(0.01), won: 89, expected: .fail),
        Row(testDescription: "rejects at the limit", worse: .higher, won: 105, expected: .pass),
        Row(testDescription: "rejects above the limit", worse: .higher, won: 106, expected: .fail),
        Row(testDescription: "rejects in points", worse: .higher, margin: .absolute(0.02), won: 120, expected: .pass),
        Row(testDescription: "too many rejects", worse: .higher, margin: .absolute(0.02), won: 121, expected: .fail),
    ])
    func theCanaryMayBeWorseByTheMarginOnly(_ row: Row) {
        let verdict = JudgeCase().verdict(
            .conversion(worse: row.worse, margin: row.margin),
            Self.answers(canary: (.value(row.won), .value(1000))))
        #expect(verdict.decision == row.expected, "\(verdict.summary)")
        #expect(verdict.comparison == (row.worse == .lower ? ">=" : "<="))
        #expect(verdict.baseline == nil)
    }

    @Test func aVerdictCarriesWhatItRestsOn() {
        let verdict = JudgeCase().verdict(.conversion(), Self.answers(canary: (.value(94), .value(1000))))
        #expect(verdict.value == .finite(0.094))
        #expect(verdict.threshold.map { abs($0 - 0.095) < 1e-12 } == true)
        #expect(verdict.events == 1000)
        #expect(
            verdict.summary == "ratio 9.4 % of 1 000 events, baseline 10 % of 10 000 events allows no less than 9.5 %")
    }

    @Test func aMissingNumeratorIsNoEvents() {
        let verdict = JudgeCase().verdict(.conversion(), Self.answers(canary: (.empty, .value(1000))))
        #expect(verdict.decision == .fail)
        #expect(verdict.value == .finite(0))
    }

    @Test(arguments: [
        (QueryOutcome.empty, QueryOutcome.empty, Decided.inconclusive(.noData)),
        (.value(0), .value(0), .inconclusive(.noData)),
        (.value(9), .value(90), .inconclusive(.tooFewEvents)),
        (.value(.nan), .value(900), .inconclusive(.notANumber)),
        (.value(900), .value(100), .error(.badResponse)),
        (.failure(.sourceUnavailable), .value(900), .error(.sourceUnavailable)),
    ])
    func aBaselineThatSaysNothingDecidesNothing(
        _ numerator: QueryOutcome, _ denominator: QueryOutcome, _ expected: Decided
    ) {
        let verdict = JudgeCase().verdict(
            .conversion(), Self.answers(canary: (.value(100), .value(1000)), baseline: (numerator, denominator)))
        #expect(verdict.decision == expected)
    }

    @Test func theCanarysRatioIsKeptWithoutABaseline() {
        let verdict = JudgeCase().verdict(
            .conversion(), Self.answers(canary: (.value(100), .value(1000)), baseline: (.empty, .empty)))
        #expect(verdict.value == .finite(0.1))
        #expect(verdict.threshold == nil)
        #expect(verdict.margin == nil)
    }

    @Test func aBaselineNeedsAnEventEvenWhenTheRuleAsksForNone() {
        let gate = Gate.conversion(minEvents: 0)
        let tiny = Self.answers(canary: (.value(1), .value(1)), baseline: (.value(0.5), .value(0.5)))
        #expect(JudgeCase().verdict(gate, tiny).decision == .inconclusive(.tooFewEvents))
        let one = Self.answers(canary: (.value(1), .value(1)), baseline: (.value(1), .value(1)))
        #expect(JudgeCase().verdict(gate, one).decision == .pass)
    }

    // MARK: Stage 0

    @Test func atStageZeroTheBaselineIsGathered() {
        let verdict = JudgeCase(weight: 0).verdict(.conversion(), Self.answers(canary: (.empty, .empty)))
        #expect(verdict.decision == .pass)
        #expect(verdict.isCollecting)
        #expect(verdict.baseline == RatioCounts(events: 1000, total: 10_000))
        #expect(verdict.queries.map(\.query.name) == ["baseline_numerator", "baseline_denominator"])
    }

    @Test(arguments: [(0.0, Reason.noData), (99, .tooFewEvents)])
    func atStageZeroTooLittleIsNotGathered(_ total: Double, _ reason: Reason) {
        let gate = Gate.conversion(blindness: BlindnessPolicies(onNoData: .fail))
        let verdict = JudgeCase(weight: 0).verdict(
            gate, ["baseline_numerator": .value(0), "baseline_denominator": .value(total)])
        #expect(verdict.decision == .inconclusive(reason))
        #expect(verdict.isCollecting)
        #expect(verdict.baseline == nil)
    }

    @Test func atStageZeroAllSeriesAreGatheredTogether() {
        let verdict = JudgeCase(weight: 0).verdict(
            .conversion(per: ["tenant"]),
            [
                "baseline_numerator": .by("tenant", ["a": 10, "b": 20]),
                "baseline_denominator": .by("tenant", ["a": 100, "b": 200]),
            ])
        #expect(verdict.baseline == RatioCounts(events: 30, total: 300))
    }

    @Test func frozenCountsAreComparedWith() {
        let gate = Gate.conversion(baseline: .stageZero)
        let canary: [String: QueryOutcome] = ["canary_numerator": .value(94), "canary_denominator": .value(1000)]
        let frozen = RatioCounts(events: 1000, total: 10_000)
        #expect(JudgeCase(frozen: ["conversion": frozen]).verdict(gate, canary).decision == .fail)
        #expect(JudgeCase(frozen: [:]).verdict(gate, canary).decision == .inconclusive(.noData))
        let nothing = RatioCounts(events: 0, total: 0)
        #expect(JudgeCase(frozen: ["conversion": nothing]).verdict(gate, canary).decision == .inconclusive(.noData))
    }

    // MARK: Several series

    @Test func perLabelEverySeriesHasABaselineOfItsOwn() {
        let verdict = JudgeCase().verdict(
            .conversion(per: ["path"]),
            Self.answers(
                canary: (.by("path", ["a": 100, "b": 100]), .by("path", ["a": 1000, "b": 1000, "c": 1000])),
                baseline: (.by("path", ["a": 100, "b": 200]), .by("path", ["a": 1000, "b": 1000, "z": 5]))))
        #expect(verdict.decision == .fail)
        #expect(verdict.series.map(\.labels) == [["path": "b"], ["path": "c"], ["path": "a"]])
        #expect(verdict.series.map(\.reason) == [.beyondThreshold, .noData, .withinThreshold])
    }

    @Test(arguments: [(Reducer.sum, 0.12), (.min, 0.1), (.max, 0.15), (.avg, 0.125)])
    func aReducerIsAppliedToBothTracks(_ reducer: Reducer, _ expected: Double) {
        let counts = (
            QueryOutcome.by("path", ["a": 60, "b": 60]), QueryOutcome.by("path", ["a": 600, "b": 400])
        )
        let verdict = JudgeCase().verdict(
            .conversion(margin: .absolute(0), reducer: reducer), Self.answers(canary: counts, baseline: counts))
        #expect(verdict.decision == .pass)
        #expect(verdict.value == .finite(expected))
        #expect(verdict.threshold == expected)
    }

    @Test func aReducerComparesWithFrozenCounts() {
        let verdict = JudgeCase(frozen: ["conversion": RatioCounts(events: 100, total: 1000)]).verdict(
            .conversion(reducer: .min, baseline: .stageZero),
            [
                "canary_numerator": .by("path", ["a": 60, "b": 9]),
                "canary_denominator": .by("path", ["a": 600, "b": 100]),
            ])
        #expect(verdict.decision == .fail)
        #expect(verdict.value == .finite(0.09))
    }
}
