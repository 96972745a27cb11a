import GateEngine
import GateModel
import GateRules
import Logging
import MetricsExposition

/// Sends alerts to one Alertmanager for as long as it is there.
struct DeliveryLoop: Sendable {
    /// An alert that is due.
    private struct Item {
        let entry: OutboxMirror.Entry
        let delivery: DeliveryState
        let posting: AlertPosting
        let isNews: Bool
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
        guard !due.isEmpty else { return next }
        let batch = Array(due.prefix(Self.batchSize))
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
    private func survey(at now: Timestamp) -> (due: [Item], next: Timestamp?) {
        var due: [Item] = []
        var next: Timestamp?
        var unheard = 0
        for (entry, delivery) in outbox.entries(for: target.name) {
            guard let labels = shared.labels(of: entry.alert, for: target) else {
                shared.countRelabelled(entry.alert, target.name)
                continue
            }
            let isNews = DeliveryMachine.hasNews(entry.alert, delivery)
            if isNews, !DeliveryMachine.isDropped(entry.alert, delivery) { unheard += 1 }
            switch DeliveryMachine.next(for: entry.alert, delivery, at: now, shared.settings(for: entry.alert)) {
            case .done: continue
            case .wait(let until): next = min(next ?? until, until)
            case .send(let endsAt):
                let posting = AlertPosting(
                    labels: labels, annotations: entry.alert.alert.annotations, startsAt: entry.alert.alert.startsAt,
                    endsAt: endsAt)
                due.append(Item(entry: entry, delivery: delivery, posting: posting, isNews: isNews))
            }
        }
        shared.metrics.queueLength.with(target.name).set(Double(unheard))
        return (due.sorted { urgency($0) < urgency($1) }, next)
    }

    /// A stop never waits behind the refresh of a thousand tickets.
    private func urgency(_ item: Item) -> Int {
        let isStop = item.entry.alert.alert.labels["gate_action"] == "stop"
        return (item.isNews ? 0 : 2) + (isStop ? 0 : 1)
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
            let fingerprint = item.posting.labels.fingerprint
            if report.undelivered.contains(fingerprint) { continue }
            if let reason = report.refused[fingerprint] {
                heard.append(DeliveryMachine.refused(item.entry.alert, item.delivery, at: now, because: reason))
                receipts.append(receipt(of: item, at: now, reason))
                logDrop(item, reason)
            } else {
                accepted += 1
                heard.append(DeliveryMachine.accepted(item.entry.alert, item.delivery, at: now))
                if item.isNews {
                    shared.metrics.decisionLatency.with(target.name).observe((now - item.entry.noticedAt).seconds)
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
        surroundings.logger.warning(
            "alerts were not accepted and are sent again later",
            metadata: [
                "alertmanager.url": "\(target.name)", "alert.count": "\(count)", "retry.at": "\(trouble.retryAt)",
                "error.message": "\(failure)",
            ])
    }

    private func receipt(of item: Item, at now: Timestamp, _ reason: String) -> DeliveryReceipt {
        let alert = item.entry.alert.alert
        return DeliveryReceipt(
            at: now, rollout: alert.labels["rollout"] ?? "", target: target.name,
            subject: item.posting.labels.fingerprint, name: alert.labels["alertname"] ?? "", startsAt: alert.startsAt,
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
