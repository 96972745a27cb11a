import GateEngine
import GateModel
import MetricsExposition

/// Reloads: every rollout stands still until all agree, so that all adopt their new rules or none does.
extension RolloutMailbox {
    /// Says what speaks against a change, waits for the verdict on it, and carries it out.
    func stand(for change: RuleChange) async {
        let objection = objection(to: change)
        change.objection.fulfil(objection)
        guard objection == nil, await change.verdict.value() == .goAhead else {
            change.written.fulfil(false)
            return
        }
        change.written.fulfil(await carryOut(change))
    }

    /// Swaps the rule in memory and writes the step it causes.
    ///
    /// - Returns: Whether it is on disk.
    func carryOut(_ change: RuleChange) async -> Bool {
        guard let rule = change.rule else {
            retire()
            return true
        }
        exchange { $0.rule = rule }
        surroundings.metrics.rollouts.declare(rule)
        let event = Event(actor: .stagegate, trace: change.trace, kind: .rulesReplaced)
        let outcome = await insist(on: EventLetter(event: event)) { _ in }
        update { _ in }
        return outcome != nil
    }

    private func objection(to change: RuleChange) -> String? {
        let snapshot = snapshot
        guard let rule = change.rule else { return snapshot.refusalToRetire }
        return Engine.refusalToAdopt(snapshot.state, rule)
    }

    private func retire() {
        exchange { $0.isRetired = true }
        letters.close()
        for letter in letters.take(where: { $0.refusable != nil }) { letter.refusable?.reply.fulfil(.unknownRollout) }
        changes.raise()
    }
}
