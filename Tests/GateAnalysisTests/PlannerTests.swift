import GateAnalysis
import GateModel
import GateRules
import GateTestSupport
import Testing

@Suite struct PlannerTests {
    /// How a gate's only query reads with these settings.
    private static func gate(_ query: String, over: GateRange = .sliding(.minutes(5))) -> Gate {
        Gate(name: "g", kind: .threshold(Threshold(query: query, comparison: .atMost, value: 1)), over: over)
    }

    private static func expression(
        _ query: String, over: GateRange = .sliding(.minutes(5)), weight: Int = 10,
        elapsed: TimeSpan = .hours(1), change: (inout RolloutRule) -> Void = { _ in }
    ) -> String? {
        var rule = RolloutRule(name: "advisory", gates: [gate(query, over: over)])
        change(&rule)
        return JudgeCase(weight: weight, enteredAt: JudgeCase.at - elapsed).plan(rule).queries.first?.expression
    }

    // MARK: Ranges

    struct RangeRow: CustomTestStringConvertible {
        let testDescription: String
        var over = GateRange.sliding(.minutes(5))
        var weight = 10
        let elapsed: TimeSpan
        let expected: String
    }

    @Test(arguments: [
        RangeRow(testDescription: "long in the stage", elapsed: .hours(1), expected: "5m"),
        RangeRow(testDescription: "two minutes in the stage", elapsed: .minutes(2), expected: "2m"),
        RangeRow(
            testDescription: "to the millisecond", elapsed: TimeSpan(milliseconds: 61_250), expected: "1m1s250ms"),
        RangeRow(testDescription: "just entered", elapsed: .zero, expected: "15s"),
        RangeRow(testDescription: "before the entry", elapsed: .seconds(-30), expected: "15s"),
        RangeRow(
            testDescription: "a range below the interval", over: .sliding(.seconds(5)), elapsed: .zero, expected: "5s"),
        RangeRow(testDescription: "the whole stage", over: .stage, elapsed: .minutes(90), expected: "1h30m"),
        RangeRow(testDescription: "the whole stage just entered", over: .stage, elapsed: .zero, expected: "15s"),
        RangeRow(testDescription: "at stage 0", weight: 0, elapsed: .zero, expected: "5m"),
        RangeRow(
            testDescription: "the whole of stage 0", over: .stage, weight: 0, elapsed: .minutes(7), expected: "7m"),
    ])
    func aStageIsJudgedOnItsOwnDataOnly(_ row: RangeRow) {
        let expression = Self.expression("x[{{ over }}]", over: row.over, weight: row.weight, elapsed: row.elapsed)
        #expect(expression == "x[\(row.expected)]")
    }

    @Test func theTimeAskedForIsBehindByTheQueryOffset() {
        var rule = RolloutRule(name: "advisory", gates: [Self.gate("x[{{ over }}]")])
        rule.queryOffset = .seconds(30)
        let plan = JudgeCase(enteredAt: JudgeCase.at - .minutes(2)).plan(rule)
        #expect(plan.at == JudgeCase.at)
        #expect(plan.queries == [Query(name: "value", expression: "x[1m30s]", time: JudgeCase.at - .seconds(30))])
    }

    // MARK: Templates

