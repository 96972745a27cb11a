import GateModel
import Logging
import MetricsExposition

/// Asks one Alertmanager whom it routed stops and rollbacks to, and keeps the answer as evidence.
///
/// It runs beside the sending, so that a slow answer holds up no alert.
struct ReadBackLoop: Sendable {
    /// An alert that was accepted and has not been read back.
    private struct Item {
        let id: String
        let alert: Alert
        let labels: Labels
    }

    let target: AlertTarget
    let shared: DeliveryContext

    /// How long to wait before looking again, and how often: an Alertmanager takes a moment to sort an alert in.
    private static let pause = TimeSpan(milliseconds: 500)
    private static let maxAttempts = 6

    private var surroundings: Surroundings { shared.surroundings }
    private var outbox: OutboxMirror { surroundings.outbox }

    /// Runs until the target is gone or the task is cancelled.
    func run() async {
        var attempts: [String: Int] = [:]
        while !Task.isCancelled, shared.directory.has(target.name) {
            let seen = outbox.acceptances.count
            let items = unread()
            let present = Set(items.map(\.id))
            attempts = attempts.filter { present.contains($0.key) }
            if items.isEmpty {
                await outbox.acceptances.wait(beyond: seen)
            } else {
                await read(items, &attempts)
                if !unread().isEmpty { await surroundings.time.wait(Self.pause) }
            }
        }
    }

    private func unread() -> [Item] {
        outbox.entries(for: target.name).compactMap { entry, delivery in
            let alert = entry.alert.alert
            guard entry.alert.isUrgent, delivery.acceptedStart == alert.startsAt,
                delivery.resolutionAcceptedAt == nil, delivery.confirmedStart != alert.startsAt,
                let labels = shared.labels(of: entry.alert, for: target)
            else { return nil }
            return Item(id: entry.id, alert: alert, labels: labels)
        }
    }

    private func read(_ items: [Item], _ attempts: inout [String: Int]) async {
        let answer = await target.readBack(items.map(\.labels))
        if Task.isCancelled { return }
        let now = surroundings.time.now()
        var receipts: [DeliveryReceipt] = []
        var done: [(alertID: String, startsAt: Timestamp)] = []
        for item in items {
            let id = item.id
            attempts[id, default: 0] += 1
            let isLast = attempts[id, default: 0] >= Self.maxAttempts
            let routing = answer.found[item.labels.fingerprint]
            guard isLast || (routing.map { $0.state != "unprocessed" } ?? false) else { continue }
            receipts.append(receipt(item, routing, answer.problem, at: now))
            done.append((id, item.alert.startsAt))
        }
        await shared.keep(receipts)
        outbox.noteConfirmed(done, by: target.name)
        for receipt in receipts { tell(receipt) }
        _ = await shared.save(target.name)
    }

    private func receipt(
        _ item: Item, _ routing: ReadBack.Routing?, _ problem: String?, at now: Timestamp
    ) -> DeliveryReceipt {
        DeliveryReceipt(
            at: now, rollout: item.alert.labels["rollout"] ?? "", target: target.name,
            subject: item.labels.fingerprint, name: item.alert.labels["alertname"] ?? "",
            startsAt: item.alert.startsAt, outcome: routing == nil ? .unconfirmed : .routed,
            receivers: routing?.receivers ?? [], state: routing?.state ?? "",
            detail: routing?.suppressedBy ?? problem ?? "it is not among the alerts that the alertmanager shows")
    }

    private func tell(_ receipt: DeliveryReceipt) {
        shared.metrics.confirmations.with(target.name, receipt.outcome.rawValue).increment()
        let metadata: Logger.Metadata = [
            "alertmanager.url": "\(receipt.target)", "rollout.id": "\(receipt.rollout)",
            "alert.name": "\(receipt.name)",
            "alert.receivers": "\(receipt.receivers.joined(separator: ","))", "alert.state": "\(receipt.state)",
            "detail": "\(receipt.detail)",
        ]
        if receipt.outcome == .routed, receipt.state != "suppressed" {
            surroundings.logger.info("alert accepted and routed", metadata: metadata)
        } else {
            surroundings.logger.warning("alert accepted, but perhaps nobody is told", metadata: metadata)
        }
    }
}

extension OutboxAlert {
    /// Whether it says that a rollout is stopped or taken back now; that a hold was told needs no evidence.
    var isUrgent: Bool {
        resolvedAt == nil && ["stop", "rollback"].contains(alert.labels["gate_action"] ?? "")
    }
}

extension TimePort {
    /// Waits for a while, or until the task is cancelled.
    func wait(_ span: TimeSpan) async {
        // The only error says that the task was cancelled, and whoever waits looks at that anyway.
        try? await sleep(now() + span)
    }
}
