public import GateModel
import GateRules
import Logging
public import MetricsExposition
public import ServiceLifecycle
import Synchronization

/// Tells every Alertmanager what the outbox holds (what is new at once, what fires again and again, what is over for a
/// while), and every webhook what was decided.
///
/// Everybody has a loop of their own, so that one that is down holds up no other. What was accepted is in the journal; after
/// a crash the rest is sent.
public final class OutboxService: Service {
    private let sources: [AlertTargetSource]
    private let webhooks: [WebhookTarget]
    let shared: DeliveryContext
    private let board: WebhookBoard
    private let webhookMetrics: WebhookMetrics
    private let running = Mutex<Set<String>>([])

    var surroundings: Surroundings { shared.surroundings }

    init(
        to sources: [AlertTargetSource], webhooks: [WebhookTarget], registry: MetricsRegistry,
        in surroundings: Surroundings, intervals: @escaping @Sendable () -> [String: TimeSpan]
    ) {
        self.sources = sources
        self.webhooks = webhooks
        let directory = TargetDirectory(sourceCount: sources.count)
        shared = DeliveryContext(surroundings, directory, DeliveryMetrics(in: registry), intervals: intervals)
        shared.metrics.show([])
        board = WebhookBoard()
        webhookMetrics = WebhookMetrics(in: registry, webhooks: webhooks.map(\.name))
    }

    /// Delivers until the service shuts down; what is left is sent after the next start.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for (index, source) in self.sources.enumerated() {
                    group.addTask { await DiscoveryLoop(source: source, index: index, shared: self.shared).run() }
                }
                group.addTask { await self.tellWebhooks() }
                // Without a source there is still somebody to drop what is resolved.
                group.addTask { await self.sources.isEmpty ? self.forget() : self.tellTargets() }
            }
        }
    }

    /// Keeps a loop going for every target there is.
    private func tellTargets() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let seen = surroundings.outbox.changes.count
                for target in shared.directory.targets where running.withLock({ $0.insert(target.name).inserted }) {
                    group.addTask { await self.tell(target) }
                }
                await surroundings.outbox.changes.wait(beyond: seen)
            }
        }
    }

    private func tell(_ target: AlertTarget) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await DeliveryLoop(target: target, shared: self.shared).run() }
            group.addTask { await ReadBackLoop(target: target, shared: self.shared).run() }
        }
        running.withLock { _ = $0.remove(target.name) }
        // It may have come back while its loop ended.
        surroundings.outbox.changes.raise()
    }

    private func forget() async {
        while !Task.isCancelled {
            let seen = surroundings.outbox.changes.count
            await shared.forgetHeard()
            await surroundings.outbox.changes.wait(beyond: seen)
        }
    }

    private func tellWebhooks() async {
        guard let states = await openWebhooks() else { return }
        await withDiscardingTaskGroup { group in
            for (webhook, state) in zip(webhooks, states) {
                let loop = WebhookLoop(
                    target: webhook, board: board, surroundings: surroundings, metrics: webhookMetrics)
                group.addTask { await loop.run(from: state) }
            }
        }
    }

    /// How far every webhook has come; `nil` when the task was cancelled before the journal could say.
    private func openWebhooks() async -> [WebhookState]? {
        while !Task.isCancelled {
            do {
                let names = webhooks.map(\.name)
                return try await surroundings.ports.journal.deliveries.openWebhooks(names)
            } catch {
                let retryAt = shared.complain("the journal could not say how far webhooks have come", error)
                await surroundings.time.wait(retryAt - surroundings.time.now())
            }
        }
        return nil
    }
}

extension OutboxService {
    /// What was delivered, what waits and who is in trouble.
    ///
    /// - Parameter rollout: Alerts and receipts of this rollout only; of all when it is `nil`.
    /// - Returns: The view.
    /// - Throws: What the journal throws when it cannot be read.
    public func view(of rollout: String?) async throws -> DeliveriesView {
        let alerts = surroundings.outbox.overview.filter {
            rollout == nil || $0.alert.alert.labels["rollout"] == rollout
        }
        let receipts = try await surroundings.ports.journal.deliveries.receipts(rollout, DeliveriesView.maxReceipts)
        return DeliveriesView(
            targets: shared.directory.targets.map { ($0.name, shared.directory.trouble(of: $0.name)) },
            webhooks: webhooks.map { ($0.name, board.trouble(of: $0.name)) },
            alerts: alerts, receipts: receipts)
    }
}

/// What was delivered, what waits and who is in trouble.
public struct DeliveriesView: Sendable {
    /// The most receipts that are shown.
    static let maxReceipts = 1000

    /// Every Alertmanager, and what is wrong with it.
    public let targets: [(name: String, trouble: TargetTrouble?)]
    /// Every webhook, and what is wrong with it.
    public let webhooks: [(name: String, trouble: TargetTrouble?)]
    /// Every alert of the outbox with what each target has heard of it.
    public let alerts: [(alert: OutboxAlert, deliveries: [DeliveryState])]
    /// What became of what was sent, newest first.
    public let receipts: [DeliveryReceipt]

    /// Makes a view.
    public init(
        targets: [(name: String, trouble: TargetTrouble?)] = [],
        webhooks: [(name: String, trouble: TargetTrouble?)] = [],
        alerts: [(alert: OutboxAlert, deliveries: [DeliveryState])] = [], receipts: [DeliveryReceipt] = []
    ) {
        self.targets = targets
        self.webhooks = webhooks
        self.alerts = alerts
        self.receipts = receipts
    }
}

extension Supervisor {
    /// The service that tells Alertmanagers about the alerts of these rollouts, and webhooks about their decisions.
    ///
    /// - Parameters:
    ///   - sources: Where Alertmanagers are found; every one hears of everything.
    ///   - webhooks: Who subscribes to decisions; their names differ.
    ///   - registry: Where the metrics go.
    /// - Returns: A service to run beside this one.
    public func outbox(
        to sources: [AlertTargetSource], webhooks: [WebhookTarget] = [], registry: MetricsRegistry
    ) -> OutboxService {
        OutboxService(to: sources, webhooks: webhooks, registry: registry, in: surroundings) {
            let rules = self.directory.withLock { $0.mailboxes }.map(\.snapshot.rule)
            return Dictionary(rules.map { ($0.name, $0.interval) }) { first, _ in first }
        }
    }
}
