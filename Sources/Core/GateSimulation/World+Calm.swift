internal import GateEngine
internal import GateModel
internal import GateRules
internal import GateStatistics

extension World {
    /// Lets everybody do their job while all numbers are good: incidents are resolved, tests of the routing ended, holds lifted, stopped rollouts resumed,
    /// candidates approved, an attempt that failed for good at its beginning is started anew, until the rollout is complete.
    ///
    /// - Parameter bound: How many evaluations this may take.
    /// - Returns: How many it took; `nil` when it was not complete by then.
    mutating func completeCalmly(within bound: Int) -> Int? {
        // A clock that went back does not skip: evaluations go on once it has caught up with the newest one.
        if let newest = state.attempt?.lastEvaluatedAt { now = max(now, newest) }
        for count in 0...bound {
            if state.phase == .completed { return count }
            letPeopleAct()
            make(.pass)
        }
        return nil
    }

    private mutating func letPeopleAct() {
        while !state.incidents.isEmpty { make(.resolve) }
        if state.routingTest != nil { make(.proof) }
        switch state.phase {
        case .pending, .aborted: make(.start)
        case .stopped: make(.resume)
        case .observing: if isRefutedAtTheBeginning { begin() }
        case .awaitingApproval, .completed: break
        }
        if state.attempt?.hold != nil { make(.unhold) }
        if state.attempt?.candidate != nil, state.attempt?.approval == nil { make(.approve) }
    }

    /// A proof against a gate lasts as long as the visit, and from the first stage there is no way down.
    private var isRefutedAtTheBeginning: Bool {
        guard let attempt = state.attempt, attempt.visit.stage == rule.stages[0].name else { return false }
        return attempt.evidence.contains {
            rule.gate(named: $0.key)?.kind.comparesTracks == false && $0.value.proof == .refuted
        }
    }

    private mutating func begin() {
        make(.abort)
        make(.start)
    }
}
