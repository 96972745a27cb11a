import GateAnalysis
import GateModel
import GateRules
import GateTestSupport
import Testing

@Suite struct AvailabilityTests {
    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let bad: QueryOutcome
        let total: QueryOutcome
        let expected: Decided
    }

    @Test(arguments: [
        Row(testDescription: "few errors", bad: .value(9), total: .value(1000), expected: .pass),
        Row(testDescription: "budget used to the last", bad: .value(10), total: .value(1000), expected: .pass),
        Row(testDescription: "budget overspent", bad: .value(11), total: .value(1000), expected: .fail),
        Row(testDescription: "all bad", bad: .value(500), total: .value(500), expected: .fail),
        Row(testDescription: "more bad than all", bad: .value(900), total: .value(500), expected: .fail),
        Row(testDescription: "no error series", bad: .empty, total: .value(1000), expected: .pass),
        Row(testDescription: "remains of a subtraction", bad: .value(-1e-12), total: .value(1000), expected: .pass),
        Row(testDescription: "nothing at all", bad: .empty, total: .empty, expected: .inconclusive(.noData)),
        Row(testDescription: "errors of nothing", bad: .value(3), total: .empty, expected: .inconclusive(.noData)),
        Row(testDescription: "no traffic", bad: .value(0), total: .value(0), expected: .inconclusive(.noData)),
        Row(
            testDescription: "little traffic", bad: .value(0), total: .value(99),
            expected: .inconclusive(.tooFewEvents)),
        Row(testDescription: "NaN errors", bad: .value(.nan), total: .value(500), expected: .inconclusive(.notANumber)),
        Row(testDescription: "NaN total", bad: .value(1), total: .value(.nan), expected: .inconclusive(.notANumber)),
        Row(testDescription: "infinite", bad: .value(1), total: .value(.infinity), expected: .inconclusive(.infinite)),
        Row(testDescription: "negative", bad: .value(-3), total: .value(500), expected: .error(.badResponse)),
        Row(
            testDescription: "a histogram", bad: .series([.native(count: 1, [(0, 1, 1)])]), total: .value(500),
            expected: .error(.badResponse)),
        Row(
            testDescription: "two series", bad: .value(1), total: .by("tenant", ["a": 500, "b": 500]),
            expected: .error(.tooManySeries)),
        Row(
            testDescription: "partial", bad: .value(1), total: .series([Sample(500)], isPartial: true),
            expected: .inconclusive(.partialData)),
        Row(
            testDescription: "refused", bad: .failure(.queryRejected), total: .value(500),
            expected: .error(.queryRejected)),
        Row(
            testDescription: "a failure that claims to decide", bad: .failure(.withinThreshold), total: .value(500),
            expected: .error(.badResponse)),
    ])
    func badEventsAreHeldAgainstTheObjective(_ row: Row) {
        let verdict = JudgeCase().verdict(.availability(), ["bad": row.bad, "total": row.total])
        #expect(verdict.decision == row.expected)
    }

    @Test func anUnansweredQueryIsAnUnavailableSource() {
        let verdict = JudgeCase().verdict(.availability(), ["bad": .value(0)])
        #expect(verdict.decision == .error(.sourceUnavailable))
        #expect(verdict.queries[1].failure == "the query was not answered")
    }

    @Test func aVerdictCarriesWhatItRestsOn() {
        let verdict = JudgeCase().verdict(.availability(objective: 0.999), ["bad": .value(10), "total": .value(4812)])
        #expect(verdict.outcome == .fail)
        #expect(verdict.value == .finite(4802.0 / 4812))
        #expect(verdict.threshold == 0.999)
        #expect(verdict.comparison == ">=")
        #expect(verdict.margin == 4802.0 / 4812 - 0.999)
        #expect(verdict.events == 4812)
        #expect(verdict.summary == "error ratio 0.208 % of 4 812 requests, objective 99.9 % allows 0.1 %")
        #expect(verdict.queries.map(\.query.name) == ["bad", "total"])
        #expect(verdict.queries.map(\.value) == [.finite(10), .finite(4812)])
        #expect(verdict.series.isEmpty)
        #expect(!verdict.isCollecting)
        #expect(verdict.baseline == nil)
    }

    @Test func anObjectiveWrittenInPercentIsReachedInSpiteOfRounding() {
        // 99.9 / 100 is a little more than 0.999 in floating point.
        let verdict = JudgeCase().verdict(
            .availability(objective: 99.9 / 100), ["bad": .value(1), "total": .value(1000)])
        #expect(verdict.outcome == .pass)
        #expect(verdict.margin == 0)
    }

    @Test func whatWasMeasuredIsKeptOnLittleTraffic() {
        let verdict = JudgeCase().verdict(.availability(), ["bad": .value(1), "total": .value(10)])
        #expect(verdict.decision == .inconclusive(.tooFewEvents))
        #expect(verdict.value == .finite(0.9))
        #expect(verdict.events == 10)
        #expect(verdict.summary == "too few requests: 10, at least 100 are needed")
    }

    @Test(arguments: [
        (990.0, Decided.pass), (989, .fail), (0, .fail), (1200, .pass), (1300, .error(.badResponse)),
    ])
    func goodEventsMayExceedTheTotalByExtrapolationOnly(_ good: Double, _ expected: Decided) {
        let verdict = JudgeCase().verdict(.goodAvailability(), ["good": .value(good), "total": .value(1000)])
        #expect(verdict.decision == expected)
    }

    @Test func noGoodSeriesMeansNothingWasGood() {
        let verdict = JudgeCase().verdict(.goodAvailability(), ["good": .empty, "total": .value(1000)])
        #expect(verdict.decision == .fail)
        #expect(verdict.value == .finite(0))
    }

    // MARK: Several series

    @Test func perLabelTheGateIsAsBadAsTheWorstSeries() {
        let verdict = JudgeCase().verdict(
            .availability(per: ["tenant"]),
            ["bad": .by("tenant", ["b": 50]), "total": .by("tenant", ["a": 1000, "b": 1000, "c": 3])])
        #expect(verdict.decision == .fail)
        #expect(verdict.value == .finite(0.95))
        #expect(verdict.series.map(\.labels) == [["tenant": "b"], ["tenant": "c"], ["tenant": "a"]])
        #expect(verdict.series.map(\.reason) == [.beyondThreshold, .tooFewEvents, .withinThreshold])
        #expect(verdict.summary.hasPrefix(#"{tenant="b"}: error ratio 5 % of 1 000 requests"#))
        #expect(verdict.summary.hasSuffix("(worst of 3 series)"))
    }

    @Test func perLabelOneQuietSeriesHoldsTheGate() {
        let verdict = JudgeCase().verdict(
            .availability(per: ["tenant"]), ["bad": .empty, "total": .by("tenant", ["a": 1000, "c": 0])])
        #expect(verdict.decision == .inconclusive(.noData))
    }

    @Test func perLabelErrorsWithoutATotalAreNoData() {
        let verdict = JudgeCase().verdict(
            .availability(per: ["tenant"]), ["bad": .by("tenant", ["x": 1]), "total": .by("tenant", ["a": 1000])])
        #expect(verdict.decision == .inconclusive(.noData))
        #expect(verdict.series.first?.labels == ["tenant": "x"])
    }

    @Test func atMostTenSeriesAreKept() {
        let totals = (10..<30).map { Sample(labels: ["tenant": "t\($0)"], 1000) }
        let errors = (10..<30).map { Sample(labels: ["tenant": "t\($0)"], Double($0)) }
        let verdict = JudgeCase().verdict(
            .availability(per: ["tenant"]), ["bad": .series(errors), "total": .series(totals)])
        #expect(verdict.series.count == 10)
        #expect(verdict.series.first?.labels == ["tenant": "t29"])
    }

    @Test func seriesThatCannotBeToldApartAreTooMany() {
        let totals = ["200", "500"].map { Sample(labels: ["tenant": "a", "code": $0], 1000) }
        let verdict = JudgeCase().verdict(
            .availability(per: ["tenant"]), ["bad": .empty, "total": .series(totals)])
        #expect(verdict.decision == .error(.tooManySeries))
    }

    @Test(arguments: [
        (Reducer.sum, 0.994), (.min, 0.99), (.max, 0.995), (.avg, 0.9925),
    ])
    func aReducerMakesOneRatioOfAll(_ reducer: Reducer, _ expected: Double) {
        let verdict = JudgeCase().verdict(
            .availability(reducer: reducer),
            ["bad": .by("pod", ["a": 2, "b": 4]), "total": .by("pod", ["a": 200, "b": 800])])
        #expect(verdict.decision == .pass)
        #expect(verdict.value?.finite.map { abs($0 - expected) < 1e-15 } == true)
        #expect(verdict.events == 1000)
    }

    @Test(arguments: Reducer.allCases)
    func oneSeriesThatIsNotANumberTakesAReducerWithIt(_ reducer: Reducer) {
        let verdict = JudgeCase().verdict(
            .availability(reducer: reducer),
            ["bad": .by("pod", ["a": .nan, "b": 4]), "total": .by("pod", ["a": 200, "b": 800])])
        #expect(verdict.decision == .inconclusive(.notANumber))
    }
}
