import GateAnalysis
import GateModel
import GateRules
import Logging
import MetricsExposition

/// Evaluates one rollout at every point of its grid, each once, oldest first.
struct EvaluationLoop: Sendable {
    let mailbox: RolloutMailbox
    let surroundings: Surroundings

    private var time: TimePort { surroundings.time }

    /// Runs until the task is cancelled.
    func run() async {
        let patienceEnds = time.now() + surroundings.settings.catchUpPatience
        var isClockBehind = false
        while !Task.isCancelled {
            let seen = mailbox.changes.count
            let snapshot = mailbox.snapshot
            let agenda = Agenda.next(
                for: snapshot.state.attempt, under: snapshot.rule, at: time.now(),
                limit: surroundings.settings.catchUpLimit)
            switch agenda {
            case .rest:
                noteCaughtUp()
                await mailbox.changes.wait(beyond: seen)
            case .wait(let point):
                noteCaughtUp()
                let wasClockBehind = isClockBehind
                isClockBehind = point - time.now() > snapshot.rule.interval
                if isClockBehind, !wasClockBehind { noteSetback(until: point) }
                await time.wait(for: mailbox.changes, beyond: seen, until: point)
            case .giveUp(let after, let through, let newest):
                await giveUp(after: after, through: through, newest: newest)
            case .evaluate(let point, let newest):
                await evaluate(point, newest: newest, snapshot, patienceEnds: patienceEnds)
            }
        }
    }

    private func evaluate(
        _ point: Timestamp, newest: Timestamp, _ snapshot: RolloutSnapshot, patienceEnds: Timestamp
    ) async {
        guard let attempt = snapshot.state.attempt, let context = PlanContext(rule: snapshot.rule, attempt: attempt)
        else { return await pause() }
        let trace = time.newTrace()
        let result = await Evaluator(surroundings: surroundings)
            .evaluate(at: point, under: snapshot.rule, in: context, trace: trace)
        if Task.isCancelled { return }
        mailbox.exchange { $0.note(result.timing) }
        noteSource(result)
        noteCost(result.cost)
        if !result.isAnswered {
            noteCaughtUp()
            // A source that starts at the same time as this process gets a moment to come up; its answers for the points
            // that were missed are worth waiting for. At the newest point there is nothing to wait for.
            if point < newest, time.now() < patienceEnds { return await pause() }
        }
        let event = Event(actor: .stagegate, trace: trace, kind: .evaluated(result.evaluation))
        await submit(event, at: newest, ruleDigest: snapshot.rule.digest)
    }

    private func giveUp(after: Timestamp, through: Timestamp, newest: Timestamp) async {
        let event = Event(
            actor: .stagegate, trace: time.newTrace(), kind: .evaluationsMissed(after: after, through: through))
        surroundings.logger.warning(
            "grid points are too old to be evaluated and are recorded as a gap",
            metadata: [
                "rollout.id": "\(mailbox.name)", "gap.after": "\(after)", "gap.through": "\(through)",
                "trace.id": "\(event.trace)",
            ])
        await submit(event, at: newest, ruleDigest: nil)
    }

    /// Submits, and pauses when that was to no avail, so that a journal in trouble is not run into all the time.
    private func submit(_ event: Event, at now: Timestamp, ruleDigest: String?) async {
        let outcome = await mailbox.submit(event, at: now, ruleDigest: ruleDigest)
        if case .accepted = outcome { return }
        await pause()
    }

    /// One line when the source falls silent and one when it is back: what lies between is in the verdicts.
    private func noteSource(_ result: Evaluator.Result) {
        let isNews = mailbox.exchange { snapshot in
            defer { snapshot.isSourceSilent = !result.isAnswered }
            return snapshot.isSourceSilent == result.isAnswered
        }
        guard isNews else { return }
        surroundings.logSource(isAnswering: result.isAnswered, result.evaluation, of: mailbox.name)
    }

    /// Shows what the evaluation cost, unless the rollout has left the rules and its series with it.
    private func noteCost(_ cost: EvaluationCost) {
        mailbox.exchange { snapshot in
            if !snapshot.isRetired { surroundings.metrics.rollouts.show(cost, of: mailbox.name) }
        }
    }

    private func noteSetback(until point: Timestamp) {
        surroundings.metrics.clockSetbacks.with().increment()
        surroundings.logger.warning(
            "the clock was set back, the next evaluation waits for the time it had reached",
            metadata: ["rollout.id": "\(mailbox.name)", "evaluation.at": "\(point)"])
    }

    private func pause() async {
        let end = time.now() + surroundings.settings.journalRetryDelay
        // The only error says that the sleep was cancelled, which the loop finds out by itself.
        try? await time.sleep(end)
    }

    private func noteCaughtUp() {
        let isNews = mailbox.exchange { snapshot in
            defer { snapshot.isCaughtUp = true }
            return !snapshot.isCaughtUp
        }
        if isNews { mailbox.changes.raise() }
    }
}
