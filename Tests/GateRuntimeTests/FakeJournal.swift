import GateModel
import GateRules
import GateRuntime
import Synchronization

/// A journal in memory that can be told to fail; like the real one it survives the supervisor.
final class FakeJournal: Sendable {
    struct Full: Error, CustomStringConvertible {
        let description = "database or disk is full"
    }

    struct Contents {
        var states: [String: RolloutState] = [:]
        var records: [JournalRecord] = []
        var rules: [RuleSet] = []
        var refusals: [Refusal] = []
        var alerts: [String: OutboxAlert] = [:]
        var deliveries: [String: DeliveryState] = [:]
        var announcements: [Announcement] = []
        var webhooks: [String: WebhookState] = [:]
        var receipts: [DeliveryReceipt] = []
        var isFull = false
        var isHanging = false
        var failedCommits = 0
    }

    private let contents = Mutex(Contents())

    var isFull: Bool {
        get { contents.withLock { $0.isFull } }
        set { contents.withLock { $0.isFull = newValue } }
    }

    /// Whether a commit takes as long as this is so.
    var isHanging: Bool {
        get { contents.withLock { $0.isHanging } }
        set { contents.withLock { $0.isHanging = newValue } }
    }

    var all: Contents { contents.withLock { $0 } }

    /// The records of a rollout, oldest first.
    func records(_ rollout: String) -> [JournalRecord] {
        all.records.filter { $0.rollout == rollout }
    }

    /// The grid points decided for a rollout, in the order of the journal.
    func points(_ rollout: String) -> [Timestamp] {
        records(rollout).compactMap {
            if case .evaluated(let evaluation) = $0.event.kind { evaluation.at } else { nil }
        }
    }

    /// The kinds of decision made, in the order of the journal.
    func decisions(_ rollout: String) -> [Decision.Kind] {
        records(rollout).flatMap(\.effects)
            .compactMap { if case .decide(let decision) = $0 { decision.kind } else { nil } }
    }

    var port: JournalPort {
        JournalPort(
            loadStates: { self.all.states.values.sorted { $0.rollout < $1.rollout } },
            commit: { record, state in
                while self.isHanging { try await Task.sleep(for: .milliseconds(1)) }
                try self.commit(record, state)
            },
            storeRules: { rules in try self.write { $0.rules.append(rules) } },
            recordRefusal: { refusal in try self.write { $0.refusals.append(refusal) } },
            latestEvaluation: { rollout in
                self.records(rollout).reversed().lazy.compactMap {
                    if case .evaluated(let evaluation) = $0.event.kind { evaluation } else { nil }
                }.first
            },
            records: { rollout, limit, _ in Array(self.records(rollout).reversed().prefix(limit)) },
            outbox: { self.outbox() },
            recordDeliveries: { deliveries in
                try self.write { for delivery in deliveries { $0.deliveries[Self.key(delivery)] = delivery } }
            },
            forgetResolved: { alerts in try self.write { for alert in alerts { $0.forget(alert) } } },
            deliveries: DeliveryStore(
                announcements: { position, limit in
                    let later = self.all.announcements.filter { $0.position > position }
                    return (Array(later.prefix(limit)), later.count)
                },
                openWebhooks: { names in
                    let end = Int64(self.all.records.count)
                    let states = names.map { self.all.webhooks[$0] ?? WebhookState(name: $0, position: end) }
                    try self.write { contents in
                        contents.webhooks = Dictionary(uniqueKeysWithValues: states.map { ($0.name, $0) })
                    }
                    return states
                },
                saveWebhook: { state in try self.write { $0.webhooks[state.name] = state } },
                keep: { receipts in try self.write { $0.receipts += receipts } },
                receipts: { rollout, limit in
                    Array(self.all.receipts.filter { rollout == nil || $0.rollout == rollout }.reversed().prefix(limit))
                }),
            evidence: EvidenceStore(
                attempt: { _, _ in nil },
                rule: { digest in self.all.rules.flatMap(\.rollouts).first { $0.digest == digest } },
                history: EvidenceStore.empty.history))
    }

    private func outbox() -> [(OutboxAlert, [DeliveryState])] {
        let contents = all
        return contents.alerts.values.sorted { $0.id < $1.id }.map { alert in
            (alert, contents.deliveries.values.filter { $0.alertID == alert.id }.sorted { $0.target < $1.target })
        }
    }

    private func write(_ change: (inout Contents) -> Void) throws {
        try contents.withLock { contents in
            if contents.isFull { throw Full() }
            change(&contents)
        }
    }

    private func commit(_ record: JournalRecord, _ state: RolloutState) throws {
        try contents.withLock { contents in
            if contents.isFull {
                contents.failedCommits += 1
                throw Full()
            }
            contents.records.append(record)
            contents.states[record.rollout] = state
            if record.effects.contains(where: { if case .decide = $0 { true } else { false } }) {
                contents.announcements.append(
                    Announcement(position: Int64(contents.records.count), record: record, phase: state.phase))
            }
            for effect in record.effects {
                switch effect {
                case .fire(let alert):
                    contents.alerts[alert.labels.fingerprint] = OutboxAlert(alert: alert, resolvedAt: nil)
                case .resolve(let alert, let at):
                    contents.alerts[alert.labels.fingerprint] = OutboxAlert(alert: alert, resolvedAt: at)
                case .decide, .setWeight, .reject: break
                }
            }
        }
    }

    /// Puts alerts into the outbox that no rollout decided.
    func fire(_ count: Int, _ labels: Labels = ["alertname": "Test"]) {
        for number in 1...count {
            let alert = Alert(
                labels: labels.merging(["number": "\(number)"]), annotations: [:],
                startsAt: Timestamp(seconds: 1_800_000_000))
            contents.withLock { $0.alerts[alert.labels.fingerprint] = OutboxAlert(alert: alert, resolvedAt: nil) }
        }
    }

    private static func key(_ delivery: DeliveryState) -> String { "\(delivery.target) \(delivery.alertID)" }
}

extension FakeJournal.Contents {
    mutating func forget(_ alert: OutboxAlert) {
        guard let known = alerts[alert.id], known.resolvedAt == alert.resolvedAt else { return }
        alerts[alert.id] = nil
        deliveries = deliveries.filter { $0.value.alertID != alert.id }
    }
}
