import GateEngine
import GateModel
import GateRules
import Logging
import MetricsExposition

/// Sends alerts to one Alertmanager for as long as it is there.
struct DeliveryLoop: Sendable {
    /// An alert that is due.
    private struct Due {
        let entry: OutboxMirror.Entry
        let delivery: DeliveryState
        let isNews: Bool
    }

    /// An alert as it is sent.
    private struct Item {
        let due: Due
        let posting: AlertPosting
        let fingerprint: String
    }

    let target: AlertTarget
    let shared: DeliveryContext

    /// - Source: prometheus/prometheus `--alertmanager.notification-batch-size`.
    static let batchSize = 256

    private var surroundings: Surroundings { shared.surroundings }
    private var outbox: OutboxMirror { surroundings.outbox }

    /// Runs until the target is gone or the task is cancelled.
    func run() async {
        while !Task.isCancelled, shared.directory.has(target.name) {
            let seen = outbox.changes.count
            var wake = await round()
            await shared.forgetHeard()
            if let saveAt = await shared.save(target.name) { wake = min(wake ?? saveAt, saveAt) }
            if let wake {
                await surroundings.time.wait(for: outbox.changes, beyond: seen, until: wake)
            } else {
                await outbox.changes.wait(beyond: seen)
            }
        }
    }

    /// Sends one batch of what is due, the most urgent first.
    ///
    /// - Returns: When something is due again; `nil` when nothing waits.
    func round() async -> Timestamp? {
        let now = surroundings.time.now()
        let (due, next) = survey(at: now)
        if let pause = shared.directory.trouble(of: target.name)?.pause(at: now, shared.backoff) { return pause }
        let batch = batch(of: due, at: now)
        guard !batch.isEmpty else { return next }
        let watch = Stopwatch()
        let report = await target.send(batch.map(\.posting), trace(of: batch))
        // A shutdown in the middle is nobody's failure; whatever was not heard of is sent after the next start.
        if Task.isCancelled, report.failure != nil { return nil }
        shared.metrics.latency.with(target.name).observe(watch.seconds)
        await note(report, of: batch)
        // Something more urgent may have come up meanwhile; the next round finds out.
        return surroundings.time.now()
    }

    /// What is due, and when the next is.
    private func survey(at now: Timestamp) -> (due: [Due], next: Timestamp?) {
        var due: [Due] = []
        var next: Timestamp?
        var (unheard, urgent) = (0, 0)
        let settings = shared.settings()
        for (entry, delivery) in outbox.entries(for: target.name) {
            if shared.isRelabelled(entry, target.name) { continue }
            let isNews = DeliveryMachine.hasNews(entry.alert, delivery)
            if isNews, !DeliveryMachine.isDropped(entry.alert, delivery) {
                unheard += 1
                if entry.alert.isUrgent { urgent += 1 }
            }
            switch DeliveryMachine.next(for: entry.alert, delivery, at: now, settings) {
            case .done: continue
            case .wait(let until): next = min(next ?? until, until)
            case .send: due.append(Due(entry: entry, delivery: delivery, isNews: isNews))
            }
        }
        shared.metrics.queueLength.with(target.name).set(Double(unheard))
        shared.metrics.urgentQueueLength.with(target.name).set(Double(urgent))
        return (due, next)
    }

    /// The most urgent of what is due, relabelled; what relabelling drops is passed over from now on.
    private func batch(of due: [Due], at now: Timestamp) -> [Item] {
        if due.isEmpty { return [] }
        let intervals = shared.intervals()
        let ranked = due.map { (urgency($0), $0) }.sorted { ($0.0, $0.1.entry.id) < ($1.0, $1.1.entry.id) }
        var batch: [Item] = []
        for (_, due) in ranked where batch.count < Self.batchSize {
            guard let labels = shared.labels(of: due.entry.alert, for: target) else {
                shared.countRelabelled(due.entry, target.name)
                continue
            }
            let alert = due.entry.alert.alert
            let settings = shared.settings(intervals[alert.labels["rollout"] ?? ""])
            let posting = AlertPosting(
                labels: labels, annotations: alert.annotations, startsAt: alert.startsAt,
                endsAt: DeliveryMachine.endsAt(of: due.entry.alert, at: now, settings))
            batch.append(Item(due: due, posting: posting, fingerprint: labels.fingerprint))
        }
        return batch
    }

