internal import GateModel
internal import GateRules

/// The alerts a state calls for: a pure function of state and rule, so that no path through the engine can forget one.
enum AlertLifecycle {
    /// What has to change for the wanted alerts to fire.
    struct Change {
        /// What fires from now on, sorted by fingerprint.
        var firing: [Alert] = []
        /// What began, or has other annotations than before.
        var begun: [Alert] = []
        /// What is over.
        var ended: [Alert] = []
    }

    /// Compares what fires with what should; an alert that goes on firing keeps its `startsAt`.
    static func change(from old: [Alert], to wanted: [Alert]) -> Change {
        var change = Change()
        for alert in wanted {
            let same = old.first { $0.labels == alert.labels }
            let kept = Alert(
                labels: alert.labels, annotations: alert.annotations, startsAt: same?.startsAt ?? alert.startsAt)
            change.firing.append(kept)
            if kept != same { change.begun.append(kept) }
        }
        change.ended = old.filter { alert in !wanted.contains { $0.labels == alert.labels } }
        return change
    }

    /// The alerts that should fire, sorted by fingerprint.
    static func alerts(of state: RolloutState, under rule: RolloutRule) -> [Alert] {
        let template = AlertTemplate(state: state, rule: rule)
        var alerts = incidents(state, template) + routingTest(state, rule, template)
        if let attempt = state.attempt, attempt.phase.isEvaluated {
            alerts += [
                stop(attempt, template), rollback(attempt, template), approval(attempt, template),
                ownHold(attempt, template),
            ].compactMap(\.self)
            alerts += gates(attempt, rule, template)
        }
        return alerts.map { (key: $0.labels.fingerprint, alert: $0) }.sorted { $0.key < $1.key }.map(\.alert)
    }

    private static func stop(_ attempt: Attempt, _ template: AlertTemplate) -> Alert? {
        guard attempt.phase == .stopped, let stop = attempt.stop else { return nil }
        return template.alert(
            .autoStop(cause: stop.cause), from: stop.firstBreachAt, trace: stop.trace,
            summary: "rollout was stopped by \(stop.cause)", stop.reason)
    }

    /// The test alert: the labels of a stop, so that it goes the way a stop would go, and one that says what it is.
    private static func routingTest(_ state: RolloutState, _ rule: RolloutRule, _ template: AlertTemplate) -> [Alert] {
        guard let test = state.routingTest else { return [] }
        let cause = rule.stopRules.first?.name ?? StopCause.killSwitch
        return [
            template.alert(
                .routingTest(cause: cause), from: test.since, trace: test.trace,
                summary: "DRILL: nothing was stopped, the alert routing is being tested",
                "\(test.actor) asked whom a stop of \(state.rollout) would be told to")
        ]
    }

    private static func rollback(_ attempt: Attempt, _ template: AlertTemplate) -> Alert? {
        guard attempt.phase != .stopped, let rollback = attempt.rollback else { return nil }
        return template.alert(
            .rollback(cause: rollback.cause), from: rollback.at, trace: rollback.trace,
            summary: "rollout was taken back from \(rollback.fromStage) to \(rollback.toStage)", rollback.reason)
    }

    private static func approval(_ attempt: Attempt, _ template: AlertTemplate) -> Alert? {
        guard attempt.phase == .awaitingApproval, attempt.approval == nil, let candidate = attempt.candidate else {
            return nil
        }
        return template.alert(
            .awaitingApproval(stage: candidate.stage), from: candidate.completedAt,
            summary: "rollout waits for approval to go to \(candidate.nextStage)",
            "candidate \(candidate.id), green since \(candidate.greenSince)"
                + (candidate.caveat.map { "; \($0)" } ?? ""))
    }

    /// A hold that no person asked for: somebody has to hear of it, or the rollout stands still unseen.
    private static func ownHold(_ attempt: Attempt, _ template: AlertTemplate) -> Alert? {
        guard attempt.phase != .stopped, let hold = attempt.hold, hold.actor == Actor.stagegate.name else { return nil }
        return template.alert(
            .held, from: hold.since, summary: "rollout is held until a person decides",
            hold.reason)
    }

    private static func incidents(_ state: RolloutState, _ template: AlertTemplate) -> [Alert] {
        IncidentKind.allCases.compactMap { kind in
            let open = state.incidents.filter { $0.kind == kind }
            guard let first = open.map(\.openedAt).min() else { return nil }
            let texts = open.map { $0.note.isEmpty ? $0.id : "\($0.id): \($0.note)" }
            return template.alert(
                .incidentOpen(kind), from: first, trace: open.first?.trace,
                summary: "incident of kind \(kind.rawValue) is open",
                texts.joined(separator: "; "))
        }
    }

    private static func gates(_ attempt: Attempt, _ rule: RolloutRule, _ template: AlertTemplate) -> [Alert] {
        var alerts: [Alert] = []
        for (gate, memory) in zip(rule.gates, attempt.gates) {
            if attempt.phase != .stopped, let since = memory.failingLongEnough(for: gate) {
                alerts.append(failing(gate, memory, since, template))
            }
            if let since = memory.blindSince, let newest = attempt.lastEvaluatedAt, newest - since > rule.tolerance {
                alerts.append(blind(gate, memory, since, template))
            }
        }
        return alerts
    }
}

extension AlertLifecycle {
    /// The alerts that begin to fire if their conditions last: failures and blindness that are not long enough yet, and stop
    /// rules whose condition has come true.
    static func pending(in state: RolloutState, under rule: RolloutRule) -> [Alert] {
        guard let attempt = state.attempt, attempt.phase.isEvaluated else { return [] }
        let template = AlertTemplate(state: state, rule: rule)
        var alerts: [Alert] = []
        for (gate, memory) in zip(rule.gates, attempt.gates) {
            if attempt.phase != .stopped, let since = memory.failingSince {
                alerts.append(failing(gate, memory, since, template))
            }
            if let since = memory.blindSince { alerts.append(blind(gate, memory, since, template)) }
        }
        for memory in attempt.stopRules where attempt.phase != .stopped {
            guard let since = memory.trueSince else { continue }
            alerts.append(
                template.alert(
                    .autoStop(cause: memory.stopRule), from: since,
                    summary: "rollout will be stopped by \(memory.stopRule) if this lasts",
                    "the condition of \(memory.stopRule) is true"))
        }
        let firing = Set(state.alerts.map(\.labels))
        return alerts.filter { !firing.contains($0.labels) }
    }

    private static func failing(
        _ gate: Gate, _ memory: GateMemory, _ since: Timestamp, _ template: AlertTemplate
    ) -> Alert {
        template.alert(
            .gateFailing(gate.name), from: since,
            summary: "gate \(gate.name) fails", memory.lastSummary)
    }

    private static func blind(
        _ gate: Gate, _ memory: GateMemory, _ since: Timestamp, _ template: AlertTemplate
    ) -> Alert {
        template.alert(
            .noData(gate: gate.name), from: since,
            summary: "gate \(gate.name) cannot be judged", memory.lastSummary)
    }
}

extension GateMemory {
    /// Start of the run of failures, once that lasted for the gate's `for`.
    fileprivate func failingLongEnough(for gate: Gate) -> Timestamp? {
        guard let failingSince, let lastFailAt, lastFailAt - failingSince >= gate.failFor else { return nil }
        return failingSince
    }
}
