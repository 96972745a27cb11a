public import GateModel
public import GateRules

/// Compiles the gates and stop rules of a rollout to the queries of one evaluation.
public enum Planner {
    /// Plans one evaluation.
    ///
    /// Total: a template that cannot be read (validation has refused it before) becomes a subject with a `problem`.
    ///
    /// - Parameters:
    ///   - rule: The rollout's rule.
    ///   - context: Where the rollout stands.
    ///   - at: The evaluation timestamp, a point of the rule's grid; queries are sent with this time less the query
    ///     offset.
    /// - Returns: One subject for every gate that applies at the stage and every stop rule that measures something.
    public static func plan(_ rule: RolloutRule, _ context: PlanContext, at: Timestamp) -> QueryPlan {
        let writer = QueryWriter(rule: rule, context: context, at: at)
        return QueryPlan(
            at: at, rule: rule, context: context,
            gates: rule.gates.filter { $0.applies(to: context.stage) }.map { subject(for: $0, writer) },
            stopRules: rule.stopRules.filter(\.kind.isMeasured).map { subject(for: $0, writer) })
    }

    static func subject(for gate: Gate, _ writer: QueryWriter) -> QueryPlan.Subject {
        let context = writer.context
        let isCollecting = context.isBeforeCanary && gate.kind.comparesTracks
        let source = gate.kind.comparesTracks && !isCollecting ? gate.baseline(at: context.stage) : nil
        let evidence = EvidencePlan(gate, writer)
        let range = evidence.map { max($0.through - $0.after, .zero) } ?? writer.range(gate.over)
        let problem = evidence.flatMap { EvidencePlan.problem(of: gate, $0, in: writer.rule) }
        let queries = Result { () throws(TemplateError) in
            let queries = GateQueries(gate: gate, writer: writer, over: range, baseline: source, evidence: evidence)
            return problem == nil ? try queries.queries() : []
        }
        return QueryPlan.Subject(
            condition: .gate(gate), queries: queries.orNone, track: context.track, range: range, baseline: source,
            frozenBaseline: source == .stageZero ? context.frozenBaselines[gate.name] : nil, evidence: evidence,
            isCollecting: isCollecting, problem: problem ?? queries.problem(in: writer.rule))
    }

    static func subject(for stopRule: StopRule, _ writer: QueryWriter) -> QueryPlan.Subject {
        let planned = StopRuleQueries(writer: writer).plan(stopRule.kind)
        return QueryPlan.Subject(
            condition: .stopRule(stopRule), queries: planned.queries, track: writer.context.track,
            range: planned.range, problem: planned.problem)
    }
}

extension Result<[Query], TemplateError> {
    /// The queries; none when there is a problem.
    var orNone: [Query] {
        switch self {
        case .success(let queries): queries
        case .failure: []
        }
    }

    /// What is wrong, for people.
    func problem(in rule: RolloutRule) -> String? {
        guard case .failure(let error) = self else { return nil }
        let what =
            switch error.problem {
            case .unclosed: "a placeholder that is not closed"
            case .unknownPlaceholder(let name): "an unknown placeholder \(PromQLString.quote(name))"
            }
        return "a query of rollout \(rule.name) has \(what), so nothing was asked; correct the rule file"
    }
}
