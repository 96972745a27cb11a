import GateAnalysis
import GateModel
import GateRules
import GateStatistics
import Testing

/// Conditions as PromQL.
@Suite struct ConditionExpressionTests {
    private static func gate(_ kind: GateKind, _ change: (inout Gate) -> Void = { _ in }) -> Gate {
        var gate = Gate(name: "g", kind: kind)
        change(&gate)
        return gate
    }

    private static let availability = GateKind.availability(
        Availability(counted: .bad("bad{ {{ track }} }"), total: "sum(increase(total[{{ over }}]))", objective: 0.999))
    private static let conversion = Conversion(
        numerator: "n{ {{ track }} }", denominator: "d", worse: .lower, margin: .relative(0.05))
    private static let canary = "(sum(increase(n{ track=\"canary\" }[5m]))) / (sum(increase(d[5m])))"
    private static let baseline = "((sum(increase(n{ track=\"stable\" }[5m]))) / (sum(increase(d[5m]))))"

    static let gates: [(Gate, String)] = [
        (
            gate(availability),
            "(sum(increase(bad{ track=\"canary\" }[5m]))) / (sum(increase(total[5m]))) > 1 - 0.999"
        ),
        (
            gate(.availability(Availability(counted: .good("good"), total: "all", objective: 0.99))),
            "(sum(increase(good[5m]))) / (sum(increase(all[5m]))) < 0.99"
        ),
        (
            gate(.latency(Latency(histogram: "h", quantile: 0.95, target: 0.3))) { $0.per = ["tenant"] },
            "histogram_quantile(0.95, sum by (le, tenant) (increase(h[5m]))) > 0.3"
        ),
        (gate(.threshold(Threshold(query: "x or y", comparison: .atMost, value: 0.8))), "(x or y) > 0.8"),
        (gate(.events(SafetyEvents(query: "leaks", max: 2))), "(leaks) > 2.0"),
        (
            gate(.conversion(conversion)) { $0.baselineAtFull = .concurrent },
            "\(canary) < (1 - 0.05) * \(baseline)"
        ),
        (
            gate(
                .conversion(
                    Conversion(
                        numerator: "n{ {{ track }} }", denominator: "d", worse: .higher, margin: .absolute(0.01)))
            ) {
                $0.baselineAtFull = .offset(.hours(24))
            }, "\(canary) > last_over_time(\(baseline)[15s:15s] offset 1d) + 0.01"
        ),
    ]

    @Test(arguments: gates)
    func aGateHasAResultWhileItFails(_ gate: Gate, _ expected: String) {
        #expect(ConditionExpression(RolloutRule(name: "r", gates: [gate]), nil).failing(gate) == expected)
    }

    @Test func aFrozenBaselineIsItsNumber() {
        let gate = Self.gate(.conversion(Self.conversion)) {
            ($0.baseline, $0.baselineAtFull) = (.stageZero, .stageZero)
        }
        let rule = RolloutRule(name: "r", gates: [gate])
        let entered = Timestamp(seconds: 1_800_000_000)
        var attempt = Attempt(
            number: 1, revision: "v", startedAt: entered, startedBy: "alice",
            visit: StageVisit(stage: rule.stages[1].name, weight: rule.stages[1].weight, enteredAt: entered))
        attempt.frozenBaselines = ["g": RatioCounts(events: 10, total: 100)]
        attempt.lastEvaluatedAt = entered + .hours(1)
        #expect(ConditionExpression(rule, attempt).failing(gate) == "\(Self.canary) < (1 - 0.05) * (10.0 / 100.0)")
    }

    static let stopRules: [(StopRuleKind, String)] = [
        (
            .breach(gates: ["g", "a.b"], for: .minutes(5)),
            #"stagegate_gate_verdict{rollout="r",gate=~"g|a\\.b",verdict="fail"} == 1"#
        ),
        (
            .burnRate(BurnRate(gate: "g", budgetShare: 0.02, period: .hours(720), long: .hours(1))),
            "(sum(increase(bad{ track=\"canary\" }[1h]))) / (sum(increase(total[1h]))) > 14.4 * (1 - 0.999) and "
                + "(sum(increase(bad{ track=\"canary\" }[5m]))) / (sum(increase(total[5m]))) > 14.4 * (1 - 0.999)"
        ),
        (
            .spikes(Spikes(bad: "b", total: "t", threshold: 0.05)),
            "(sum(increase(b[1m]))) / (sum(increase(t[1m]))) > 0.05"
        ),
        (.incident([.sev1, .sev2]), #"stagegate_incidents_open{rollout="r",kind=~"sev1|sev2"} > 0"#),
        (.expression(StopExpression(query: "q{ {{ track }} }")), "(q{ track=\"canary\" }) > 0.0"),
    ]

    @Test(arguments: stopRules)
    func aStopRuleHasAResultWhileItIsTrue(_ kind: StopRuleKind, _ expected: String) {
        let rule = RolloutRule(name: "r", gates: [Self.gate(Self.availability)])
        #expect(ConditionExpression(rule, nil).fulfilled(StopRule(name: "s", kind: kind)) == expected)
    }

    @Test func aTemplateThatCannotBeReadStandsAsItIs() {
        let gate = Self.gate(.events(SafetyEvents(query: "x{ {{ nothing }} }")))
        #expect(
            ConditionExpression(RolloutRule(name: "r", gates: [gate]), nil).failing(gate)
                == "(x{ {{ nothing }} }) > 0.0")
    }
}
