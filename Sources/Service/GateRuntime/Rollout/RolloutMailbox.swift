import GateEngine
import GateModel
import GateRules
import Logging
import MetricsExposition
import Synchronization

/// One rollout at work: its state, the mailbox of what happens to it, and the one consumer that decides.
///
/// Events are decided one after the other; between reading the state and committing the new one nothing is awaited but the
/// journal. What could not be written was not done, with one exception: a kill takes the served weight to 0 before it
/// reaches the mailbox, and is written as soon as that is possible, ahead of everything else.
final class RolloutMailbox: Sendable {
    let name: String
    let surroundings: Surroundings
    /// Raised whenever anything a view shows has changed.
    let changes = Signal()
    let letters: Mailbox<Letter>
    private let contents: Mutex<RolloutSnapshot>

    /// Makes the mailbox of a rollout with its state as last committed.
    init(rule: RolloutRule, state: RolloutState, evaluation: Evaluation?, in surroundings: Surroundings) {
        name = rule.name
        self.surroundings = surroundings
        letters = Mailbox(capacity: surroundings.settings.mailboxCapacity)
        contents = Mutex(RolloutSnapshot(rule: rule, state: state, evaluation: evaluation))
        surroundings.metrics.rollouts.declare(rule)
        if let evaluation { surroundings.metrics.rollouts.show(evaluation, under: rule) }
        update { _ in }
    }

    /// Everything that is known of the rollout at this moment.
    var snapshot: RolloutSnapshot { contents.withLock { $0 } }

    /// Decides what is in the mailbox until it is closed or the task is cancelled.
    func run() async {
        while let letter = await letters.next() {
            switch letter {
            case .event(let letter): letter.reply.fulfil(await decide(letter))
            case .kill(let letter): await writeKill(letter)
            case .ruleChange(let change): await stand(for: change)
            }
        }
        letters.close()
        answerAll()
        if snapshot.isRetired { surroundings.metrics.rollouts.forget(name) }
    }

    /// Puts an event to the rollout and waits for what becomes of it.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - now: The time the step runs at; the time of processing when it is `nil`.
    ///   - ruleDigest: The digest of the rule the event was made under, where that matters.
    /// - Returns: What became of it.
    func submit(_ event: Event, at now: Timestamp? = nil, ruleDigest: String? = nil) async -> SubmitOutcome {
        if case .killed = event.kind { return await kill(event) }
        let letter = EventLetter(event: event, at: now, ruleDigest: ruleDigest)
        guard letters.offer(.event(letter)) else { return turnAway() }
        return await letter.reply.value() ?? .unavailable(message: Self.callerGone)
    }

    /// Takes one step: decide, write, and only then act.
    func decide(_ letter: EventLetter) async -> SubmitOutcome {
        let (rule, state) = contents.withLock { ($0.rule, $0.state) }
        if let reason = staleness(of: letter, rule: rule, state: state) { return .unavailable(message: reason) }
        let now = max(letter.at ?? surroundings.time.now(), state.lastMoment)
        let step = Engine.step(state, letter.event, at: now, under: rule)
        let record = JournalRecord(
            rollout: name, sequence: step.state.sequence, at: now, ruleDigest: rule.digest, event: letter.event,
            effects: step.effects)
        if let rejection = step.rejection { return await refuse(rejection, record, step) }
        if let trouble = await commit(record, step.state) { return .unavailable(message: trouble) }
        publish(step, record)
        return .accepted(view())
    }

    /// What the surfaces show.
    func view() -> RolloutView {
        snapshot.view(at: surroundings.time.now())
    }

    /// Changes the snapshot, and tells metrics and everybody who waits.
    func update(_ change: (inout RolloutSnapshot) -> Void) {
        contents.withLock { snapshot in
            change(&snapshot)
            surroundings.metrics.rollouts.show(
                snapshot.state, served: snapshot.servedWeight, isKillPending: snapshot.kill != nil,
                under: snapshot.rule)
        }
        changes.raise()
    }

    /// Looks at the snapshot and changes it without anybody coming in between.
    func exchange<Result: Sendable>(_ body: (inout RolloutSnapshot) -> Result) -> Result {
        contents.withLock { body(&$0) }
    }

    private func staleness(of letter: EventLetter, rule: RolloutRule, state: RolloutState) -> String? {
        if let digest = letter.ruleDigest, digest != rule.digest { return "the rule was replaced meanwhile" }
        guard case .evaluated(let evaluation) = letter.event.kind,
            let last = state.attempt?.lastEvaluatedAt, evaluation.at <= last
        else { return nil }
        return "the grid point \(evaluation.at) was decided before"
    }

    private func commit(_ record: JournalRecord, _ state: RolloutState) async -> String? {
        let watch = Stopwatch()
        do {
            try await surroundings.ports.journal.commit(record, state)
            surroundings.metrics.commitDuration.with().observe(watch.seconds)
            surroundings.metrics.lastCommit.with().set(surroundings.time.now().seconds)
            exchange { $0.journalTrouble = nil }
            return nil
        } catch {
            surroundings.metrics.journalErrors.with().increment()
            surroundings.log(record, failedWith: error)
            exchange { $0.journalTrouble = "\(error)" }
            return "could not write to the journal, nothing was done: \(error)"
        }
    }

    /// What people tried in vain is kept, too; a refusal stands whether or not that works.
    private func refuse(_ rejection: Rejection, _ record: JournalRecord, _ step: Step) async -> SubmitOutcome {
        surroundings.metrics.rollouts.rejections.with(name, rejection.code.rawValue).increment()
        surroundings.log(rejection, of: record.event, by: name)
        if record.event.actor != .stagegate, await commit(record, step.state) == nil { publish(step, record) }
        return .rejected(rejection)
    }

    private func publish(_ step: Step, _ record: JournalRecord) {
        let rollouts = surroundings.metrics.rollouts
        update { snapshot in
            snapshot.state = step.state
            if case .evaluated(let evaluation) = record.event.kind {
                snapshot.evaluation = evaluation
                rollouts.show(evaluation, under: snapshot.rule)
            }
            rollouts.count(record.event, step, under: snapshot.rule)
        }
        surroundings.log(record)
        surroundings.outbox.apply(step.effects, at: surroundings.time.now())
        if !step.decisions.isEmpty { surroundings.decided.raise() }
    }

    private func turnAway() -> SubmitOutcome {
        if letters.isClosed { return .unavailable(message: Self.shuttingDown) }
        surroundings.metrics.rollouts.mailboxRefusals.with(name).increment()
        return .unavailable(
            message: "rollout \(name) has \(letters.capacity) requests waiting and takes no more; try again soon")
    }

    static let shuttingDown = "stagegate is shutting down, nothing was done"
    static let callerGone = "the call was cancelled while it waited; look whether it was done before trying again"
}
