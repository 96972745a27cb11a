import GateEngine
import GateModel
import GateRules
import Logging
import MetricsExposition
import Synchronization

/// What all delivery loops share.
final class DeliveryContext: Sendable {
    let surroundings: Surroundings
    let directory: TargetDirectory
    let metrics: DeliveryMetrics
    let backoff = Backoff()
    /// The evaluation intervals of all rollouts.
    let intervals: @Sendable () -> [String: TimeSpan]
    /// Alerts that relabelling dropped, with the start that was counted, by target.
    private let relabelled = Mutex<[String: [String: Timestamp]]>([:])

    init(
        _ surroundings: Surroundings, _ directory: TargetDirectory, _ metrics: DeliveryMetrics,
        intervals: @escaping @Sendable () -> [String: TimeSpan]
    ) {
        self.surroundings = surroundings
        self.directory = directory
        self.metrics = metrics
        self.intervals = intervals
    }

    /// The labels an alert has at a target; `nil` when it is not meant for it.
    ///
    /// Labels the alert has win over external ones.
    func labels(of alert: OutboxAlert, for target: AlertTarget) -> Labels? {
        target.relabel(surroundings.settings.externalLabels.merging(alert.alert.labels))
    }

    /// How alerts of a rollout with this interval are repeated; only how long they live depends on it.
    func settings(_ interval: TimeSpan? = nil) -> DeliverySettings {
        DeliverySettings(
            evaluationInterval: interval ?? RuleDefaults.interval, resendDelay: surroundings.settings.resendDelay)
    }

    /// Whether an alert is known not to be meant for a target.
    func isRelabelled(_ entry: OutboxMirror.Entry, _ target: String) -> Bool {
        relabelled.withLock { $0[target]?[entry.id] } == entry.alert.alert.startsAt
    }

    /// Counts an alert that is not meant for a target, once for each start.
    func countRelabelled(_ entry: OutboxMirror.Entry, _ target: String) {
        relabelled.withLock { $0[target, default: [:]][entry.id] = entry.alert.alert.startsAt }
        metrics.dropped.with(target, "relabelled").increment()
    }

    /// Writes what a target heard.
    ///
    /// - Returns: When to try again; `nil` when everything is written.
    func save(_ target: String) async -> Timestamp? {
        let unsaved = surroundings.outbox.takeUnsaved(of: target)
        guard !unsaved.isEmpty else { return nil }
        do {
            try await surroundings.ports.journal.recordDeliveries(unsaved)
            return nil
        } catch {
            surroundings.outbox.putBack(unsaved)
            return complain("what alertmanagers accepted could not be written; after a restart it is sent again", error)
        }
    }

    /// Keeps evidence; where that fails the log has it.
    func keep(_ receipts: [DeliveryReceipt]) async {
        guard !receipts.isEmpty else { return }
        do {
            try await surroundings.ports.journal.deliveries.keep(receipts)
        } catch {
            _ = complain("receipts of deliveries could not be written", error)
        }
    }

    /// Drops resolved alerts that every target has heard of long enough.
    func forgetHeard() async {
        let targets = directory.targets
        // Where members have been asked for and none is found, somebody is still to hear of it.
        if targets.isEmpty, directory.hasSources { return }
        let now = surroundings.time.now()
        let heard = surroundings.outbox.resolved.filter { alert in
            targets.allSatisfy { target in
                if labels(of: alert, for: target) == nil { return true }
                let delivery = surroundings.outbox.delivery(of: alert, to: target.name)
                return DeliveryMachine.next(for: alert, delivery, at: now, settings()) == .done
            }
        }
        guard !heard.isEmpty else { return }
        do {
            try await surroundings.ports.journal.forgetResolved(heard)
            surroundings.outbox.forget(heard)
            let gone = Set(heard.map(\.id))
            relabelled.withLock { counted in counted = counted.mapValues { $0.filter { !gone.contains($0.key) } } }
        } catch {
            _ = complain("alerts that are over could not be dropped from the outbox", error)
        }
    }

    /// Counts and logs trouble with the journal, and says when to try again.
    func complain(_ message: Logger.Message, _ error: any Error) -> Timestamp {
        if !Task.isCancelled {
            surroundings.metrics.journalErrors.with().increment()
            surroundings.logger.warning(message, metadata: ["error.message": "\(error)"])
        }
        return surroundings.time.now() + surroundings.settings.journalRetryDelay
    }
}

extension TimePort {
    /// A number that nobody can foresee: from the one source of randomness there is, which tests replace.
    func chance() -> UInt64 {
        FNV1a.hash(newTrace().text)
    }
}
