import GateAnalysis
import GateModel
import GateRules
import MetricsExposition

/// Evaluates a rollout at one grid point: plan, ask, judge.
///
/// It decides nothing and touches no state, so it may take as long as its deadline allows while the mailbox goes on.
struct Evaluator: Sendable {
    /// An evaluation, whether the source said anything at all, and how long it took.
    struct Result: Sendable {
        let evaluation: Evaluation
        let isAnswered: Bool
        let cost: EvaluationCost
        let timing: EvaluationTiming
    }

    /// What came of a query, and after how many seconds.
    struct Answer: Sendable {
        let outcome: QueryOutcome
        let seconds: Double
    }

    let surroundings: Surroundings

    /// Asks everything the rule wants to know and judges the answers.
    ///
    /// What is not answered by the deadline, the shorter of query timeout and interval from now, counts as
    /// `source_unavailable`.
    ///
    /// - Parameters:
    ///   - point: The grid point.
    ///   - rule: The rule.
    ///   - context: Where the rollout stands.
    ///   - trace: The trace the queries belong to.
    /// - Returns: The evaluation of the grid point.
    func evaluate(
        at point: Timestamp, under rule: RolloutRule, in context: PlanContext, trace: TraceID
    ) async -> Result {
        let watch = Stopwatch()
        let plan = Planner.plan(rule, context, at: point)
        let deadline = surroundings.time.now() + rule.evaluationDeadline
        let answers = await ask(plan.queries, by: deadline, trace: trace)
        let outcomes = answers.mapValues(\.outcome)
        let isAnswered = outcomes.isEmpty || outcomes.values.contains { !$0.isSilence }
        let evaluation = Judge.judge(plan, outcomes)
        let cost = EvaluationCost(seconds: watch.seconds, answers: outcomes.values)
        surroundings.metrics.evaluationDuration.with().observe(
            exemplar: Exemplar(
                traceID: trace.text, value: cost.seconds, seconds: surroundings.time.now().seconds))
        return Result(
            evaluation: evaluation, isAnswered: isAnswered, cost: cost,
            timing: EvaluationTiming(evaluation, seconds: cost.seconds, queries: answers.mapValues(\.seconds)))
    }

    /// Sends queries side by side, a bounded number at a time.
    func ask(_ queries: [Query], by deadline: Timestamp, trace: TraceID) async -> [Query: Answer] {
        await withTaskGroup(of: (Query, Answer).self) { group in
            var answers: [Query: Answer] = [:]
            var waiting = queries[...]
            for query in waiting.prefix(surroundings.settings.queryConcurrency) {
                group.addTask { (query, await ask(query, by: deadline, trace: trace)) }
            }
            waiting = waiting.dropFirst(surroundings.settings.queryConcurrency)
            for await (query, answer) in group {
                answers[query] = answer
                guard let next = waiting.popFirst() else { continue }
                group.addTask { (next, await ask(next, by: deadline, trace: trace)) }
            }
            return answers
        }
    }

    private func ask(_ query: Query, by deadline: Timestamp, trace: TraceID) async -> Answer {
        let left = deadline - surroundings.time.now()
        let watch = Stopwatch()
        var outcome: QueryOutcome?
        if left > .zero {
            let source = surroundings.ports.source
            outcome = await surroundings.time.limit(deadline) { await source.query(query, left, trace) }
            surroundings.metrics.source.observe(seconds: watch.seconds, trace: trace, at: surroundings.time.now())
        }
        let answer = outcome ?? .failed(Self.late)
        surroundings.metrics.source.count(answer)
        return Answer(outcome: answer, seconds: watch.seconds)
    }

    private static let late = QueryFailure(
        reason: .sourceUnavailable, message: "there was no answer before the deadline of the evaluation")
}

extension QueryOutcome {
    /// Whether the source said nothing, as opposed to something of no use.
    var isSilence: Bool {
        if case .failed(let failure) = self { failure.reason == .sourceUnavailable } else { false }
    }
}
