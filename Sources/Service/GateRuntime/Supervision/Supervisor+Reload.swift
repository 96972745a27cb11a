import GateModel
import GateRules
import Logging
import MetricsExposition
import Synchronization

/// Reloads: all rollouts adopt the new rules, or none does.
extension Supervisor {
    /// Reads the rule files anew and adopts what they say.
    func reload() async -> ReloadOutcome {
        let isFirst = directory.withLock { directory in
            defer { directory.isReloading = true }
            return !directory.isReloading
        }
        guard isFirst else { return .refused(["another reload is under way; try again when it is done"]) }
        defer { directory.withLock { $0.isReloading = false } }
        let problems: [String]
        switch await loadRules() {
        case .problems(let found): problems = found
        case .rules(let rules): problems = await adopt(rules)
        }
        noteReload(isSuccessful: problems.isEmpty)
        if problems.isEmpty {
            surroundings.logger.notice("rules reloaded")
            return .reloaded
        }
        surroundings.logger.warning(
            "reload refused, the old rules stay", metadata: ["reload.problems": "\(problems.joined(separator: "; "))"])
        return .refused(problems)
    }

    /// Shows what the newest reload came to.
    func noteReload(isSuccessful: Bool) {
        surroundings.metrics.reloadSuccessful.with().set(isSuccessful ? 1 : 0)
        if isSuccessful { surroundings.metrics.reloadSuccessTime.with().set(surroundings.time.now().seconds) }
    }

    private func adopt(_ rules: RuleSet) async -> [String] {
        let present = directory.withLock { $0.mailboxes }
        let known = Set(present.map(\.name))
        let added = rules.rollouts.filter { !known.contains($0.name) }
        let arrivals: [RolloutMailbox]
        do {
            try await store(rules)
            arrivals = added.isEmpty ? [] : try await restore(added, from: loadStates())
        } catch {
            return error.problems
        }
        let objections = await change(present, to: rules)
        if objections.isEmpty {
            install(present, arrivals, under: rules)
        } else {
            for mailbox in arrivals { surroundings.metrics.rollouts.forget(mailbox.name) }
        }
        return objections
    }

    /// Stops every rollout the new rules touch, asks for objections, and lets all go on with the new rules or the old.
    private func change(_ mailboxes: [RolloutMailbox], to rules: RuleSet) async -> [String] {
        let trace = surroundings.time.newTrace()
        var changes: [(mailbox: RolloutMailbox, change: RuleChange)] = []
        for mailbox in mailboxes {
            let rule = rules.rule(named: mailbox.name)
            if let rule, rule.digest == mailbox.snapshot.rule.digest { continue }
            changes.append((mailbox, RuleChange(rule: rule, trace: trace)))
        }
        let objections = await objections(to: changes)
        for (_, change) in changes { change.verdict.fulfil(objections.isEmpty ? .goAhead : .forget) }
        if objections.isEmpty { await awaitWriting(of: changes) }
        return objections
    }

    private func objections(to changes: [(mailbox: RolloutMailbox, change: RuleChange)]) async -> [String] {
        let deadline = surroundings.time.now() + surroundings.settings.standstillLimit
        var objections: [String] = []
        for (mailbox, change) in changes where !mailbox.letters.offerFirst(.ruleChange(change)) {
            objections.append("rollout \(mailbox.name): \(RolloutMailbox.shuttingDown)")
        }
        guard objections.isEmpty else { return objections }
        for (mailbox, change) in changes {
            let answer = await surroundings.time.limit(deadline) { await change.objection.value() }
            guard let objection = answer.flatMap({ $0 }) else {
                objections.append("rollout \(mailbox.name) is busy writing to the journal; try again when that works")
                continue
            }
            if let objection { objections.append(objection) }
        }
        return objections
    }

    private func awaitWriting(of changes: [(mailbox: RolloutMailbox, change: RuleChange)]) async {
        let deadline = surroundings.time.now() + surroundings.settings.adoptionLimit
        for (mailbox, change) in changes {
            let isWritten = await surroundings.time.limit(deadline) { await change.written.value() }
            if isWritten.flatMap({ $0 }) == true { continue }
            surroundings.logger.warning(
                "the new rule is in force but not in the journal yet", metadata: ["rollout.id": "\(mailbox.name)"])
        }
    }

    private func install(_ present: [RolloutMailbox], _ arrivals: [RolloutMailbox], under rules: RuleSet) {
        for mailbox in arrivals { admit(mailbox) }
        let all = present + arrivals
        directory.withLock { directory in
            directory.mailboxes = rules.rollouts.compactMap { rule in all.first { $0.name == rule.name } }
        }
    }
}
