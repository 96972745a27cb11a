import GateEngine
import GateModel
import GateRules
import Logging

/// The work itself.
extension PreflightDesk {
    /// Everything but the drill.
    func proveAll(_ mailbox: RolloutMailbox, by actor: Actor, trace: TraceID) async -> ProvingOutcome {
        let rule = mailbox.snapshot.rule
        let kinds = Set(rule.preflight.flatMap { $0.proof?.kinds ?? [] })
        var checks: [PreflightCheck] = []
        if kinds.contains(.alertRouting), let rejection = refusal(of: mailbox) { return .rejected(rejection) }
        if kinds.contains(.datasource) {
            let check = await DatasourceCheck(surroundings: surroundings).run(rule, trace: trace)
            if let trouble = await record(check, mailbox, by: actor, trace: trace) { return trouble }
            checks.append(check)
        }
        if kinds.contains(.alertRouting) {
            switch await testRouting(mailbox, by: actor, trace: trace) {
            case .success(let check): checks.append(check)
            case .failure(let trouble): return trouble.outcome
            }
        }
        guard !checks.isEmpty else {
            return .rejected(
                Rejection(.wrongProof, "no preflight item of \(mailbox.name) asks for alert_routing or datasource"))
        }
        return .done(checks, mailbox.view())
    }

    /// A drill, and what it came to on the rollout that was drilled.
    func drill(_ mailbox: RolloutMailbox, by actor: Actor, trace: TraceID) async -> ProvingOutcome {
        if let rejection = refusal(of: mailbox) { return .rejected(rejection) }
        let rule = mailbox.snapshot.rule
        let shadow: RolloutMailbox
        do {
            shadow = try await supervisor.drillMailbox(for: rule)
        } catch {
            return .unavailable(message: error.description)
        }
        surroundings.logger.notice(
            "a drill begins",
            metadata: ["rollout.id": "\(rule.name)", "actor.name": "\(actor.name)", "trace.id": "\(trace)"])
        let checks = await DrillRun(
            mailbox: shadow, outbox: outbox, surroundings: surroundings, actor: actor, trace: trace,
            digest: rule.digest, isUnwanted: { self.isClosed }
        ).play()
        let failures = checks.compactMap(\.failure)
        surroundings.logger.notice(
            "a drill is over",
            metadata: [
                "rollout.id": "\(rule.name)", "trace.id": "\(trace)",
                "drill.result": "\(failures.first ?? "every part held")",
            ])
        surroundings.metrics.rollouts.countDrill(of: rule.name, hasPassed: failures.isEmpty)
        for check in checks {
            if let trouble = await record(check, mailbox, by: actor, trace: trace) { return trouble }
        }
        return .done(checks, mailbox.view())
    }

    /// Lets a test alert fire until every Alertmanager has said whom it routed it to.
    private func testRouting(
        _ mailbox: RolloutMailbox, by actor: Actor, trace: TraceID
    ) async -> Result<PreflightCheck, Interruption> {
        let digest = mailbox.snapshot.rule.digest
        let begin = Event(actor: actor, trace: trace, kind: .routingTestBegun)
        if let trouble = ProvingOutcome(await mailbox.submit(begin)) { return .failure(Interruption(outcome: trouble)) }
        let state = mailbox.snapshot.state
        let alert = state.alerts.first {
            $0.labels[DrillName.label] == "true" && $0.startsAt == state.routingTest?.since
        }
        var routes: [MemberRoute] = []
        if let alert { routes = await outbox.routes(of: alert, since: surroundings.time.now()) }
        let check = PreflightCheck(
            .alertRouting, ruleDigest: digest, failure: Preflight.shortfall(of: routes, wanted: []),
            evidence: routes.map(\.sentence), routes: routes)
        if let trouble = await record(check, mailbox, by: actor, trace: trace) {
            return .failure(Interruption(outcome: trouble))
        }
        return .success(check)
    }

    private struct Interruption: Error {
        let outcome: ProvingOutcome
    }

    /// Writes what was found to the rollout it is about.
    ///
    /// - Returns: What went wrong; `nil` when it is on disk.
    private func record(
        _ check: PreflightCheck, _ mailbox: RolloutMailbox, by actor: Actor, trace: TraceID
    ) async -> ProvingOutcome? {
        ProvingOutcome(await mailbox.submit(Event(actor: actor, trace: trace, kind: .preflightChecked(check))))
    }

    /// While an attempt runs nobody is woken by a drill: a page about it has to be a page about it.
    private func refusal(of mailbox: RolloutMailbox) -> Rejection? {
        guard let attempt = mailbox.snapshot.state.attempt, attempt.phase.isEvaluated else { return nil }
        return Rejection(
            .alreadyRunning,
            "attempt \(attempt.number) of \(mailbox.name) is running: drill it before the next one")
    }
}

extension ProvingOutcome {
    /// What stands in the way; `nil` for what was accepted.
    fileprivate init?(_ outcome: SubmitOutcome) {
        switch outcome {
        case .accepted: return nil
        case .rejected(let rejection): self = .rejected(rejection)
        case .unknownRollout: self = .unknownRollout
        case .pending(_, let message), .unavailable(let message): self = .unavailable(message: message)
        }
    }
}
