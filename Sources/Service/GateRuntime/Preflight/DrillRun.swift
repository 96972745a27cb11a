import GateEngine
import GateModel
import GateRules
import Logging

/// One drill: a rollout of its own name goes up, back, is stopped, killed and ended, on made-up measurements.
///
/// Everything but the measurements is what a rollout has: the engine, the journal, the weight that is served, the alerts and
/// what Alertmanager says of them.
struct DrillRun: Sendable {
    /// Why a drill cannot go on.
    struct Trouble: Error {
        let message: String
    }

    /// What a part came to.
    private struct Finding {
        var evidence: [String] = []
        var routes: [MemberRoute] = []
    }

    let mailbox: RolloutMailbox
    let outbox: OutboxService
    let surroundings: Surroundings
    let actor: Actor
    let trace: TraceID
    /// The digest of the rule that is drilled.
    let digest: String
    /// Whether somebody wants it to end now.
    let isUnwanted: @Sendable () -> Bool

    /// How many grid points a promotion may take.
    private static let patience = 6

    private var rule: RolloutRule { mailbox.snapshot.rule }
    private var state: RolloutState { mailbox.snapshot.state }
    private var served: Weight { mailbox.view().servedWeight }

    /// Plays all parts; after one that does not hold the rest is not tried, and nothing of it is left standing.
    ///
    /// - Returns: One finding a part, in the order they were played.
    func play() async -> [PreflightCheck] {
        var checks: [PreflightCheck] = []
        var trouble: String?
        do throws(Trouble) {
            try await act(.startRequested(revision: "drill"))
        } catch {
            trouble = error.message
        }
        for (kind, play) in parts {
            if let trouble {
                checks.append(PreflightCheck(kind, ruleDigest: digest, failure: "it was not tried: \(trouble)"))
                continue
            }
            let watch = Stopwatch()
            do throws(Trouble) {
                let finding = try await play()
                let evidence = finding.evidence + ["it took \(Self.milliseconds(watch))"]
                checks.append(PreflightCheck(kind, ruleDigest: digest, evidence: evidence, routes: finding.routes))
            } catch {
                trouble = error.message
                checks.append(PreflightCheck(kind, ruleDigest: digest, failure: error.message))
            }
        }
        do throws(Trouble) {
            try await clear("the drill is over")
        } catch {
            surroundings.logger.warning(
                "a drill could not be ended; the next one, or the next start, ends it",
                metadata: ["rollout.id": "\(mailbox.name)", "error.message": "\(error.message)"])
        }
        return checks
    }

    private var parts: [(PreflightCheckKind, () async throws(Trouble) -> Finding)] {
        [(.drillRollback, rollBack), (.drillStop, stop), (.drillKill, kill)]
    }
}

/// The parts.
extension DrillRun {
    /// Up two stages, where there are so many; then a gate fails, and the rollout goes back to the previous stable stage.
    private func rollBack() async throws(Trouble) -> Finding {
        try await climb(to: 2)
        let (before, stage) = (served, stageName)
        let stable = state.attempt?.stableStages.last
        let cause = try await fault(Drill.failure) ?? "a person"
        if cause == "a person" { try await act(.rolledBack(toStage: nil, reason: Drill.mark)) }
        guard served < before, stageName == stable else {
            throw Trouble(message: "\(cause) did not take the rollout from \(stage) back to \(stable ?? "stage 0")")
        }
        var finding = Finding(evidence: ["\(cause) took it back from \(stage) (\(before)) to \(stageName) (\(served))"])
        try await confirm("StagegateRollback", &finding)
        return finding
    }

    /// Up again; then a stop rule fires, or where none measures anything a safety event is opened.
    private func stop() async throws(Trouble) -> Finding {
        try await climb(to: 2)
        let (before, stage) = (served, stageName)
        let cause = try await fault(Drill.breach) ?? "a Sev-2 incident"
        if state.phase != .stopped {
            try await act(.incidentOpened(id: "drill", kind: .sev2, note: Drill.mark))
        }
        guard state.phase == .stopped, served < before else {
            throw Trouble(message: "\(cause) did not stop the rollout at \(stage)")
        }
        var finding = Finding(
            evidence: ["\(cause) stopped it and took it from \(stage) (\(before)) to \(stageName) (\(served))"])
        try await confirm("StagegateAutoStop", &finding)
        return finding
    }

