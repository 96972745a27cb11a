import GateAnalysis
import GateModel
import GateRules
import GateStatistics
import GateTestSupport

/// A rule with one gate or one stop rule, judged once at a stage.
struct JudgeCase {
    static let at = Timestamp(seconds: 1_700_000_000)

    var weight = 10
    var frozen: [String: RatioCounts] = [:]
    var enteredAt = JudgeCase.at - .hours(1)

    /// The verdict on a gate when its queries come back like this.
    func verdict(_ gate: Gate, _ outcomes: [String: QueryOutcome]) -> Verdict {
        evaluation(RolloutRule(name: "advisory", gates: [gate]), outcomes).gates[0]
    }

    /// The verdict on a stop rule when its queries come back like this.
    func verdict(
        _ kind: StopRuleKind, gates: [Gate] = [.availability()], _ outcomes: [String: QueryOutcome]
    ) -> Verdict {
        let stopRule = StopRule(name: "stop", kind: kind)
        return evaluation(RolloutRule(name: "advisory", gates: gates, stopRules: [stopRule]), outcomes).stopRules[0]
    }

    func plan(_ rule: RolloutRule) -> QueryPlan {
        let stage = rule.stages.first { $0.weight.percent == weight } ?? rule.stages[0]
        let context = PlanContext(
            revision: "v2", stage: stage, stageEnteredAt: enteredAt, frozenBaselines: frozen)
        return Planner.plan(rule, context, at: Self.at)
    }

    private func evaluation(_ rule: RolloutRule, _ outcomes: [String: QueryOutcome]) -> Evaluation {
        let plan = plan(rule)
        return Judge.judge(plan, plan.queries.answered(outcomes))
    }
}

extension Gate {
    static func availability(
        objective: Double = 0.99, minEvents: Double = 100, per: [String] = [], reducer: Reducer? = nil,
        blindness: BlindnessPolicies = BlindnessPolicies()
    ) -> Gate {
        let kind = GateKind.availability(
            Availability(
                counted: .bad("errors{ {{ track }} }[{{ over }}]"), total: "all{ {{ track }} }[{{ over }}]",
                objective: objective))
        return Gate(
            name: "availability", kind: kind, minEvents: minEvents, per: per, reducer: reducer, blindness: blindness)
    }

    static func goodAvailability(objective: Double = 0.99) -> Gate {
        Gate(
            name: "availability",
            kind: .availability(Availability(counted: .good("good"), total: "all", objective: objective)))
    }

    static func latency(
        quantile: Double = 0.95, target: Double = 0.3, minEvents: Double = 100, per: [String] = [],
        reducer: Reducer? = nil, blindness: BlindnessPolicies = BlindnessPolicies()
    ) -> Gate {
        Gate(
            name: "latency", kind: .latency(Latency(histogram: "buckets", quantile: quantile, target: target)),
            minEvents: minEvents, per: per, reducer: reducer, blindness: blindness)
    }

    static func conversion(
        worse: Direction = .lower, margin: Margin = .relative(0.05), minEvents: Double = 100, per: [String] = [],
        reducer: Reducer? = nil, baseline: BaselineSource = .concurrent, baselineAtFull: BaselineSource? = nil,
        blindness: BlindnessPolicies = BlindnessPolicies()
    ) -> Gate {
        Gate(
            name: "conversion",
            kind: .conversion(
                Conversion(
                    numerator: "won{ {{ track }} }[{{ over }}]", denominator: "shown{ {{ track }} }[{{ over }}]",
                    worse: worse, margin: margin)),
            minEvents: minEvents, per: per, reducer: reducer, baseline: baseline, baselineAtFull: baselineAtFull,
            blindness: blindness)
    }

    static func threshold(
        _ comparison: Comparison = .atMost, _ value: Double = 0.8, per: [String] = [], reducer: Reducer? = nil,
        blindness: BlindnessPolicies = BlindnessPolicies()
    ) -> Gate {
        Gate(
            name: "threshold", kind: .threshold(Threshold(query: "load", comparison: comparison, value: value)),
            per: per, reducer: reducer, blindness: blindness)
    }

    static func events(max: Double = 0, reducer: Reducer? = nil) -> Gate {
        Gate(name: "events", kind: .events(SafetyEvents(query: "breaches", max: max)), reducer: reducer)
    }
}

extension Verdict {
    /// Outcome and reason, for tables.
    var decision: Decided { Decided(outcome: outcome, reason: reason) }
}

/// Outcome and reason of a verdict.
struct Decided: Equatable {
    let outcome: Outcome
    let reason: Reason

    static let pass = Decided(outcome: .pass, reason: .withinThreshold)
    static let fail = Decided(outcome: .fail, reason: .beyondThreshold)

    static func inconclusive(_ reason: Reason) -> Decided { Decided(outcome: .inconclusive, reason: reason) }
    static func error(_ reason: Reason) -> Decided { Decided(outcome: .error, reason: reason) }
}
