internal import GateModel
internal import GateRules

/// What people do to a rollout beside starting and approving it.
extension Transition {
    /// Suspends promotions; gates and stop rules keep working.
    mutating func hold(_ reason: String) throws(Rejection) {
        try requireReason(reason)
        try requireRunning()
        if let hold = attempt.hold {
            throw Rejection(.alreadyDone, "\(hold.actor) holds it since \(hold.since): \(hold.reason)")
        }
        attempt.hold = Hold(since: now, actor: event.actor.name, reason: reason)
        decide(.hold, reason)
    }

    /// Lifts the hold.
    mutating func unhold(_ reason: String) throws(Rejection) {
        try requireReason(reason)
        try requireRunning()
        guard attempt.hold != nil else { throw Rejection(.alreadyDone, "nobody holds \(state.rollout)") }
        attempt.hold = nil
        decide(.unhold, reason)
    }

    /// Takes the rollout to a lower stage: the one named, or the previous stable one.
    mutating func rollBack(to name: String?, _ reason: String) throws(Rejection) {
        try requireReason(reason)
        try requireRunning()
        var target = previousStableIndex
        if let name {
            guard let index = rule.stageIndex(named: name) else {
                let known = rule.stages.map(\.name).joined(separator: ", ")
                throw Rejection(.unknownName, "there is no stage \(name); the rule names: \(known)")
            }
            target = index
        }
        guard target < stageIndex else {
            throw Rejection(
                .notLower, "\(rule.stages[target].name) is not lower than the present stage \(attempt.visit.stage)")
        }
        rollBack(toIndex: target, cause: "operator", reason)
    }

    /// Pulls the kill switch: 0 % and stopped, from wherever the rollout is.
    ///
    /// It is never refused: where nothing is served already there is nothing to decide; the journal keeps the event itself.
    mutating func kill(_ reason: String) {
        guard let old = state.attempt, old.phase != .aborted else { return }
        let words = reason.isEmpty ? "no reason given" : reason
        addNote("kill switch pulled by \(event.actor.name)", words)
        if old.phase == .stopped, old.weight == .zero { return }
        stop(for: StopCause(name: StopCause.killSwitch, target: 0, firstBreachAt: now, reason: words, order: 0))
    }

    /// Lets a stopped rollout go on where it stands, with a new window and an empty memory.
    mutating func resume(_ reason: String) throws(Rejection) {
        try requireReason(reason)
        try requireRunning()
        guard attempt.phase == .stopped else {
            throw Rejection(.wrongPhase, "\(state.rollout) is not stopped (phase \(state.phase.rawValue))")
        }
        try requireNoIncident()
        move(.resume, to: rule.stages[stageIndex], cause: "operator", reason)
        forgetStopRules()
        attempt.phase = .observing
        attempt.stop = nil
    }

    /// Ends the attempt; the canary gets nothing from then on.
    mutating func abort(_ reason: String) throws(Rejection) {
        try requireReason(reason)
        if state.phase == .completed {
            throw Rejection(.wrongPhase, "attempt \(attempt.number) is complete; use the kill switch to take it back")
        }
        try requireRunning()
        let visit = attempt.visit
        let decision = decision(.abort, from: visit, to: visit.stage, .zero, cause: "operator", reason)
        record(decision)
        closeVisit(with: decision)
        restartWindow()
        attempt.phase = .aborted
        attempt.hold = nil
        attempt.stop = nil
    }
}
