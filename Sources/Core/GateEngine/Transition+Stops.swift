internal import GateModel
internal import GateRules

/// Stop rules: what they remember, and which of them fire.
extension Transition {
    /// Lets every stop rule remember the grid point.
    mutating func rememberStopRules(_ verdicts: StageVerdicts) {
        var memories = attempt.stopRules
        for (index, stopRule) in rule.stopRules.enumerated() {
            let measured = verdicts.verdict(on: stopRule)?.outcome ?? .error
            switch stopRule.kind {
            case .breach(let gates, _):
                memories[index].run.record(verdicts.outcome(of: gates), at: verdicts.at, under: rule)
            case .burnRate, .expression:
                memories[index].run.record(measured, at: verdicts.at, under: rule)
            case .spikes(let spikes):
                memories[index].dropOldSpikes(at: verdicts.at, spikes)
                // What was asked is cut at the entry into the stage, too.
                let start = max(verdicts.at - spikes.over, attempt.visit.enteredAt)
                if measured == .fail { memories[index].recordHot(after: start, at: verdicts.at, spikes) }
            case .incident: break
            }
        }
        attempt.stopRules = memories
    }

    /// Everything that asks for a stop at this grid point.
    ///
    /// Once stopped, a rule whose target is relative fires again only on evidence of the present visit; otherwise one burst
    /// in a long range would take the rollout down stage by stage without anything new having gone wrong.
    func stopCauses(_ verdicts: StageVerdicts) -> [StopCause] {
        var causes: [StopCause] = []
        for (order, (stopRule, memory)) in zip(rule.stopRules, attempt.stopRules).enumerated() {
            let isRepeat = state.phase == .stopped && stopRule.target == .previousStable
            let begin = isRepeat ? attempt.visit.enteredAt : nil
            guard let first = memory.firstBreach(of: stopRule.kind, at: verdicts.at, countingFrom: begin) else {
                continue
            }
            causes.append(
                StopCause(
                    name: stopRule.name, target: stopRule.target == .zero ? 0 : previousStableIndex,
                    firstBreachAt: first, reason: reason(for: stopRule, since: first, verdicts),
                    order: order))
        }
        return causes + incidentCauses(at: verdicts.at)
    }

    /// Stops for the cause that takes the weight lowest, the first in rule order among equals.
    ///
    /// - Returns: Whether there was a cause that changed anything: a stopped rollout can only be taken further down.
    mutating func stopForWorst(of causes: [StopCause]) -> Bool {
        let effective = causes.filter { state.phase != .stopped || $0.target < stageIndex }
        guard let worst = effective.min(by: { ($0.target, $0.order) < ($1.target, $1.order) }) else { return false }
        stop(for: worst)
        return true
    }

    private func reason(for stopRule: StopRule, since first: Timestamp, _ verdicts: StageVerdicts) -> String {
        guard case .breach(let names, _) = stopRule.kind else {
            return verdicts.verdict(on: stopRule)?.sentence ?? ""
        }
        let failing = verdicts.gates.filter { names.contains($0.gate.name) && $0.verdict?.outcome == .fail }
        let sentences = failing.map { "gate \($0.gate.name): \($0.verdict?.sentence ?? "")" }
        return "failing since \(first): " + sentences.joined(separator: "; ")
    }
}
