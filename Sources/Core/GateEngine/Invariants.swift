public import GateModel
public import GateRules

/// What must never happen in a step, as functions: `Engine.step` ends with them, tests and simulation lean on them.
///
/// They are written against the step from outside, without the engine's own helpers for deciding, so that a mistake there
/// cannot excuse itself here.
public enum Invariants {
    /// Every rule of the product that one step breaks.
    ///
    /// - Parameters:
    ///   - before: The state before the step.
    ///   - event: What happened.
    ///   - now: The time the step ran at.
    ///   - step: What came of it.
    ///   - rule: The rule it ran under.
    /// - Returns: One sentence a broken rule; empty for every step the engine may take.
    public static func violations(
        from before: RolloutState, by event: Event, at now: Timestamp, to step: Step, under rule: RolloutRule
    ) -> [String] {
        let inspection = Inspection(before: before, event: event, now: now, step: step, rule: rule)
        if step.rejection != nil { return inspection.rejection }
        return inspection.bookkeeping + inspection.weight + inspection.promotion + inspection.downward
            + inspection.phases + inspection.approvals + inspection.alerts + inspection.gathering
            + inspection.ownHolds + inspection.candidacy + inspection.incidents + inspection.proofs
    }
}

/// One step under inspection.
struct Inspection {
    let before: RolloutState
    let event: Event
    let now: Timestamp
    let step: Step
    let rule: RolloutRule

    var after: RolloutState { step.state }

    var evaluation: Evaluation? {
        if case .evaluated(let evaluation) = event.kind { evaluation } else { nil }
    }

    func decisions(_ kinds: Decision.Kind...) -> [Decision] {
        step.decisions.filter { kinds.contains($0.kind) }
    }

    /// The sentence when the rule is broken.
    func broken(_ isBroken: Bool, _ sentence: @autoclosure () -> String) -> [String] {
        isBroken ? [sentence()] : []
    }
}

extension Inspection {
    /// A rejected event changes nothing but the sequence number.
    var rejection: [String] {
        var expected = before
        expected.sequence += 1
        return broken(after != expected, "a rejected event changed the state")
            + broken(step.effects.count != 1, "a rejection has other effects beside it")
    }

    /// Steps are numbered without a gap, a grid point is decided once, memories stand in rule order.
    var bookkeeping: [String] {
        var found = broken(after.sequence != before.sequence + 1, "the sequence number did not rise by one")
        found += broken(after.ruleDigest != rule.digest, "the state names another rule than the one in force")
        guard let attempt = after.attempt else { return found }
        found += broken(attempt.gates.map(\.gate) != rule.gates.map(\.name), "gate memories are out of order")
        found += broken(
            attempt.stopRules.map(\.stopRule) != rule.stopRules.map(\.name), "stop rule memories are out of order")
        if let old = before.attempt?.lastEvaluatedAt, before.attemptCount == after.attemptCount {
            found += broken(attempt.lastEvaluatedAt ?? old < old, "the newest grid point went back")
            if let evaluation { found += broken(evaluation.at <= old, "a grid point was decided twice") }
        }
        return found
    }

    /// The weight is that of the stage, changes only by a decision, is told, and rises only by one promotion.
    var weight: [String] {
        let told = step.effects.compactMap { if case .setWeight(let weight) = $0 { weight } else { nil } }
        let change = after.weight == before.weight ? [] : [after.weight]
        var found = broken(told != change, "the weight went from \(before.weight) to \(after.weight), told: \(told)")
        var weight = before.weight
        for decision in step.decisions {
            found += broken(decision.fromWeight != weight, "decision \(decision.kind) starts from another weight")
            weight = decision.toWeight
            let rises = decision.toWeight > decision.fromWeight
            found += broken(rises && decision.kind != .promote, "\(decision.kind) raised the weight")
        }
        found += broken(weight != after.weight, "the weight changed without a decision")
        if let visit = after.attempt?.visit, after.phase.isEvaluated {
            let stage = rule.stages.first { $0.name == visit.stage }
            found += broken(stage?.weight != visit.weight, "the weight is not that of stage \(visit.stage)")
        }
        return found
    }

    /// Alerts in the state are those before, less the resolved, plus the fired; each of them once.
    var alerts: [String] {
        let isTold = step.effects.contains { effect in
            switch effect {
            case .fire, .resolve: true
            case .decide, .setWeight, .reject: false
            }
        }
        guard isTold else { return broken(after.alerts != before.alerts, "alerts changed without being told") }
        var firing: [String: Alert] = [:]
        for alert in before.alerts { firing[alert.labels.fingerprint] = alert }
        var found: [String] = []
        for effect in step.effects {
            if case .resolve(let alert, let at) = effect {
                let removed = firing.removeValue(forKey: alert.labels.fingerprint)
                found += broken(removed != alert, "an alert was resolved that did not fire")
                found += broken(at < alert.startsAt, "an alert was over before it began")
            }
            if case .fire(let alert) = effect { firing[alert.labels.fingerprint] = alert }
        }
        let expected = firing.sorted { $0.key < $1.key }.map(\.value)
        return found + broken(after.alerts != expected, "the alerts of the state are not those that were told")
    }
}
