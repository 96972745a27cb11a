import GateAnalysis
import GateModel
import GateRules

/// A stage that is judged over a whole range: how the rollout gets there, and what is watched once it was taken away.
struct HeldStage {
    let rule: RolloutRule
    private let stage: Int
    private let since: Timestamp
    /// The last grid point that was looked at.
    var last: Timestamp

    init(rule: RolloutRule, stage: Int, since: Timestamp) {
        self.rule = rule
        self.stage = stage
        self.since = since
        last = since
    }

    /// A rollout that has just entered the stage.
    func state(enteredAt time: Timestamp, after before: RolloutState) -> RolloutState {
        var state = RolloutState(rollout: rule.name, ruleDigest: rule.digest)
        state.sequence = before.sequence
        state.attemptCount = before.attemptCount + 1
        let held = rule.stages[stage]
        var attempt = Attempt(
            number: state.attemptCount, revision: "replay", startedAt: time, startedBy: ReplayRun.actor.name,
            visit: StageVisit(stage: held.name, weight: held.weight, enteredAt: time))
        attempt.stableStages = rule.stages[..<stage].map(\.name)
        attempt.gates = rule.gates.map { GateMemory(gate: $0.name) }
        attempt.stopRules = rule.stopRules.map { StopRuleMemory(stopRule: $0.name) }
        attempt.lastEvaluatedAt = rule.grid.last(notAfter: time)
        state.attempt = attempt
        return state
    }

    /// What is asked while nobody knows whether it is over: everything but the gates that gather evidence, which would
    /// hold against the stage what it was left for.
    func plan(at point: Timestamp) -> QueryPlan {
        var rule = rule
        rule.gates = rule.gates.filter { $0.confidence == nil }
        let context = PlanContext(revision: "replay", stage: rule.stages[stage], stageEnteredAt: since)
        return Planner.plan(rule, context, at: point)
    }
}
