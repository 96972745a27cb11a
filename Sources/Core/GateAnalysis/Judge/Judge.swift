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
        judge(plan, .full, plan.questions.map { answers[$0] ?? .unanswered })
    }

    /// How much is said of a verdict beside what it comes to.
    public enum Detail: Equatable, Sendable {
        /// Everything.
        case full
        /// What decides, in numbers: words, evidence and everything that is only shown are left out.
        case decisive

        /// A text that is made only where somebody will read it.
        func words(_ text: @autoclosure () -> String) -> String { self == .full ? text() : "" }
    }

    /// Judges every gate and every measured stop rule of a plan.
    ///
    /// - Parameters:
    ///   - plan: What was asked.
    ///   - detail: How much is said beside what it comes to.
    ///   - outcomes: What came back, one for each of the plan's `questions` in their order.
    /// - Returns: One verdict a subject, in the plan's order.
    public static func judge(_ plan: QueryPlan, _ detail: Detail, _ outcomes: [QueryOutcome]) -> Evaluation {
        precondition(outcomes.count == plan.questionCount, "\(plan.questionCount) questions, \(outcomes.count) answers")
        var rest = outcomes[...]
        let judged = [plan.gates, plan.stopRules].map { subjects in
            subjects.map { subject in
                let own = rest.prefix(subject.queries.count)
                rest = rest.dropFirst(subject.queries.count)
                return verdict(on: subject, of: plan, detail, SubjectAnswers(subject.queries, own))
            }
        }
        return Evaluation(at: plan.at, gates: judged[0], stopRules: judged[1])
    }

    private static func verdict(
        on subject: QueryPlan.Subject, of plan: QueryPlan, _ detail: Detail, _ answers: SubjectAnswers
    ) -> Verdict {
        switch subject.condition {
        case .gate(let gate):
            let maker = VerdictMaker(of: gate, subject, answers, detail)
            if let problem = subject.problem { return maker.unplanned(problem) }
            if let evidence = subject.evidence {
                let judge = EvidenceJudge(given: EvidenceCase(gate, subject, evidence, answers, detail))
                return maker.verdict([judge.finding()])
            }
            return maker.verdict { () throws(Blindness) in
                try answers.requireAnswers()
                return try findings(on: gate, subject, detail, answers)
            }
        case .stopRule(let stopRule):
            let maker = VerdictMaker(of: stopRule, subject, answers, detail)
            if let problem = subject.problem { return maker.unplanned(problem) }
            return maker.verdict { () throws(Blindness) in
                try answers.requireAnswers()
                return try findings(on: stopRule, subject, detail, answers, plan.rule)
            }
        }
    }

    private static func findings(
        on gate: Gate, _ subject: QueryPlan.Subject, _ detail: Detail, _ answers: SubjectAnswers
    ) throws(Blindness) -> [Finding] {
        let grouping = Grouping(gate)
        switch gate.kind {
        case .availability(let availability):
            let judge = AvailabilityJudge(availability: availability, minEvents: gate.minEvents, detail: detail)
            return try judge.findings(CountJoin(answers: answers, grouping: grouping), grouping)
        case .latency(let latency):
            let judge = LatencyJudge(latency: latency, minEvents: gate.minEvents, detail: detail)
            return try judge.findings(answers, grouping)
        case .conversion(let conversion):
            let judge = ConversionJudge(
                conversion: conversion, minEvents: gate.minEvents, subject: subject, detail: detail)
            return try judge.findings(answers, grouping)
        case .threshold(let threshold):
            let judge = ValueJudge(comparison: threshold.comparison, limit: threshold.value, detail: detail) {
                "value \(NumberText.number($0)), must be \(threshold.comparison.rawValue) "
                    + NumberText.number(threshold.value, digits: 6)
            }
            return try judge.findings(answers, grouping == .single ? .every : grouping)
        case .events(let events):
            let judge = ValueJudge(comparison: .atMost, limit: events.max, areCounts: true, detail: detail) {
                "\(NumberText.events($0)), at most \(NumberText.count(events.max)) allowed"
            }
            return try judge.findings(answers, grouping)
        }
    }

    private static func findings(
        on stopRule: StopRule, _ subject: QueryPlan.Subject, _ detail: Detail, _ answers: SubjectAnswers,
        _ rule: RolloutRule
    ) throws(Blindness) -> [Finding] {
        let join = CountJoin(answers: answers, grouping: .single)
        switch stopRule.kind {
        case .burnRate(let burnRate):
            guard case .availability(let availability)? = rule.gate(named: burnRate.gate)?.kind else { return [] }
            let judge = BurnRateJudge(
                burnRate: burnRate, availability: availability, shortRange: subject.range, detail: detail)
            return [try judge.finding(join)]
        case .spikes(let spikes): return [try SpikeJudge(spikes: spikes, detail: detail).finding(join)]
        case .expression(let expression):
            return try ExpressionJudge(expression: expression, detail: detail).findings(answers)
        case .breach, .incident: return []
        }
    }
}

extension GateKind {
    /// How a value compares with the threshold when the verdict is a pass.
    var comparison: Comparison {
        switch self {
        case .availability: .atLeast
        case .latency, .events: .atMost
        case .conversion(let conversion): conversion.comparison
        case .threshold(let threshold): threshold.comparison
        }
    }
}

extension StopRuleKind {
    /// How a value compares with the threshold while the condition is not true.
    var comparison: Comparison {
        switch self {
        case .burnRate: .less
        case .spikes, .breach, .incident: .atMost
        case .expression(let expression): expression.comparison.negated
        }
    }
}
