internal import GateModel
internal import GateRules

/// What becomes of gates with confidence that are still undecided when their window ends.
extension Transition {
    /// Holds the rollout, once in a window, when a gate has had all the time its rule gives it and is still undecided.
    ///
    /// A person then decides: unheld, the rollout goes on waiting. A candidate is not taken back for it; its evidence was
    /// complete when it was made.
    mutating func holdOverdue(_ verdicts: StageVerdicts) {
        guard attempt.phase == .observing, attempt.hold == nil, attempt.window.heldAt == nil,
            windowIsComplete(at: verdicts.at), let since = attempt.window.greenSince
        else { return }
        let overdue = verdicts.unproven.filter { judged in
            judged.gate.confidence?.undecided.limit.map { verdicts.at - since >= $0 } ?? false
        }
        guard let first = overdue.first else { return }
        let reason =
            overdue.map(\.doubt).joined(separator: "; ")
            + ": undecided after \(verdicts.at - since) of green time, and the rule says `undecided: extend`; "
            + "unhold it to go on waiting"
        attempt.hold = Hold(since: now, actor: event.actor.name, reason: reason)
        attempt.window.heldAt = verdicts.at
        decide(.hold, cause: first.gate.name, reason)
    }
}

extension StageVerdicts {
    /// Whether the rules of all gates that are not proven let the rollout go on without.
    var isExcused: Bool {
        unproven.allSatisfy { $0.gate.confidence?.undecided == .promote }
    }

    /// What is not proven and why the rollout goes on nevertheless; `nil` when every gate passes.
    var caveat: String? {
        guard !unproven.isEmpty else { return nil }
        return unproven.map { "\($0.doubt), goes on because its rule says `undecided: promote`" }
            .joined(separator: "; ")
    }
}

extension JudgedGate {
    /// That the gate is not proven, and when it may be: `gate sales not proven (needs about …)`.
    fileprivate var doubt: String {
        "gate \(gate.name) not proven" + (verdict?.certainty?.forecast.map { " (\($0))" } ?? "")
    }
}

extension UndecidedPolicy {
    /// How long a rollout may be green and undecided before it is held; `nil` where that is not limited.
    fileprivate var limit: TimeSpan? {
        if case .extend(let limit) = self { limit } else { nil }
    }
}
