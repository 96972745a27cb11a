import GateEngine
import GateModel
import GateRules
import MetricsExposition
import Synchronization

/// Bringing back rollouts from the journal, at the start and when a reload adds one.
extension Supervisor {
    /// Brings back every rollout of the rules.
    func restore(_ rules: RuleSet) async throws(StartupFailure) -> [RolloutMailbox] {
        let states = try await loadStates()
        let orphans = states.filter { rules.rule(named: $0.rollout) == nil && DrillName.origin(of: $0.rollout) == nil }
        let problems = orphans.compactMap(\.refusalToRetire)
        guard problems.isEmpty else { throw StartupFailure(problems) }
        try await store(rules)
        return try await restore(rules.rollouts, from: states)
    }

    /// Makes the mailboxes of rollouts; a state that was left under another rule adopts the new one.
    func restore(
        _ rules: [RolloutRule], from states: [RolloutState]
    ) async throws(StartupFailure) -> [RolloutMailbox] {
        let pairs = rules.map { rule in (rule, states.first { $0.rollout == rule.name }) }
        let problems = pairs.compactMap { rule, state in state.flatMap { Engine.refusalToAdopt($0, rule) } }
        guard problems.isEmpty else { throw StartupFailure(problems) }
        var mailboxes: [RolloutMailbox] = []
        for (rule, state) in pairs { mailboxes.append(try await restore(rule, from: state)) }
        return mailboxes
    }

    /// The states in the journal.
    func loadStates() async throws(StartupFailure) -> [RolloutState] {
        do {
            return try await surroundings.ports.journal.loadStates()
        } catch {
            throw StartupFailure(["could not load the states of the rollouts from the journal: \(error)"])
        }
    }

    /// Takes over the alerts that somebody has yet to hear of.
    func loadOutbox() async throws(StartupFailure) {
        do {
            surroundings.outbox.load(try await surroundings.ports.journal.outbox(), at: surroundings.time.now())
        } catch {
            throw StartupFailure(["could not load the outbox from the journal: \(error)"])
        }
    }

    /// Keeps rules in the journal before the first step is taken under them.
    func store(_ rules: RuleSet) async throws(StartupFailure) {
        do {
            try await surroundings.ports.journal.storeRules(rules)
        } catch {
            surroundings.metrics.journalErrors.with().increment()
            throw StartupFailure(["could not write the rules to the journal: \(error)"])
        }
    }

    private func restore(_ rule: RolloutRule, from state: RolloutState?) async throws(StartupFailure) -> RolloutMailbox
    {
        let evaluation: Evaluation?
        do {
            evaluation = try await surroundings.ports.journal.latestEvaluation(rule.name)
        } catch {
            throw StartupFailure(["could not load the newest evaluation of \(rule.name) from the journal: \(error)"])
        }
        let mailbox = RolloutMailbox(
            rule: rule, state: state ?? RolloutState(rollout: rule.name, ruleDigest: rule.digest),
            evaluation: evaluation, in: surroundings)
        guard let state else { return mailbox }
        if state.ruleDigest != rule.digest {
            try await take(.rulesReplaced, mailbox, orFail: "could not adopt its rule")
        }
        if state.routingTest != nil {
            let check = PreflightCheck(
                .alertRouting, ruleDigest: rule.digest, failure: "the service ended in the middle of the test")
            try await take(.preflightChecked(check), mailbox, orFail: "could not end the test of its alert routing")
        }
        return mailbox
    }

    /// Takes a step before anybody else can.
    func take(_ kind: Event.Kind, _ mailbox: RolloutMailbox, orFail what: String) async throws(StartupFailure) {
        let event = Event(actor: .stagegate, trace: surroundings.time.newTrace(), kind: kind)
        if case .unavailable(let message) = await mailbox.decide(EventLetter(event: event)) {
            throw StartupFailure(["rollout \(mailbox.name) \(what): \(message)"])
        }
    }
}
