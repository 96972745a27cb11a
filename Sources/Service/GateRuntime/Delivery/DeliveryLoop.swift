import GateEngine
import GateModel
import GateRules
import Logging
import MetricsExposition

/// Sends alerts to one Alertmanager.
struct DeliveryLoop: Sendable {
    /// An alert of the outbox, how far it has come with the target, and what is next.
    struct Item: Sendable {
        let entry: OutboxAlert
        let delivery: DeliveryState
        let action: DeliveryMachine.Action
    }

    /// Where to; `nil` when there is no Alertmanager at all.
    let target: AlertTarget?
    /// The names of all targets: what is resolved is dropped when each of them has heard of it.
    let allTargets: [String]
    let surroundings: Surroundings
    let metrics: DeliveryMetrics
    let interval: @Sendable (_ rollout: String) -> TimeSpan?

    private static let batchSize = 64

    private var time: TimePort { surroundings.time }

    /// Runs until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let seen = surroundings.alertsChanged.count
            let wake: Timestamp?
            do {
                wake = try await round()
            } catch {
                if Task.isCancelled { return }
                surroundings.metrics.journalErrors.with().increment()
                surroundings.logger.warning(
                    "the outbox could not be read or written; what was sent may be sent again",
                    metadata: ["alertmanager.url": "\(target?.name ?? "")", "error.message": "\(error)"])
                wake = time.now() + surroundings.settings.journalRetryDelay
            }
            if let wake {
                await time.wait(for: surroundings.alertsChanged, beyond: seen, until: wake)
            } else {
                await surroundings.alertsChanged.wait(beyond: seen)
            }
        }
    }

    /// Sends what is due, batch by batch, and drops what everybody has heard of.
    ///
    /// - Returns: When something is due again; `nil` when nothing waits.
    func round() async throws -> Timestamp? {
        let outbox = try await surroundings.ports.journal.outbox()
        let now = time.now()
        try await forget(outbox, at: now)
        guard let target else { return nil }
        metrics.queueLength.with(target.name).set(Double(unheard(outbox, target: target.name)))
        let items = outbox.map { item($0, $1, target: target.name, at: now) }
        let due = items.filter { if case .send = $0.action { true } else { false } }
        guard due.isEmpty else {
            try await send(due, to: target)
            // What was sent has a new time to wait for; the next round finds out.
            return time.now()
        }
        return items.compactMap { if case .wait(let until) = $0.action { until } else { nil } }.min()
    }

    private func send(_ due: [Item], to target: AlertTarget) async throws {
        var rest = due[...]
        while !rest.isEmpty, !Task.isCancelled {
            let batch = Array(rest.prefix(Self.batchSize))
            rest = rest.dropFirst(batch.count)
            let watch = Stopwatch()
            let trouble = await target.send(batch.map(posting))
            metrics.latency.with(target.name).observe(watch.seconds)
            let now = time.now()
            if let trouble {
                metrics.errors.with(target.name).increment(by: Double(batch.count))
                log(trouble, target, batch)
                try await record(batch.map { DeliveryMachine.failed($0.delivery, at: now) })
            } else {
                metrics.sent.with(target.name).increment(by: Double(batch.count))
                try await record(batch.map { DeliveryMachine.accepted($0.entry, $0.delivery, at: now) })
            }
        }
    }

    private func record(_ deliveries: [DeliveryState]) async throws {
        try await surroundings.ports.journal.recordDeliveries(deliveries)
    }

    private func forget(_ outbox: [(OutboxAlert, [DeliveryState])], at now: Timestamp) async throws {
        let known = outbox.filter { entry, deliveries in
            entry.resolvedAt != nil
                && allTargets.allSatisfy { item(entry, deliveries, target: $0, at: now).action == .done }
        }
        if !known.isEmpty { try await surroundings.ports.journal.forgetResolved(known.map(\.0.id)) }
    }

    private func item(
        _ entry: OutboxAlert, _ deliveries: [DeliveryState], target: String, at now: Timestamp
    ) -> Item {
        let delivery =
            deliveries.first { $0.target == target } ?? DeliveryState(alertID: entry.id, target: target)
        let interval = entry.alert.labels["rollout"].flatMap(interval) ?? RuleDefaults.interval
        let settings = DeliverySettings(
            evaluationInterval: interval, resendDelay: surroundings.settings.resendDelay)
        let action = DeliveryMachine.next(for: entry, delivery, at: now, settings)
        return Item(entry: entry, delivery: delivery, action: action)
    }

    /// How many alerts the target has not accepted as they stand.
    private func unheard(_ outbox: [(OutboxAlert, [DeliveryState])], target: String) -> Int {
        outbox.count { entry, deliveries in
            let delivery = deliveries.first { $0.target == target }
            guard let delivery, delivery.acceptedStart == entry.alert.startsAt else { return true }
            return (entry.resolvedAt == nil) != (delivery.resolutionAcceptedAt == nil)
        }
    }

    /// Labels the alert has win over external ones.
    private func posting(_ item: Item) -> AlertPosting {
        let alert = item.entry.alert
        let endsAt = if case .send(let endsAt) = item.action { endsAt } else { alert.startsAt }
        return AlertPosting(
            labels: surroundings.settings.externalLabels.merging(alert.labels), annotations: alert.annotations,
            startsAt: alert.startsAt, endsAt: endsAt)
    }

    private func log(_ trouble: String, _ target: AlertTarget, _ batch: [Item]) {
        surroundings.logger.warning(
            "alerts were not accepted and are sent again later",
            metadata: [
                "alertmanager.url": "\(target.name)", "alert.count": "\(batch.count)", "error.message": "\(trouble)",
            ])
    }
}
