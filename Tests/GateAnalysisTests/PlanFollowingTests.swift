import GateAnalysis
import GateModel
import GateRules
import GateStatistics
import Testing

/// A plan that follows another is the one that would have been made from nothing.
@Suite struct PlanFollowingTests {
    private static let entry = Timestamp(seconds: 1_770_000_000)

    @Test("at every point of a visit, and when another one begins", arguments: [0, 1])
    func isEqual(_ stage: Int) throws {
        let rule = Self.rule
        var evidence: [String: GateEvidence] = [:]
        var plan: QueryPlan?
        for step in 1...60 {
            let entered = step < 40 ? Self.entry : Self.entry + .minutes(20)
            let context = PlanContext(
                revision: "r1", stage: rule.stages[step < 50 ? stage : 1 - stage], stageEnteredAt: entered,
                frozenBaselines: step > 5 ? ["frozen": RatioCounts(events: 1, total: 9)] : [:], evidence: evidence)
            let at = rule.grid.last(notAfter: Self.entry) + rule.interval * Int64(step)
            let made = Planner.plan(rule, context, at: at)
            if let plan { #expect(plan.following(context, at: at) == made) }
            plan = made
            // Every seventh point nothing is counted, as if the source had not answered.
            if step % 7 != 0 { evidence = try Self.counted(made, evidence) }
            if step == 40 { evidence = [:] }
        }
    }

    private static func counted(
        _ plan: QueryPlan, _ before: [String: GateEvidence]
    ) throws -> [String: GateEvidence] {
        var evidence = before
        for subject in plan.gates {
            guard let asked = subject.evidence, asked.isDue else { continue }
            let basis = EvidenceBasis(
                test: RatioTest(Boundary(delta0: 0.1), worse: .higher), alpha: 0.05, tests: 1,
                countsFrom: asked.countsFrom, counting: asked.counting)
            var known = evidence[subject.name] ?? GateEvidence(gate: subject.name, basis: basis)
            known.add(
                EvidenceIncrement(
                    after: asked.after, through: asked.through,
                    certain: try #require(Stratum(canaryEvents: 1, canaryTotal: 10))))
            evidence[subject.name] = known
        }
        return evidence
    }

    private static let rule = RolloutRule(
        name: "shop", interval: .seconds(30), queryOffset: .seconds(10),
        stages: [
            Stage(name: "baseline", weight: .zero), Stage(name: "canary", weight: Weight(percent: 10) ?? .full),
        ],
        gates: [
            Gate(
                name: "exact",
                kind: .availability(Availability(counted: .bad("bad"), total: "all{ {{ track }} }", objective: 0.9)),
                confidence: Confidence(warmUp: .minutes(1), history: .zero)),
            Gate(
                name: "increase",
                kind: .availability(
                    Availability(
                        counted: .bad("sum(increase(bad[{{ over }}]))"), total: "sum(increase(all[{{ over }}]))",
                        objective: 0.9)), over: .sliding(.minutes(2)), confidence: Confidence()),
            Gate(name: "load", kind: .threshold(Threshold(query: "load{ {{ track }} }", comparison: .less, value: 5))),
            Gate(
                name: "stage", kind: .threshold(Threshold(query: "max(x[{{ over }}])", comparison: .less, value: 5)),
                over: .stage, stages: ["canary"]),
            Gate(
                name: "frozen",
                kind: .conversion(Conversion(numerator: "n", denominator: "d", worse: .lower, margin: .absolute(0.1))),
                baseline: .stageZero),
            Gate(name: "broken", kind: .events(SafetyEvents(query: "x{{ nothing }}"))),
        ],
        stopRules: [
            StopRule(
                name: "burn",
                kind: .burnRate(BurnRate(gate: "increase", budgetShare: 0.02, period: .hours(720), long: .hours(1)))),
            StopRule(name: "spikes", kind: .spikes(Spikes(bad: "bad", total: "all", threshold: 0.05))),
            StopRule(name: "audit", kind: .expression(StopExpression(query: "sum(anomalies[{{ over }}])"))),
        ], digest: "d")
}
