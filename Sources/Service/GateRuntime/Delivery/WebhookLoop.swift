import GateEngine
import GateModel
import Logging
import MetricsExposition
import Synchronization

/// Tells one webhook what was decided, step by step in the order of the journal.
///
/// A message is delivered or refused before the next one is begun; until then the webhook stays where it is, so that a
/// crash repeats a message at most, and with the same key.
struct WebhookLoop: Sendable {
    let target: WebhookTarget
    let board: WebhookBoard
    let surroundings: Surroundings
    let metrics: WebhookMetrics

    /// Pauses double up to a minute, which is soon enough for what people read.
    static let backoff = Backoff(longest: .minutes(1))
    private static let batchSize = 64

    private var store: DeliveryStore { surroundings.ports.journal.deliveries }

    /// Runs until the task is cancelled.
    func run(from start: WebhookState) async {
        var state = start
        var isSaved = true
        while !Task.isCancelled {
            let seen = surroundings.decided.count
            do {
                if !isSaved {
                    try await store.saveWebhook(state)
                    isSaved = true
                }
                let (steps, total) = try await store.announcements(state.position, Self.batchSize)
                metrics.queueLength.with(target.name).set(Double(total))
                for (index, step) in steps.enumerated() {
                    guard let next = await take(step, after: state) else { return }
                    state = next
                    metrics.queueLength.with(target.name).set(Double(total - index - 1))
                    isSaved = false
                    try await store.saveWebhook(state)
                    isSaved = true
                }
                if steps.isEmpty { await surroundings.decided.wait(beyond: seen) }
            } catch {
                await complain(error)
            }
        }
    }

    /// Delivers what a step has to say.
    ///
    /// - Returns: The state after it; `nil` when the task was cancelled first.
    private func take(_ step: Announcement, after state: WebhookState) async -> WebhookState? {
        let (message, next) = WebhookMachine.next(
            step, after: state, filter: target.filter, externalLabels: surroundings.settings.externalLabels)
        guard let message else { return next }
        while !Task.isCancelled {
            let watch = Stopwatch()
            let reply = await target.send(message)
            if Task.isCancelled, reply != .accepted { return nil }
            metrics.latency.with(target.name).observe(watch.seconds)
            switch reply {
            case .accepted:
                metrics.sent.with(target.name).increment()
                board.note(nil, of: target.name)
                return next
            case .refused(let reason):
                await drop(message, step, reason)
                return next
            case .failed(let reason):
                await surroundings.time.wait(pause(after: reason, message))
            }
        }
        return nil
    }

    private func pause(after reason: String, _ message: WebhookMessage) -> TimeSpan {
        let now = surroundings.time.now()
        let trouble = TargetTrouble(
            at: now, reason, after: board.trouble(of: target.name), backoff: Self.backoff,
            chance: surroundings.time.chance())
        board.note(trouble, of: target.name)
        metrics.errors.with(target.name).increment()
        surroundings.logger.warning(
            "a webhook did not accept a message, it is sent again later",
            metadata: [
                "webhook.name": "\(target.name)", "message.key": "\(message.key)", "retry.at": "\(trouble.retryAt)",
                "error.message": "\(reason)",
            ])
        return trouble.retryAt - now
    }

    private func drop(_ message: WebhookMessage, _ step: Announcement, _ reason: String) async {
        metrics.dropped.with(target.name).increment()
        board.note(nil, of: target.name)
        surroundings.logger.error(
            "a webhook refused a message, it is not sent again",
            metadata: [
                "webhook.name": "\(target.name)", "message.key": "\(message.key)", "error.message": "\(reason)",
            ])
        let names = message.alerts.compactMap { $0.endsAt == nil ? $0.labels["decision"] : nil }
        let receipt = DeliveryReceipt(
            at: surroundings.time.now(), rollout: message.rollout, target: target.name, subject: message.key,
            name: names.joined(separator: ","), startsAt: message.at, outcome: .dropped, detail: reason)
        do {
            try await store.keep([receipt])
        } catch {
            await complain(error)
        }
    }

    private func complain(_ error: any Error) async {
        if Task.isCancelled { return }
        surroundings.metrics.journalErrors.with().increment()
        surroundings.logger.warning(
            "the journal could not be read or written for a webhook; a message may be sent again",
            metadata: ["webhook.name": "\(target.name)", "error.message": "\(error)"])
        await surroundings.time.wait(surroundings.settings.journalRetryDelay)
    }
}

/// How every webhook does, for whoever looks.
final class WebhookBoard: Sendable {
    private let troubles = Mutex<[String: TargetTrouble]>([:])

    func note(_ trouble: TargetTrouble?, of name: String) {
        troubles.withLock { $0[name] = trouble }
    }

    func trouble(of name: String) -> TargetTrouble? {
        troubles.withLock { $0[name] }
    }
}
