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
        var alerts = incidents(state, template)
        if let attempt = state.attempt, attempt.phase.isEvaluated {
            alerts += [stop(attempt, template), rollback(attempt, template), approval(attempt, template)]
                .compactMap(\.self)
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
                alerts.append(
                    template.alert(
                        .gateFailing(gate.name), from: since,
                        summary: "gate \(gate.name) fails", memory.lastSummary))
            }
            if let since = memory.blindSince, let newest = attempt.lastEvaluatedAt, newest - since > rule.tolerance {
                alerts.append(
                    template.alert(
                        .noData(gate: gate.name), from: since,
                        summary: "gate \(gate.name) cannot be judged", memory.lastSummary))
            }
        }
        return alerts
    }
}

extension GateMemory {
    /// Start of the run of failures, once that lasted for the gate's `for`.
    fileprivate func failingLongEnough(for gate: Gate) -> Timestamp? {
        guard let failingSince, let lastFailAt, lastFailAt - failingSince >= gate.failFor else { return nil }
        return failingSince
    }
}
