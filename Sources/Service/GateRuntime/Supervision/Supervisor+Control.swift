import GateEngine
import GateModel
import Logging
import MetricsExposition
import Synchronization

/// The running service as its surfaces see it.
extension Supervisor {
    /// What the HTTP API and the commands work with.
    public var control: Control {
        Control(
            list: { self.directory.withLock { $0.mailboxes }.map { $0.view() } },
            view: { self.mailbox($0)?.view() },
            changed: { await self.changed($0, since: $1, $2, within: $3) },
            submit: { await self.submit($0, $1, by: $2, trace: $3) },
            records: { try await self.surroundings.ports.journal.records($0, $1, $2) },
            reload: { await self.reload() },
            readiness: { self.readiness() },
            recordRefusal: { await self.record($0) }, evidence: surroundings.ports.journal.evidence,
            preview: { await self.preview($0, $1, by: $2) },
            timings: { self.mailbox($0)?.snapshot.timings ?? [] })
    }

    private func submit(
        _ rollout: String, _ kind: Event.Kind, by actor: Actor, trace: TraceID?
    ) async -> SubmitOutcome {
        guard let mailbox = mailbox(rollout) else { return .unknownRollout }
        if let origin = DrillName.origin(of: rollout) {
            return .rejected(
                Rejection(.wrongPhase, "\(rollout) is the drill of \(origin): nothing else can be done with it"))
        }
        let event = Event(actor: actor, trace: trace ?? surroundings.time.newTrace(), kind: kind)
        let complete = await OnCallQuery(surroundings: surroundings).fillIn(event, for: mailbox.snapshot)
        return await mailbox.submit(complete)
    }

    /// Takes the step and forgets it: what people are shown before they act is what the engine would do.
    private func preview(_ rollout: String, _ kind: Event.Kind, by actor: Actor) async -> Step? {
        guard let mailbox = mailbox(rollout) else { return nil }
        let event = Event(actor: actor, trace: surroundings.time.newTrace(), kind: kind)
        let complete = await OnCallQuery(surroundings: surroundings).fillIn(event, for: mailbox.snapshot)
        let snapshot = mailbox.snapshot
        let now = max(surroundings.time.now(), snapshot.state.lastMoment)
        return Engine.step(snapshot.state, complete, at: now, under: snapshot.rule)
    }

    private func changed(
        _ rollout: String, since sequence: Int64, _ weight: Weight, within span: TimeSpan
    ) async -> RolloutView? {
        let deadline = surroundings.time.now() + span
        while let mailbox = mailbox(rollout) {
            let seen = mailbox.changes.count
            let snapshot = mailbox.snapshot
            if snapshot.isRetired { return nil }
            let isNews = snapshot.state.sequence != sequence || snapshot.servedWeight != weight
            if isNews || Task.isCancelled || mailbox.letters.isClosed || surroundings.time.now() >= deadline {
                return mailbox.view()
            }
            await surroundings.time.wait(for: mailbox.changes, beyond: seen, until: deadline)
        }
        return nil
    }

    private func record(_ refusal: Refusal) async {
        do {
            try await surroundings.ports.journal.recordRefusal(refusal)
        } catch {
            surroundings.metrics.journalErrors.with().increment()
            surroundings.logger.warning(
                "a refused call could not be recorded",
                metadata: ["call": "\(refusal.call)", "actor.name": "\(refusal.actor)", "error.message": "\(error)"])
        }
    }
}