    /// Goes on where it was stopped; then the kill switch is pulled.
    private func kill() async throws(Trouble) -> Finding {
        for incident in state.incidents { try await act(.incidentResolved(id: incident.id, note: Drill.mark)) }
        try await act(.resumed(reason: Drill.mark))
        if served == .zero { try await climb(to: 1) }
        let before = served
        let event = Event(actor: actor, trace: trace, kind: .killed(reason: Drill.mark))
        let watch = Stopwatch()
        let letter = mailbox.pullKillSwitch(event)
        let after = served
        let reaction = watch.seconds
        guard let letter, after == .zero else { throw Trouble(message: "the kill switch left \(after) served") }
        let limit = surroundings.settings.killLimit
        guard reaction <= limit.seconds else {
            throw Trouble(message: "the kill switch took \(Self.milliseconds(reaction)), which is more than \(limit)")
        }
        _ = try accepted(await mailbox.acknowledgement(of: letter))
        let written = Self.milliseconds(watch)
        var finding = Finding(
            evidence: [
                "the served weight went from \(before) to 0 % within \(Self.milliseconds(reaction)) of the call",
                "the journal had the kill after \(written)",
            ])
        let alerts = state.alerts
        let began = surroundings.time.now()
        try await act(.aborted(reason: Drill.mark))
        for alert in alerts {
            let deaf = await outbox.unresolved(alert, since: began)
            let told = deaf.isEmpty ? "every Alertmanager knows" : "not yet known to \(deaf.joined(separator: ", "))"
            finding.evidence.append("\(alert.labels["alertname"] ?? "") was resolved: \(told)")
        }
        return finding
    }

    /// Waits for the Alertmanagers to say whom they told of an alert.
    private func confirm(_ name: String, _ finding: inout Finding) async throws(Trouble) {
        guard let alert = state.alerts.first(where: { $0.labels["alertname"] == name }) else {
            throw Trouble(message: "\(name) does not fire")
        }
        finding.routes = await outbox.routes(of: alert, since: surroundings.time.now())
        // Whoever silences drills sees to it that nobody is woken, and the way of the alert is proven all the same.
        let routes = finding.routes.map { route in
            route.state == "suppressed"
                ? MemberRoute(member: route.member, receivers: route.receivers, state: route.state) : route
        }
        if let shortfall = Preflight.shortfall(of: routes, wanted: []) {
            throw Trouble(message: "\(name) fires, but \(shortfall)")
        }
        finding.evidence += finding.routes.map { "\(name): \($0.sentence)" }
    }
}

/// The steps the parts are made of.
extension DrillRun {
    private var stageName: String { state.attempt?.visit.stage ?? "" }

    /// Goes up until a stage is reached, or the highest below 100 % where the rule has fewer.
    private func climb(to wanted: Int) async throws(Trouble) {
        let target = min(wanted, rule.stages.count - 1)
        for _ in 0..<(Self.patience * rule.stages.count) {
            guard let index = rule.stageIndex(named: stageName), index < target else { return }
            try await evaluate(Drill.calm)
        }
        throw Trouble(
            message: "it did not get from \(stageName) to \(rule.stages[target].name) although everything was fine; "
                + mailbox.view().waitingFor.joined(separator: ", "))
    }

    /// Lets something go wrong.
    ///
    /// - Returns: What did; `nil` when nothing of the rule would have had the effect, and then nothing happened.
    private func fault(
        _ make: (Timestamp, RolloutState, RolloutRule) -> Drill.Fault?
    ) async throws(Trouble) -> String? {
        let point = try await nextPoint()
        guard let fault = make(point, state, rule) else { return nil }
        try await take(fault.evaluation)
        return fault.name
    }

    private func evaluate(
        _ make: (Timestamp, RolloutState, RolloutRule) -> Evaluation
    ) async throws(Trouble) {
        let point = try await nextPoint()
        try await take(make(point, state, rule))
    }

    /// The next grid point, as soon as it is due.
    private func nextPoint() async throws(Trouble) -> Timestamp {
        let last = state.attempt?.lastDecidedPoint ?? surroundings.time.now()
        let point = rule.grid.next(after: max(last, surroundings.time.now()))
        do {
            try await surroundings.time.sleep(point)
        } catch {
            throw Trouble(message: "the service shuts down")
        }
        if isUnwanted() { throw Trouble(message: "the service shuts down") }
        return point
    }

    private func take(_ evaluation: Evaluation) async throws(Trouble) {
        let event = Event(actor: .stagegate, trace: trace, kind: .evaluated(evaluation))
        _ = try accepted(await mailbox.submit(event, at: evaluation.at))
    }

    private func act(_ kind: Event.Kind) async throws(Trouble) {
        _ = try accepted(await mailbox.submit(Event(actor: actor, trace: trace, kind: kind)))
    }

    private func accepted(_ outcome: SubmitOutcome) throws(Trouble) -> RolloutView {
        switch outcome {
        case .accepted(let view): return view
        case .rejected(let rejection): throw Trouble(message: rejection.message)
        case .unavailable(let message), .pending(_, let message): throw Trouble(message: message)
        case .unknownRollout: throw Trouble(message: "the drill is gone")
        }
    }

    private func clear(_ reason: String) async throws(Trouble) {
        for kind in Supervisor.end(of: state, because: reason) { try await act(kind) }
    }

    private static func milliseconds(_ watch: Stopwatch) -> String { milliseconds(watch.seconds) }

    private static func milliseconds(_ seconds: Double) -> String {
        "\(NumberText.number(seconds * 1000, digits: 3)) ms"
    }
}
