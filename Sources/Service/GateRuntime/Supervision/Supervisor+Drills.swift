import GateEngine
import GateModel
import GateRules
import Logging

/// Drills: what is left of them in the journal, and new ones.
extension Supervisor {
    /// Brings back the drills there have been; one that a crash cut short is brought to its end.
    func restoreDrills() async throws(StartupFailure) {
        for state in try await loadStates() where DrillName.origin(of: state.rollout) != nil {
            guard let rule = try await drillRule(state.ruleDigest) else {
                surroundings.logger.warning(
                    "a drill is left as it is, because its rule is not in the journal",
                    metadata: ["rollout.id": "\(state.rollout)"])
                continue
            }
            let mailbox = RolloutMailbox(rule: rule, state: state, evaluation: nil, in: surroundings)
            for kind in Self.end(of: state, because: "the service ended in the middle of the drill") {
                try await take(kind, mailbox, orFail: "could not be ended")
            }
            admitDrill(mailbox)
        }
    }

    /// The mailbox in which a rollout is drilled, under the variant of its rule as it is now; its rule is in the journal.
    func drillMailbox(for rule: RolloutRule) async throws(StartupFailure) -> RolloutMailbox {
        let drill = Drill.rule(of: rule)
        try await store(RuleSet(rollouts: [drill]))
        if let mailbox = mailbox(drill.name) {
            // What a full disk left standing ends under its own rule: the new one may not have its stage.
            try await clear(mailbox)
            mailbox.exchange { $0.rule = drill }
            surroundings.metrics.rollouts.declare(drill)
            return mailbox
        }
        let mailbox = RolloutMailbox(
            rule: drill, state: RolloutState(rollout: drill.name, ruleDigest: drill.digest), evaluation: nil,
            in: surroundings)
        admitDrill(mailbox)
        return mailbox
    }

    private func clear(_ mailbox: RolloutMailbox) async throws(StartupFailure) {
        for kind in Self.end(of: mailbox.snapshot.state, because: "a drill before this one did not come to its end") {
            let event = Event(actor: .stagegate, trace: surroundings.time.newTrace(), kind: kind)
            guard case .accepted = await mailbox.submit(event) else {
                throw StartupFailure(["\(mailbox.name) could not be ended: look at the journal"])
            }
        }
    }

    /// What has to happen for nothing of a drill to be left.
    static func end(of state: RolloutState, because reason: String) -> [Event.Kind] {
        let incidents = state.incidents.map { Event.Kind.incidentResolved(id: $0.id, note: reason) }
        return incidents + (state.phase.isEvaluated ? [.aborted(reason: reason)] : [])
    }

    private func drillRule(_ digest: String) async throws(StartupFailure) -> RolloutRule? {
        do {
            return try await surroundings.ports.journal.evidence.rule(digest)
        } catch {
            throw StartupFailure(["could not load the rule of a drill from the journal: \(error)"])
        }
    }
}
