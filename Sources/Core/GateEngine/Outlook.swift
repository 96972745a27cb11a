public import GateModel
public import GateRules

/// What stands between a rollout and its next stage, in sentences for people.
public enum Outlook {
    /// Why the rollout does not go on by itself right now; empty when it is over.
    ///
    /// - Parameters:
    ///   - state: Where the rollout stands.
    ///   - rule: The rule in force.
    ///   - now: The present time, for what expires.
    /// - Returns: One sentence a reason, the most important first.
    public static func waitingFor(_ state: RolloutState, under rule: RolloutRule, now: Timestamp) -> [String] {
        let incidents = state.incidents.map { "incident \($0.id) (\($0.kind.rawValue)) open since \($0.openedAt)" }
        guard let attempt = state.attempt, attempt.phase.isEvaluated else {
            if state.phase == .completed { return incidents }
            let missing = Preflight.missing(in: state, under: rule, at: now).map { "preflight item \($0)" }
            return incidents + missing + ["somebody to start a revision"]
        }
        var sentences = incidents
        if let stop = attempt.stop {
            sentences.append("stopped by \(stop.cause): \(stop.reason); somebody has to resume it")
        }
        if let hold = attempt.hold { sentences.append("held by \(hold.actor): \(hold.reason)") }
        return sentences + gates(of: attempt, under: rule) + progress(of: attempt, under: rule, at: now)
    }

    /// How far the window has come: `window: 12m of 1h green since …`.
    static func window(of attempt: Attempt, under rule: RolloutRule) -> String {
        let length = rule.stages.first { $0.name == attempt.visit.stage }?.window ?? .zero
        guard let since = attempt.window.greenSince, let last = attempt.lastEvaluatedAt else {
            return "window: not green, \(length) to go"
        }
        return "window: \(last - since) of \(length) green since \(since)"
    }

    private static func progress(of attempt: Attempt, under rule: RolloutRule, at now: Timestamp) -> [String] {
        switch attempt.phase {
        case .observing: [window(of: attempt, under: rule)]
        case .awaitingApproval: [approval(of: attempt, under: rule, at: now)]
        case .pending, .stopped, .completed, .aborted: []
        }
    }

    private static func approval(of attempt: Attempt, under rule: RolloutRule, at now: Timestamp) -> String {
        if let approval = attempt.approval, now < approval.expiresAt {
            return "the next green evaluation; \(approval.actor) approved \(approval.candidate)"
        }
        let roles = rule.approval.roles.map(\.rawValue).sorted().joined(separator: " or ")
        let other = rule.approval.twoPerson ? ", not \(attempt.startedBy)" : ""
        return "approval of candidate \(attempt.candidate?.id ?? "") by \(roles)\(other)"
    }

    /// The gates of the newest evaluation that did not pass.
    private static func gates(of attempt: Attempt, under rule: RolloutRule) -> [String] {
        guard let stage = rule.stages.first(where: { $0.name == attempt.visit.stage }) else { return [] }
        let judged = rule.gates.filter { $0.applies(to: stage) && !$0.onlyCollects(at: stage) }
        if judged.isEmpty { return ["no gate takes part at stage \(stage.name): it can never be green"] }
        return judged.compactMap { gate in
            guard let snapshot = attempt.visit.gates.first(where: { $0.gate == gate.name }) else { return nil }
            if snapshot.outcome == .inconclusive, snapshot.reason == .notProven {
                return unproven(snapshot, gate) + afterWindow(gate, attempt, stage)
            }
            return snapshot.outcome == .pass ? nil : sentence(snapshot, gate)
        }
    }

    private static func unproven(_ snapshot: GateSnapshot, _ gate: Gate) -> String {
        let forecast = snapshot.certainty?.forecast ?? measured(snapshot)
        return "gate \(gate.name): not proven" + (forecast.isEmpty ? "" : ", \(forecast)")
    }

    /// What the rule of an undecided gate says once its window is over.
    private static func afterWindow(_ gate: Gate, _ attempt: Attempt, _ stage: Stage) -> String {
        guard let since = attempt.window.greenSince, let last = attempt.lastEvaluatedAt, last - since >= stage.window,
            let confidence = gate.confidence
        else { return "" }
        switch confidence.undecided {
        case .hold: return "; the window is over, it waits because its rule says `undecided: hold`"
        case .extend(let limit):
            let end = attempt.window.heldAt.map { "was held at \($0)" } ?? "is held at \(since + limit)"
            return "; the window is over, the rollout \(end) because its rule says `undecided: extend`"
        case .promote: return "; the window is over, it may go on because its rule says `undecided: promote`"
        }
    }

    private static func sentence(_ snapshot: GateSnapshot, _ gate: Gate) -> String {
        if snapshot.reason == .tooFewEvents, let events = snapshot.events {
            let counts = "\(NumberText.count(events)) of \(NumberText.count(gate.minEvents))"
            return "gate \(gate.name): too_few_events (\(counts))"
        }
        let measured = measured(snapshot)
        return "gate \(gate.name): \(snapshot.outcome.rawValue), \(snapshot.reason.rawValue)"
            + (measured.isEmpty ? "" : ", \(measured)")
    }

    private static func measured(_ snapshot: GateSnapshot) -> String {
        let value = snapshot.value.map { "value \(NumberText.number($0.number))" }
        let wanted = snapshot.threshold.map { "wanted \(snapshot.comparison) \(NumberText.number($0))" }
        return [value, wanted].compactMap(\.self).joined(separator: ", ")
    }
}
