public import GateModel
import GateRules

/// Judges the answers to a plan.
///
/// Pure: the same answers give the same verdicts, whatever the order of their series.
public enum Judge {
    /// Judges every gate and every measured stop rule of a plan.
    ///
    /// - Parameters:
    ///   - plan: What was asked.
    ///   - answers: What came back; a query that is missing here counts as a source that could not be reached.
    /// - Returns: One verdict a subject, in the plan's order; of a stop rule `fail` means that its condition is true
    ///   now and `pass` that it is not.
    public static func judge(_ plan: QueryPlan, _ answers: [Query: QueryOutcome]) -> Evaluation {
        judge(plan, .full) { answers[$0] }
    }

    /// How much is said of a verdict beside what it comes to.
    public enum Detail: Equatable, Sendable {
        /// Everything.
        case full
        /// What decides: the bounds and forecasts of gates with confidence, which decide nothing, are left out.
        case decisive
    }

    /// Judges every gate and every measured stop rule of a plan.
    ///
    /// - Parameters:
    ///   - plan: What was asked.
    ///   - detail: How much is said beside what it comes to.
    ///   - answer: What came back; `nil` counts as a source that could not be reached.
    /// - Returns: One verdict a subject, in the plan's order.
    public static func judge(
        _ plan: QueryPlan, _ detail: Detail, _ answer: (Query) -> QueryOutcome?
    ) -> Evaluation {
        Evaluation(
            at: plan.at, gates: plan.gates.map { verdict(on: $0, of: plan, detail, answer) },
            stopRules: plan.stopRules.map { verdict(on: $0, of: plan, detail, answer) })
    }

    private static func verdict(
        on subject: QueryPlan.Subject, of plan: QueryPlan, _ detail: Detail, _ answer: (Query) -> QueryOutcome?
    ) -> Verdict {
        let answers = SubjectAnswers(subject.queries, answer)
        let maker = VerdictMaker(subject: subject, answers: answers)
        if let problem = subject.problem { return maker.unplanned(problem) }
        if case .gate(let gate) = subject.condition, let evidence = subject.evidence {
            let judge = EvidenceJudge(gate: gate, subject: subject, plan: evidence, answers: answers, detail: detail)
            return maker.verdict([judge.finding()])
        }
        do {
            try answers.requireAnswers()
            switch subject.condition {
            case .gate(let gate): return maker.verdict(try findings(on: gate, subject, answers))
            case .stopRule(let stopRule): return maker.verdict(try findings(on: stopRule, subject, answers, plan.rule))
            }
        } catch {
            return maker.verdict([Finding(error, comparison: subject.condition.comparison)])
        }
    }

    private static func findings(
        on gate: Gate, _ subject: QueryPlan.Subject, _ answers: SubjectAnswers
    ) throws(Blindness) -> [Finding] {
        let grouping = Grouping(gate)
        switch gate.kind {
        case .availability(let availability):
            let judge = AvailabilityJudge(availability: availability, minEvents: gate.minEvents)
            return try judge.findings(CountJoin(answers: answers, grouping: grouping), grouping)
        case .latency(let latency):
            return try LatencyJudge(latency: latency, minEvents: gate.minEvents).findings(answers, grouping)
        case .conversion(let conversion):
            let judge = ConversionJudge(conversion: conversion, minEvents: gate.minEvents, subject: subject)
            return try judge.findings(answers, grouping)
        case .threshold(let threshold):
            let judge = ValueJudge(comparison: threshold.comparison, limit: threshold.value) {
                "value \(NumberText.number($0)), must be \(threshold.comparison.rawValue) "
                    + NumberText.number(threshold.value, digits: 6)
            }
            return try judge.findings(answers, grouping == .single ? .every : grouping)
        case .events(let events):
            let judge = ValueJudge(comparison: .atMost, limit: events.max, areCounts: true) {
                "\(NumberText.events($0)), at most \(NumberText.count(events.max)) allowed"
            }
            return try judge.findings(answers, grouping)
        }
    }

    private static func findings(
        on stopRule: StopRule, _ subject: QueryPlan.Subject, _ answers: SubjectAnswers, _ rule: RolloutRule
    ) throws(Blindness) -> [Finding] {
        let join = CountJoin(answers: answers, grouping: .single)
        switch stopRule.kind {
        case .burnRate(let burnRate):
            guard case .availability(let availability)? = rule.gate(named: burnRate.gate)?.kind else { return [] }
            let judge = BurnRateJudge(burnRate: burnRate, availability: availability, shortRange: subject.range)
            return [try judge.finding(join)]
        case .spikes(let spikes): return [try SpikeJudge(spikes: spikes).finding(join)]
        case .expression(let expression): return try ExpressionJudge(expression: expression).findings(answers)
        case .breach, .incident: return []
        }
    }
}

extension QueryPlan.Condition {
    /// How a value compares with the threshold when the verdict is a pass.
    var comparison: Comparison {
        switch self {
        case .gate(let gate): gate.kind.comparison
        case .stopRule(let stopRule): stopRule.kind.comparison
        }
    }
}

extension GateKind {
    fileprivate var comparison: Comparison {
        switch self {
        case .availability: .atLeast
        case .latency, .events: .atMost
        case .conversion(let conversion): conversion.comparison
        case .threshold(let threshold): threshold.comparison
        }
    }
}

extension StopRuleKind {
    fileprivate var comparison: Comparison {
        switch self {
        case .burnRate: .less
        case .spikes, .breach, .incident: .atMost
        case .expression(let expression): expression.comparison.negated
        }
    }
}