    /// A stop never waits behind the refresh of a thousand tickets.
    private func urgency(_ due: Due) -> Int {
        let isStop = due.entry.alert.alert.labels["gate_action"] == "stop"
        return (due.isNews ? 0 : 2) + (isStop ? 0 : 1)
    }

    /// The trace of the most urgent alert that has one: a request can carry one only.
    private func trace(of batch: [Item]) -> TraceID? {
        batch.lazy.compactMap { $0.posting.annotations["trace_id"].flatMap(TraceID.init) }.first
    }

    private func note(_ report: SendReport, of batch: [Item]) async {
        let now = surroundings.time.now()
        var heard: [DeliveryState] = []
        var receipts: [DeliveryReceipt] = []
        var accepted = 0
        for item in batch {
            let due = item.due
            if report.undelivered.contains(item.fingerprint) { continue }
            if let reason = report.refused[item.fingerprint] {
                heard.append(DeliveryMachine.refused(due.entry.alert, due.delivery, at: now, because: reason))
                receipts.append(receipt(of: item, at: now, reason))
                logDrop(item, reason)
            } else {
                accepted += 1
                heard.append(DeliveryMachine.accepted(due.entry.alert, due.delivery, at: now))
                if due.isNews {
                    shared.metrics.decisionLatency.with(target.name).observe((now - due.entry.noticedAt).seconds)
                }
            }
        }
        outbox.note(heard)
        shared.metrics.sent.with(target.name).increment(by: Double(accepted))
        shared.metrics.dropped.with(target.name, "refused").increment(by: Double(receipts.count))
        note(report.failure, count: report.undelivered.count, at: now)
        if accepted > 0 { outbox.acceptances.raise() }
        await shared.keep(receipts)
    }

    private func note(_ failure: String?, count: Int, at now: Timestamp) {
        let before = shared.directory.trouble(of: target.name)
        guard let failure else {
            if let before {
                surroundings.logger.notice(
                    "the alertmanager accepts alerts again",
                    metadata: ["alertmanager.url": "\(target.name)", "failing.since": "\(before.since)"])
            }
            return shared.directory.note(nil, of: target.name)
        }
        shared.metrics.errors.with(target.name).increment(by: Double(count))
        let trouble = TargetTrouble(
            at: now, failure, after: before, backoff: shared.backoff, chance: surroundings.time.chance())
        shared.directory.note(trouble, of: target.name)
        outbox.notes.raise()
        surroundings.logger.warning(
            "alerts were not accepted and are sent again later",
            metadata: [
                "alertmanager.url": "\(target.name)", "alert.count": "\(count)", "retry.at": "\(trouble.retryAt)",
                "error.message": "\(failure)",
            ])
    }

    private func receipt(of item: Item, at now: Timestamp, _ reason: String) -> DeliveryReceipt {
        let alert = item.due.entry.alert.alert
        return DeliveryReceipt(
            at: now, rollout: alert.labels["rollout"] ?? "", target: target.name,
            subject: item.fingerprint, name: alert.labels["alertname"] ?? "", startsAt: alert.startsAt,
            outcome: .dropped, detail: reason)
    }

    private func logDrop(_ item: Item, _ reason: String) {
        surroundings.logger.error(
            "an alert was refused and is not sent to this alertmanager again",
            metadata: [
                "alertmanager.url": "\(target.name)", "alert.labels": "\(item.posting.labels)",
                "error.message": "\(reason)",
            ])
    }
}