    @Test(arguments: [
        ("x{ {{ track }} }", #"x{ track="canary" }"#), ("x{{{track}}}", #"x{track="canary"}"#),
        (#"x{r="{{ rollout }}"}"#, #"x{r="advisory"}"#), (#"x{r="{{ revision }}"}"#, #"x{r="v2"}"#),
        ("x * {{ weight }}", "x * 10"), ("{{ stage }}", "stage-1"), ("x", "x"),
    ])
    func placeholdersAreFilledIn(_ query: String, _ expected: String) {
        #expect(Self.expression(query) == expected)
    }

    @Test func namesAreEscapedForStringLiterals() {
        let stage = Stage(name: "a\"b", weight: .full)
        let rule = RolloutRule(name: "r", gates: [Self.gate(#"x{v="{{ revision }}",s="{{ stage }}"}"#)])
        let context = PlanContext(revision: "v\\1\n", stage: stage, stageEnteredAt: JudgeCase.at)
        let plan = Planner.plan(rule, context, at: JudgeCase.at)
        #expect(plan.queries.first?.expression == #"x{v="v\\1\n",s="a\"b"}"#)
    }

    @Test(arguments: [
        ("", "a=\"b\"", "a=\"b\""), ("tier=\"prod\"", "a=\"b\"", "tier=\"prod\",a=\"b\""),
        ("tier=\"prod\"", "", "tier=\"prod\""), ("", "", ""),
    ])
    func theTrackIsTheScopeAndItsOwnMatchers(_ selector: String, _ canary: String, _ expected: String) {
        let expression = Self.expression("x{ {{ track }} }") {
            $0.scope.selector = selector
            $0.tracks.canary = canary
        }
        #expect(expression == "x{ \(expected) }")
    }

    @Test(arguments: ["x{{ nonsense }}", "x{{ over"])
    func aTemplateNobodyCanReadIsAnError(_ query: String) {
        var rule = RolloutRule(name: "r", gates: [Self.gate(query)])
        rule.gates[0].blindness = BlindnessPolicies(onError: .pass)
        rule.stopRules = [StopRule(name: "s", kind: .expression(StopExpression(query: query)))]
        let plan = JudgeCase().plan(rule)
        #expect(plan.queries.isEmpty)
        let evaluation = Judge.judge(plan, [:])
        for verdict in evaluation.gates + evaluation.stopRules {
            #expect(verdict.decision == .error(.queryRejected))
            #expect(verdict.summary.contains("rollout r"))
        }
    }

    // MARK: Tracks and baselines

    @Test func atStageZeroTheBaselineTrackIsAsked() {
        let subject = JudgeCase(weight: 0).plan(RolloutRule(name: "r", gates: [Self.gate("x{ {{ track }} }")])).gates[0]
        #expect(subject.queries[0].expression == #"x{ track="stable" }"#)
        #expect(subject.track == .baseline)
    }

    @Test(arguments: [
        (10, BaselineSource.concurrent, BaselineSource?.none, 4), (10, .stageZero, nil, 2),
        (10, .offset(.hours(168)), nil, 4),
        (100, .concurrent, .stageZero, 2), (100, .concurrent, .offset(.hours(1)), 4), (0, .concurrent, nil, 2),
        (0, .stageZero, nil, 2),
    ])
    func theBaselineDependsOnTheStage(
        _ weight: Int, _ baseline: BaselineSource, _ atFull: BaselineSource?, _ count: Int
    ) {
        let gate = Gate.conversion(baseline: baseline, baselineAtFull: atFull)
        let subject = JudgeCase(weight: weight).plan(RolloutRule(name: "r", gates: [gate])).gates[0]
        #expect(subject.queries.count == count)
        #expect(subject.isCollecting == (weight == 0))
        #expect(subject.baseline == (weight == 0 ? nil : weight == 100 ? atFull : baseline))
    }

    @Test func anEarlierBaselineIsTheSameQueryAtAnEarlierTime() {
        let gate = Gate.conversion(baseline: .offset(.hours(168)))
        let queries = JudgeCase().plan(RolloutRule(name: "r", gates: [gate])).queries
        #expect(queries.map(\.time).map { JudgeCase.at - $0 } == [.zero, .zero, .hours(168), .hours(168)])
        #expect(
            queries.map(\.expression) == [
                #"won{ track="canary" }[5m]"#, #"shown{ track="canary" }[5m]"#, #"won{ track="stable" }[5m]"#,
                #"shown{ track="stable" }[5m]"#,
            ])
    }

    @Test func onlyGatesOfTheStageAreAsked() {
        var rule = RolloutRule(name: "r", gates: [Self.gate("a"), Gate.events()])
        rule.gates[0].stages = ["stage-4"]
        #expect(JudgeCase(weight: 10).plan(rule).gates.map(\.name) == ["events"])
        #expect(JudgeCase(weight: 100).plan(rule).gates.map(\.name) == ["g", "events"])
    }

    @Test func aQuerySharedBySubjectsIsSentOnce() {
        var rule = RolloutRule(name: "r", gates: [Self.gate("a"), Self.gate("a")])
        rule.gates[1].name = "h"
        let plan = JudgeCase().plan(rule)
        #expect(plan.queries.count == 1)
        #expect(Judge.judge(plan, plan.queries.answered(["value": .value(0)])).gates.map(\.outcome) == [.pass, .pass])
    }

    // MARK: Stop rules

    @Test func rangesOfStopRulesAreCutToo() {
        let rule = RolloutRule(
            name: "r", gates: [.availability()],
            stopRules: [
                StopRule(name: "gates", kind: .breach(gates: ["availability"], for: .minutes(5))),
                StopRule(
                    name: "burn",
                    kind: .burnRate(
                        BurnRate(gate: "availability", budgetShare: 0.02, period: .hours(720), long: .hours(1)))),
                StopRule(
                    name: "spikes",
                    kind: .spikes(
                        Spikes(
                            bad: "b[{{ over }}]", total: "t[{{ over }}]", over: .minutes(1), threshold: 0.05,
                            minGap: .minutes(3)))),
                StopRule(name: "safety", kind: .expression(StopExpression(query: "e[{{ over }}]", over: .minutes(1)))),
                StopRule(name: "incidents", kind: .incident([.sev1])),
            ])
        let plan = JudgeCase(enteredAt: JudgeCase.at - .seconds(30)).plan(rule)
        #expect(plan.stopRules.map(\.name) == ["burn", "spikes", "safety"])
        #expect(
            plan.stopRules.map { $0.queries.map(\.name) } == [
                ["long_bad", "long_total", "short_bad", "short_total"], ["bad", "total"], ["value"],
            ])
        #expect(plan.stopRules[0].queries.map { $0.expression.suffix(5) } == ["}[1h]", "}[1h]", "[30s]", "[30s]"])
        #expect(plan.stopRules[1].queries.map(\.expression) == ["b[30s]", "t[30s]"])
        // A safety condition looks back past the entry, so that nothing that happened around it is lost.
        #expect(plan.stopRules[2].queries.map(\.expression) == ["e[1m]"])
    }

    // MARK: Contexts

    @Test func anAttemptGivesTheContext() throws {
        let rule = RolloutRule(name: "r", gates: [])
        let weight = try #require(Weight(percent: 25))
        var attempt = Attempt(
            number: 1, revision: "v7", startedAt: JudgeCase.at, startedBy: "alice",
            visit: StageVisit(stage: "stage-2", weight: weight, enteredAt: JudgeCase.at + .minutes(1)))
        attempt.frozenBaselines = ["conversion": RatioCounts(events: 1, total: 2)]
        let context = try #require(PlanContext(rule: rule, attempt: attempt))
        #expect(context.revision == "v7")
        #expect(context.stage == rule.stages[2])
        #expect(context.stageEnteredAt == JudgeCase.at + .minutes(1))
        #expect(context.frozenBaselines == attempt.frozenBaselines)
        attempt.visit = StageVisit(stage: "gone", weight: weight, enteredAt: JudgeCase.at)
        #expect(PlanContext(rule: rule, attempt: attempt) == nil)
    }

    // MARK: Golden

    @Test(arguments: [0, 10, 100])
    func theSampleRulesPlanIsKnown(_ weight: Int) {
        let frozen = ["conversion": RatioCounts(events: 500, total: 5000)]
        let plan = JudgeCase(weight: weight, frozen: frozen, enteredAt: JudgeCase.at - .minutes(20)).plan(Self.sample)
        #expect(Golden.difference(Self.text(plan), from: "plan-\(weight).txt") == nil)
    }

    @Test(arguments: [0, 10, 100])
    func thePlanOfGatesWithConfidenceIsKnown(_ weight: Int) {
        let frozen = ["conversion": RatioCounts(events: 500, total: 5000)]
        let plan = JudgeCase(weight: weight, frozen: frozen, enteredAt: JudgeCase.at - .minutes(20)).plan(Self.sure)
        #expect(Golden.difference(Self.text(plan), from: "plan-confidence-\(weight).txt") == nil)
    }

    private static func text(_ plan: QueryPlan) -> String {
        var text = ""
        for subject in plan.gates + plan.stopRules {
            text += "\(subject.name): track \(subject.track.rawValue), range \(subject.range)"
            text += subject.isCollecting ? ", collecting\n" : "\n"
            if let evidence = subject.evidence {
                text += "  counts \(evidence.counting.rawValue) after \(evidence.after) through \(evidence.through), "
                text += "one of \(evidence.tests) tests, \(evidence.horizon) strata\n"
            }
            for query in subject.queries { text += "  \(query.name) at \(query.time)\n    \(query.expression)\n" }
        }
        return text
    }

    private static let sure = RolloutRule(
        name: "advisory", scope: Scope(selector: #"eligible="true""#), queryOffset: .seconds(5),
        scrapeInterval: .seconds(15),
        gates: [
            .sureAvailability(Confidence(undecided: .extend(to: .hours(4)), warmUp: .minutes(2))),
            Gate(
                name: "read-p95",
                kind: .latency(
                    Latency(
                        histogram: "sum by (le) (increase(read_seconds_bucket{ {{ track }} }[{{ over }}]))",
                        quantile: 0.95, target: 0.3)), confidence: Confidence(history: .hours(1))),
            .sureLatency(Confidence(), histogram: "write_seconds_bucket{ {{ track }} }"),
            .sureConversion(
                Confidence(
                    tenantMix: TenantMixSource(
                        canary: #"tenant_stage="{{ stage }}""#, others: #"tenant_stage!="{{ stage }}""#,
                        period: .hours(168))), baselineAtFull: .stageZero),
        ],
        stopRules: [
            StopRule(
                name: "slo-burn",
                kind: .burnRate(
                    BurnRate(gate: "availability", budgetShare: 0.02, period: .hours(720), long: .hours(1)))),
            StopRule(
                name: "spikes",
                kind: .spikes(Spikes(bad: "errors{ {{ track }} }", total: "all{ {{ track }} }", threshold: 0.05))),
        ])

    @Test(
        arguments: [
            ([], nil, #"sum(increase(won{ track="canary" }[5m]))"#),
            (["b", "a"], nil, #"sum by (a, b) (increase(won{ track="canary" }[5m]))"#),
            ([], .sum, #"sum(increase(won{ track="canary" }[5m]))"#),
            ([], .max, #"increase(won{ track="canary" }[5m])"#),
        ] as [([String], Reducer?, String)])
    func bareSelectorsOfPlainGatesAreCounted(_ per: [String], _ reducer: Reducer?, _ expected: String) {
        var gate = Gate.sureConversion()
        gate.confidence = nil
        (gate.per, gate.reducer) = (per, reducer)
        #expect(JudgeCase().plan(RolloutRule(name: "r", gates: [gate])).queries[0].expression == expected)
    }

    private static let sample = RolloutRule(
        name: "advisory", scope: Scope(selector: #"eligible="true""#), queryOffset: .seconds(5),
        gates: [
            .availability(objective: 0.999),
            Gate(
                name: "read-p95",
                kind: .latency(
                    Latency(
                        histogram: "sum by (le) (increase(read_seconds_bucket{ {{ track }} }[{{ over }}]))",
                        quantile: 0.95, target: 0.3))),
            Gate.conversion(baselineAtFull: .stageZero),
            Gate(
                name: "isolation",
                kind: .events(SafetyEvents(query: "sum(increase(breaches_total{ {{ track }} }[{{ over }}]))")),
                over: .stage),
        ],
        stopRules: [
            StopRule(
                name: "slo-burn",
                kind: .burnRate(
                    BurnRate(gate: "availability", budgetShare: 0.02, period: .hours(720), long: .hours(1)))),
            StopRule(
                name: "isolation-breach",
                kind: .expression(
                    StopExpression(
                        query: #"increase(breaches_total{revision="{{ revision }}"}[{{ over }}])"#, over: .minutes(1)))),
        ])
}
