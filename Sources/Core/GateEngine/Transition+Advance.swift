internal import GateModel
internal import GateRules

/// The way up: candidate, promotion, completion. Everything here needs a green, live grid point.
extension Transition {
    /// Goes on if this grid point allows it; at most one stage.
    ///
    /// A late grid point never takes the rollout up: what it shows is over, and a newer one follows at once.
    mutating func advance(_ verdicts: StageVerdicts) {
        guard verdicts.at == now, verdicts.greenness == .green, state.incidents.isEmpty else { return }
        switch attempt.phase {
        case .observing: if windowIsComplete(at: verdicts.at) { leaveCompletedWindow(verdicts) }
        case .awaitingApproval: if attempt.hold == nil, attempt.approval != nil { promote(verdicts) }
        case .pending, .stopped, .completed, .aborted: break
        }
    }

    /// A window that is over but was looked at too rarely begins anew, so that an old outage of the evaluations cannot weigh
    /// on the coverage for ever.
    private mutating func windowIsComplete(at: Timestamp) -> Bool {
        guard let greenSince = attempt.window.greenSince, at - greenSince >= rule.stages[stageIndex].window else {
            return false
        }
        if attempt.window.coverage(at: at, under: rule) >= rule.minCoverage { return true }
        attempt.window = WindowProgress()
        attempt.window.record(.green, at: at, under: rule)
        return false
    }

    private mutating func leaveCompletedWindow(_ verdicts: StageVerdicts) {
        let stage = rule.stages[stageIndex]
        let isLast = stageIndex == rule.stages.count - 1
        if !isLast, stage.needsApproval {
            makeCandidate(at: verdicts.at)
        } else if attempt.hold == nil {
            if isLast { complete(at: verdicts.at) } else { promote(verdicts) }
        }
    }

    private mutating func makeCandidate(at: Timestamp) {
        let next = rule.stages[stageIndex + 1]
        let candidate = Candidate(
            id: "\(state.rollout)-\(attempt.number)-\(sequence)", stage: attempt.visit.stage, nextStage: next.name,
            nextWeight: next.weight, greenSince: attempt.window.greenSince ?? at, completedAt: at,
            gates: attempt.visit.gates)
        attempt.candidate = candidate
        attempt.phase = .awaitingApproval
        decide(.requestApproval, cause: "", "\(greenTime(until: at)); candidate \(candidate.id) waits for approval")
    }

    /// One stage up.
    ///
    /// The memory of gates and stop rules starts afresh: it is about the lower stage.
    private mutating func promote(_ verdicts: StageVerdicts) {
        let left = attempt.visit.stage
        let approval = attempt.approval
        var reason = greenTime(until: verdicts.at)
        if let approval { reason += "; candidate \(approval.candidate) approved by \(approval.actor)" }
        if !attempt.stableStages.contains(left) { attempt.stableStages.append(left) }
        move(.promote, to: rule.stages[stageIndex + 1], cause: "", reason, owner: approval?.actor)
        forgetStopRules()
        attempt.rollback = nil
    }

    private mutating func complete(at: Timestamp) {
        let visit = attempt.visit
        let decision = decision(
            .complete, from: visit, to: visit.stage, visit.weight, cause: "", greenTime(until: at))
        record(decision)
        closeVisit(with: decision)
        attempt.phase = .completed
    }

    private func greenTime(until at: Timestamp) -> String {
        guard let since = attempt.candidate?.greenSince ?? attempt.window.greenSince else { return "" }
        return "every gate green from \(since) to \(at) (\(at - since) of \(rule.stages[stageIndex].window))"
    }
}
