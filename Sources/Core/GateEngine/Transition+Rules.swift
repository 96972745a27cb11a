public import GateModel
public import GateRules

extension Engine {
    /// Why a changed rule cannot be put under a rollout as it stands; `nil` when it can.
    ///
    /// The weight served must not change because somebody edited a file.
    public static func refusalToAdopt(_ state: RolloutState, _ rule: RolloutRule) -> String? {
        guard state.phase.isEvaluated, let visit = state.attempt?.visit else { return nil }
        guard let index = rule.stageIndex(named: visit.stage) else {
            return "\(state.rollout) is at stage \(visit.stage), which the new rule does not have; "
                + "put it back, or end the attempt under the old rule first"
        }
        guard rule.stages[index].weight == visit.weight else {
            return "\(state.rollout) is at stage \(visit.stage) with \(visit.weight), which the new rule puts at "
                + "\(rule.stages[index].weight); put it back, or end the attempt under the old rule first"
        }
        return nil
    }
}

extension Transition {
    /// Puts the rule of this step in force if it is another than the last step's.
    ///
    /// A running attempt keeps its stage and what its gates and stop rules remember, as far as they still exist; it loses
    /// candidate, approval and evidence and starts its window again.
    mutating func adoptRule() {
        guard state.ruleDigest != rule.digest else { return }
        let old = state.ruleDigest
        state.ruleDigest = rule.digest
        guard state.attempt != nil else { return }
        alignMemories()
        forgetEvidence()
        guard state.phase.isEvaluated else { return }
        let refusal = Engine.refusalToAdopt(state, rule)
        precondition(refusal == nil, "a rule was put in force that had to be refused: \(refusal ?? "")")
        restartWindow()
        decide(.adoptRule, cause: "rules", "rule \(old) was replaced by \(rule.digest); the window starts again")
    }

    /// One memory a gate and a stop rule, in the order of the rule.
    private mutating func alignMemories() {
        let (gates, stopRules) = (attempt.gates, attempt.stopRules)
        attempt.gates = rule.gates.map { gate in
            gates.first { $0.gate == gate.name } ?? GateMemory(gate: gate.name)
        }
        attempt.stopRules = rule.stopRules.map { stopRule in
            stopRules.first { $0.stopRule == stopRule.name } ?? StopRuleMemory(stopRule: stopRule.name)
        }
    }
}
