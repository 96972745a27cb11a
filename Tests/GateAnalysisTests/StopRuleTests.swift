import GateAnalysis
import GateModel
import GateRules
import GateTestSupport
import Testing

@Suite struct BurnRateTests {
    /// 2 % of a 30 d budget in an hour: a factor of 14.4; at an objective of 99 % an error ratio of 14.4 %.
    private static let kind = StopRuleKind.burnRate(
        BurnRate(gate: "availability", budgetShare: 0.02, period: .hours(720), long: .hours(1), short: .minutes(5)))

    private static func answers(
        long: (Double, Double), short: (Double, Double)
    ) -> [String: QueryOutcome] {
        [
            "long_bad": .value(long.0), "long_total": .value(long.1), "short_bad": .value(short.0),
            "short_total": .value(short.1),
        ]
    }

    @Test(arguments: [
        ((180.0, 1000.0), (180.0, 1000.0), Decided.fail), ((144, 1000), (900, 1000), .pass),
        ((900, 1000), (144, 1000), .pass), ((22, 100), (22, 100), .fail), ((20, 100), (20, 100), .pass),
        ((0, 1000), (0, 1000), .pass), ((900, 1000), (90, 99), .inconclusive(.tooFewEvents)),
        ((90, 99), (900, 1000), .inconclusive(.tooFewEvents)), ((0, 0), (0, 0), .inconclusive(.noData)),
        ((.nan, 1000), (900, 1000), .inconclusive(.notANumber)),
    ])
    func bothWindowsMustSurelyBurn(_ long: (Double, Double), _ short: (Double, Double), _ expected: Decided) {
        #expect(JudgeCase().verdict(Self.kind, Self.answers(long: long, short: short)).decision == expected)
    }

    @Test func theValueIsTheLowerBoundOfTheSlowerBurn() {
        let verdict = JudgeCase().verdict(Self.kind, Self.answers(long: (300, 1000), short: (200, 500)))
        #expect(verdict.value == .finite(27.61))
        #expect(verdict.threshold.map { abs($0 - 14.4) < 1e-9 } == true)
        #expect(verdict.comparison == "<")
        #expect(verdict.events == 500)
        #expect(
            verdict.summary == "the error budget burns 30 (surely 27.61) times as fast as allowed over 1h and "
                + "40 (surely 36.35) times over 5m, stops when both surely reach 14.4")
    }

    @Test(arguments: [(0.0, Reason.notANumber), (10, .infinite)])
    func anObjectiveWithoutABudgetDecidesNothing(_ bad: Double, _ reason: Reason) {
        let answers = Self.answers(long: (bad, 1000), short: (bad, 1000))
        let verdict = JudgeCase().verdict(Self.kind, gates: [.availability(objective: 1)], answers)
        #expect(verdict.decision == .inconclusive(reason))
    }

    @Test func goodEventsAreComplemented() {
        var kind = GateKind.availability(Availability(counted: .good("good"), total: "all", objective: 0.99))
        let gate = Gate(name: "availability", kind: kind)
        let answers: [String: QueryOutcome] = [
            "long_good": .value(800), "long_total": .value(1000), "short_good": .value(800),
            "short_total": .value(1000),
        ]
        #expect(JudgeCase().verdict(Self.kind, gates: [gate], answers).decision == .fail)
        kind = .events(SafetyEvents(query: "x"))
        let other = Gate(name: "availability", kind: kind)
        #expect(JudgeCase().verdict(Self.kind, gates: [other], answers).decision == .error(.queryRejected))
        #expect(JudgeCase().verdict(Self.kind, gates: [], answers).decision == .error(.queryRejected))
    }

    @Test func theGatesPoliciesDoNotMakeAStopOfMissingData() {
        let policies = BlindnessPolicies(onNoData: .fail, onNaN: .fail, onError: .fail, onPartial: .fail)
        let gate = Gate.availability(blindness: policies)
        for answers in [[:], Self.answers(long: (0, 0), short: (0, 0)), Self.answers(long: (.nan, 1), short: (1, 1))] {
            let verdict = JudgeCase().verdict(Self.kind, gates: [gate], answers)
            #expect(verdict.outcome == .inconclusive || verdict.outcome == .error)
        }
    }
}

@Suite struct SpikesTests {
    private static let kind = StopRuleKind.spikes(
        Spikes(bad: "bad", total: "total", over: .minutes(1), threshold: 0.05, minGap: .minutes(3)))

    @Test(arguments: [
        (QueryOutcome.value(12), QueryOutcome.value(100), Decided.fail), (.value(11), .value(100), .pass),
        (.value(5), .value(100), .pass), (.value(2), .value(20), .pass),
        (.empty, .value(100), .pass), (.value(19), .value(19), .inconclusive(.tooFewEvents)),
        (.empty, .empty, .inconclusive(.noData)), (.value(1), .value(.nan), .inconclusive(.notANumber)),
        (.value(1), .by("pod", ["a": 50, "b": 50]), .error(.tooManySeries)),
        (.value(90), .series([Sample(100)], isPartial: true), .inconclusive(.partialData)),
        (.value(90), .failure(.sourceUnavailable), .error(.sourceUnavailable)),
    ])
    func anEvaluationIsHotWhenChanceDoesNotExplainIt(_ bad: QueryOutcome, _ total: QueryOutcome, _ expected: Decided) {
        #expect(JudgeCase().verdict(Self.kind, ["bad": bad, "total": total]).decision == expected)
    }

    @Test func whatChanceExplainsIsSaid() {
        let verdict = JudgeCase().verdict(Self.kind, ["bad": .value(9), "total": .value(100)])
        #expect(
            verdict.summary
                == "bad ratio 9 % of 100 events, a spike is surely above 5 %, which this may be by chance")
    }
}

@Suite struct StopExpressionTests {
    private static let kind = StopRuleKind.expression(StopExpression(query: "breaches", comparison: .greater, value: 0))

    @Test(arguments: [
        (QueryOutcome.value(1), Decided.fail), (.value(0), .pass), (.empty, .pass),
        (.value(.nan), .inconclusive(.notANumber)), (.value(.infinity), .inconclusive(.infinite)),
        (.by("tenant", ["a": 0, "b": 2, "c": .nan]), .fail),
        (.by("tenant", ["a": 0, "c": .nan]), .inconclusive(.notANumber)),
        (.by("tenant", ["a": 0, "b": 0]), .pass), (.failure(.badResponse), .error(.badResponse)),
        (.series([Sample(1)], isPartial: true), .inconclusive(.partialData)),
        (.series([], isPartial: true), .inconclusive(.partialData)),
    ])
    func anySeriesThatComparesMakesItTrue(_ answer: QueryOutcome, _ expected: Decided) {
        #expect(JudgeCase().verdict(Self.kind, ["value": answer]).decision == expected)
    }

    @Test func anEmptyAnswerSaysThatItIsNotTrue() {
        let verdict = JudgeCase().verdict(Self.kind, ["value": .empty])
        #expect(verdict.value == nil)
        #expect(verdict.comparison == "<=")
        #expect(
            verdict.summary == "no series, which is how an expression says that it is not true; stops when > 0")
    }

    @Test(arguments: Comparison.allCases)
    func itIsTrueExactlyWhenTheComparisonHolds(_ comparison: Comparison) {
        let kind = StopRuleKind.expression(StopExpression(query: "x", comparison: comparison, value: 2))
        for value in [1.0, 2, 3] {
            let verdict = JudgeCase().verdict(kind, ["value": .value(value)])
            #expect(verdict.decision == (comparison.holds(value, 2) ? .fail : .pass))
        }
    }
}
