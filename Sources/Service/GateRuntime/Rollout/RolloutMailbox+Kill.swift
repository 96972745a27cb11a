import GateModel
import Logging

/// The kill switch: the weight drops first, the record follows as soon as it can be written.
extension RolloutMailbox {
    /// Takes the served weight to 0 at once, and has the kill written.
    func kill(_ event: Event) async -> SubmitOutcome {
        guard let letter = pullKillSwitch(event) else { return .unavailable(message: Self.shuttingDown) }
        return await acknowledgement(of: letter)
    }

    /// Takes the served weight to 0; that has happened when this returns.
    ///
    /// - Returns: The kill that is to be written; `nil` when the service shuts down.
    func pullKillSwitch(_ event: Event) -> EventLetter? {
        let (letter, isNew) = receive(event)
        if isNew {
            guard letters.offerFirst(.kill(letter)) else {
                exchange { $0.kill = nil }
                return nil
            }
            update { _ in }
        }
        return letter
    }

    /// What became of a kill, as far as it is known in time.
    func acknowledgement(of letter: EventLetter) async -> SubmitOutcome {
        let deadline = surroundings.time.now() + surroundings.settings.killAcknowledgementLimit
        let outcome = await surroundings.time.limit(deadline) { await letter.reply.value() }
        return outcome.flatMap { $0 } ?? .pending(view(), message: Self.notYetWritten)
    }

    /// Writes a kill, however long it takes; nothing else is decided before.
    func writeKill(_ letter: EventLetter) async {
        let outcome = await insist(on: letter) { message in
            letter.reply.fulfil(.pending(view(), message: "\(Self.notYetWritten): \(message)"))
        }
        guard let outcome else {
            surroundings.logger.error(
                "a kill was not written before the shutdown and is lost",
                metadata: ["rollout.id": "\(name)", "trace.id": "\(letter.event.trace)"])
            return
        }
        update { $0.kill = nil }
        // The view of the outcome was taken while the kill still waited.
        if case .accepted = outcome { letter.reply.fulfil(.accepted(view())) } else { letter.reply.fulfil(outcome) }
    }

    /// Decides an event again and again until it is on disk; everything else in the mailbox is refused meanwhile.
    ///
    /// - Parameters:
    ///   - letter: The event.
    ///   - delayed: Called after each attempt that failed, with the reason.
    /// - Returns: What became of it; `nil` when the service shut down before it could be written.
    func insist(on letter: EventLetter, delayed: (String) -> Void) async -> SubmitOutcome? {
        while true {
            let isLastAttempt = letters.isClosed || Task.isCancelled
            let outcome = await decide(letter)
            guard case .unavailable(let message) = outcome else { return outcome }
            delayed(message)
            refuseWaiting(message)
            if isLastAttempt { return nil }
            let retryAt = surroundings.time.now() + surroundings.settings.journalRetryDelay
            await surroundings.time.wait(for: letters.closing, beyond: 0, until: retryAt)
        }
    }

    /// Answers every event that waits.
    func refuseWaiting(_ message: String) {
        for letter in letters.take(where: { $0.refusable != nil }) {
            letter.refusable?.reply.fulfil(.unavailable(message: message))
        }
    }

    /// Answers everything that waits when nobody will decide it any more.
    func answerAll() {
        for letter in letters.take(where: { _ in true }) {
            switch letter {
            case .event(let letter), .kill(let letter):
                letter.reply.fulfil(.unavailable(message: Self.shuttingDown))
            case .ruleChange(let change):
                change.objection.fulfil(Self.shuttingDown)
                change.written.fulfil(false)
            }
        }
    }

    /// A kill that waits already stands for every later one: its record says who was first.
    private func receive(_ event: Event) -> (letter: EventLetter, isNew: Bool) {
        let now = surroundings.time.now()
        return exchange { snapshot in
            if let letter = snapshot.kill { return (letter, false) }
            let letter = EventLetter(event: event, at: now)
            snapshot.kill = letter
            return (letter, true)
        }
    }

    private static let notYetWritten = "the weight is 0 now, but the journal does not have it yet"
}
