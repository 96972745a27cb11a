internal import GateModel
internal import GateRules

extension Inspection {
    /// Up by one stage at most, from a complete green window, live, not held, no incident, and approved where required.
    var promotion: [String] {
        let ups = decisions(.promote, .complete)
        guard let up = ups.first, let old = before.attempt else {
            return broken(!ups.isEmpty, "something was promoted that had not started")
        }
        var found = broken(ups.count > 1, "more than one step up in one evaluation")
        found += broken(![.observing, .awaitingApproval].contains(before.phase), "promoted from \(before.phase)")
        found += broken(old.hold != nil, "promoted while held")
        found += broken(!after.incidents.isEmpty || !before.incidents.isEmpty, "promoted while an incident is open")
        guard let evaluation, evaluation.at == now else { return found + ["promoted without a live evaluation"] }
        guard let index = rule.stages.firstIndex(where: { $0.name == old.visit.stage }) else {
            return found + ["promoted from stage \(old.visit.stage), which the rule does not have"]
        }
        let next = up.kind == .promote ? index + 1 : index
        let isOneUp = rule.stages.indices.contains(next) && rule.stages[next].name == up.toStage
        found += broken(!isOneUp, "went from \(up.fromStage) to \(up.toStage) at once")
        found += broken(up.kind == .complete && index != rule.stages.count - 1, "completed below the last stage")
        return found + evidence(evaluation, old, rule.stages[index], said: up.reason)
            + consent(up, old, rule.stages[index])
    }

    /// Every gate that takes part passes now and has done so for the window, newer than the stage's entry; one that is not
    /// proven counts when its rule says so and the decision names it.
    private func evidence(
        _ evaluation: Evaluation, _ old: Attempt, _ stage: Stage, said reason: String
    ) -> [String] {
        let judged = judgedGates(at: stage)
        let passing = passing(judged, by: evaluation)
        let excused = excused(judged, by: evaluation)
        let since = old.candidate?.greenSince ?? old.window.greenSince ?? evaluation.at
        let until = old.candidate?.completedAt ?? evaluation.at
        return broken(
            judged.isEmpty || passing.count + excused.count < judged.count, "promoted with a gate that does not pass")
            + broken(
                excused.contains { !reason.contains("gate \($0.name) not proven") },
                "promoted without saying what is not proven")
            + broken(until - since < stage.window, "promoted \(until - since) into a window of \(stage.window)")
            + broken(since <= old.visit.enteredAt, "promoted on evidence older than the stage's entry")
    }

    /// An unused, unexpired approval of this very candidate; it is gone afterwards.
    private func consent(_ up: Decision, _ old: Attempt, _ stage: Stage) -> [String] {
        guard up.kind == .promote, stage.needsApproval else { return [] }
        guard let candidate = old.candidate, let approval = old.approval else { return ["promoted without approval"] }
        return broken(approval.candidate != candidate.id, "promoted with the approval of another candidate")
            + broken(candidate.stage != stage.name, "promoted with a candidate of another stage")
            + broken(now >= approval.expiresAt, "promoted with an expired approval")
            + broken(up.owner != approval.actor, "promoted in another name than the approver's")
    }

    /// Only a `fail` or an incident takes a rollout down in an evaluation; demanded zeros are served in the same step.
    var downward: [String] {
        let mustBeZero = after.incidents.contains { $0.kind.demandsZero } && after.phase != .pending
        var found = broken(mustBeZero && after.weight != .zero, "an incident demands 0 % and \(after.weight) is served")
        if let evaluation {
            let moves = decisions(.stop, .rollBack)
            found += broken(moves.count > 1, "went down twice in one evaluation")
            found += broken(
                !moves.isEmpty && !hasCause(in: evaluation), "went down without a fail or an incident")
        }
        if case .killed = event.kind {
            found += broken(after.weight != .zero, "the kill switch left \(after.weight)")
        }
        return found
    }

    private func hasCause(in evaluation: Evaluation) -> Bool {
        let isFailed = (evaluation.gates + evaluation.stopRules).contains { $0.outcome == .fail }
        return isFailed || after.incidents.contains { evaluation.at - $0.openedAt >= rule.unresolvedAfter }
    }

    /// Approvals come from those who may give them, for the candidate that stands.
    var approvals: [String] {
        var found = broken(
            !decisions(.approve).isEmpty && !event.actor.hasAny(of: rule.approval.roles),
            "\(event.actor.name) approved without the role")
        guard let attempt = after.attempt else { return found }
        let waits = attempt.phase == .awaitingApproval
        found += broken((attempt.candidate != nil) != waits, "candidate and phase differ")
        if let approval = attempt.approval {
            found += broken(approval.candidate != attempt.candidate?.id, "an approval outlived its candidate")
        }
        return found
    }
}

extension Inspection {
    /// The phase changes only as the states say, and agrees with what is known beside it.
    var phases: [String] {
        var found: [String] = []
        let isNewAttempt = after.attemptCount != before.attemptCount
        if isNewAttempt {
            let isAtStart = after.phase == .observing && after.weight == .zero
            found += broken(!isAtStart, "a new attempt began elsewhere than at 0 %")
            found += broken(!before.incidents.isEmpty, "an attempt began while an incident was open")
        } else {
            let exits = Self.exits[before.phase] ?? []
            let isAllowed = after.phase == before.phase || exits.contains(after.phase)
            found += broken(!isAllowed, "went from \(before.phase) to \(after.phase)")
        }
        guard let attempt = after.attempt else { return found }
        found += broken((attempt.phase == .stopped) != (attempt.stop != nil), "the stop and the phase differ")
        if let greenSince = attempt.window.greenSince {
            found += broken(greenSince <= attempt.visit.enteredAt, "green time from before the stage's entry")
        }
        return found
    }

    private static let exits: [Phase: Set<Phase>] = [
        .observing: [.awaitingApproval, .completed, .stopped, .aborted],
        .awaitingApproval: [.observing, .stopped, .aborted],
        .stopped: [.observing, .aborted],
        .completed: [.stopped],
    ]
}
