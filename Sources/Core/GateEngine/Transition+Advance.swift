internal import GateModel
internal import GateRules

/// The way up: candidate, promotion, completion. Everything here needs a live grid point that is green, or at which all that
/// is missing is a proof the rule can do without.
extension Transition {
    /// Goes on if this grid point allows it; at most one stage.
    ///
    /// A late grid point never takes the rollout up: what it shows is over, and a newer one follows at once.
    mutating func advance(_ verdicts: StageVerdicts) {
        guard verdicts.at == now, state.incidents.isEmpty else { return }
        switch verdicts.greenness {
        case .green: goOn(verdicts)
        case .unproven: if verdicts.isExcused { goOn(verdicts) } else { holdOverdue(verdicts) }
        case .undecided, .red: break
        }
    }

    private mutating func goOn(_ verdicts: StageVerdicts) {
        switch attempt.phase {
        case .observing:
            beginPoorWindowAnew(at: verdicts.at)
            if windowIsComplete(at: verdicts.at) { leaveCompletedWindow(verdicts) }
        case .awaitingApproval: if attempt.hold == nil, attempt.approval != nil { promote(verdicts) }
        case .pending, .stopped, .completed, .aborted: break
        }
    }

    /// Whether the green time is as long as the window and was looked at often enough.
    func windowIsComplete(at: Timestamp) -> Bool {
        windowIsOver(at: at) && attempt.window.coverage(at: at, under: rule) >= rule.minCoverage
    }

    private func windowIsOver(at: Timestamp) -> Bool {
        attempt.window.greenSince.map { at - $0 >= rule.stages[stageIndex].window } ?? false
    }

    /// A window that is over but was looked at too rarely begins anew, so that an old outage of the evaluations cannot weigh
    /// on the coverage for ever.
    private mutating func beginPoorWindowAnew(at: Timestamp) {
        guard windowIsOver(at: at), !windowIsComplete(at: at) else { return }
        attempt.window = WindowProgress()
        attempt.window.record(.green, at: at, under: rule)
    }

    private mutating func leaveCompletedWindow(_ verdicts: StageVerdicts) {
        let stage = rule.stages[stageIndex]
        let isLast = stageIndex == rule.stages.count - 1
        if !isLast, stage.needsApproval {
            makeCandidate(verdicts)
        } else if attempt.hold == nil {
            if isLast { complete(verdicts) } else { promote(verdicts) }
        }
    }

    private mutating func makeCandidate(_ verdicts: StageVerdicts) {
        let at = verdicts.at
        let next = rule.stages[stageIndex + 1]
        let candidate = Candidate(
            id: "\(state.rollout)-\(attempt.number)-\(sequence)", stage: attempt.visit.stage, nextStage: next.name,
            nextWeight: next.weight, greenSince: attempt.window.greenSince ?? at, completedAt: at,
            gates: attempt.visit.gates, caveat: verdicts.caveat)
        attempt.candidate = candidate
        attempt.phase = .awaitingApproval
        decide(.requestApproval, cause: "", "\(evidence(of: verdicts)); candidate \(candidate.id) waits for approval")
    }

    /// One stage up.
    ///
    /// The memory of gates and stop rules starts afresh: it is about the lower stage.
    private mutating func promote(_ verdicts: StageVerdicts) {
        let left = attempt.visit.stage
        let approval = attempt.approval
        var reason = evidence(of: verdicts)
        if let approval { reason += "; candidate \(approval.candidate) approved by \(approval.actor)" }
        if !attempt.stableStages.contains(left) { attempt.stableStages.append(left) }
        move(.promote, to: rule.stages[stageIndex + 1], cause: "", reason, owner: approval?.actor)
        forgetStopRules()
        attempt.rollback = nil
    }

    private mutating func complete(_ verdicts: StageVerdicts) {
        let visit = attempt.visit
        let decision = decision(
            .complete, from: visit, to: visit.stage, visit.weight, cause: "", evidence(of: verdicts))
        record(decision)
        closeVisit(with: decision)
        attempt.phase = .completed
    }

    /// The reason for going on: the green time, and what is not proven although it goes on.
    private func evidence(of verdicts: StageVerdicts) -> String {
        let at = verdicts.at
        guard let since = attempt.candidate?.greenSince ?? attempt.window.greenSince else { return "" }
        let time = "from \(since) to \(at) (\(at - since) of \(rule.stages[stageIndex].window))"
        return verdicts.caveat.map { "no gate failed \(time); \($0)" } ?? "every gate green \(time)"
    }
}
