import GateAnalysis
import GateModel
import GateRules
import GateRuntime
import Hummingbird

extension Handlers {
    /// What the rollout asks where it stands, or at another stage, and what each answer leads to.
    func explain(_ call: Call) async throws -> Response {
        let view = try await view(call)
        let rule = view.rule
        let now = options.now()
        let context = try explained(call, rule, view.state.attempt, now)
        let explanation = RolloutExplanation(rule, context, at: rule.grid.last(notAfter: now))
        return try .success(API.Explanation(explanation) { options.datasource.command($0, rule.queryTimeout) })
    }

    /// Where the rollout stands; a stage it is not at is taken to have been entered one window ago.
    private func explained(
        _ call: Call, _ rule: RolloutRule, _ attempt: Attempt?, _ now: Timestamp
    ) throws(APIError) -> PlanContext {
        let name = call.query("stage")
        if let attempt, name ?? attempt.visit.stage == attempt.visit.stage,
            let context = PlanContext(rule: rule, attempt: attempt)
        {
            return context
        }
        let known = rule.stages.map(\.name)
        guard let stage = rule.stages.first(where: { name == nil ? $0.weight > .zero : $0.name == name }) else {
            throw .notFound("there is no stage \(name ?? ""); stage is one of \(known.joined(separator: ", "))")
        }
        return PlanContext(
            revision: attempt?.revision ?? "unknown", stage: stage, stageEnteredAt: now - stage.window,
            attemptStartedAt: attempt?.startedAt, frozenBaselines: attempt?.frozenBaselines ?? [:])
    }
}
