import GateModel
import GateRules
public import MetricsExposition
public import ServiceLifecycle

/// Tells every Alertmanager what the outbox holds: what is new at once, what fires again and again, what is over for a while.
///
/// Every target has a loop of its own, so that one that is down holds up no other. What a target has accepted is in the
/// journal; after a crash the rest is sent.
public final class OutboxService: Service {
    private let targets: [AlertTarget]
    private let surroundings: Surroundings
    private let metrics: DeliveryMetrics
    private let interval: @Sendable (_ rollout: String) -> TimeSpan?

    init(
        to targets: [AlertTarget], registry: MetricsRegistry, in surroundings: Surroundings,
        interval: @escaping @Sendable (_ rollout: String) -> TimeSpan?
    ) {
        self.targets = targets
        self.surroundings = surroundings
        self.interval = interval
        metrics = DeliveryMetrics(in: registry, targets: targets.map(\.name))
    }

    /// Delivers until the service shuts down; what is left is sent after the next start.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for target in self.targets {
                    group.addTask { await self.loop(to: target).run() }
                }
                // Without a target there is still somebody to drop what is resolved.
                if self.targets.isEmpty { group.addTask { await self.loop(to: nil).run() } }
            }
        }
    }

    private func loop(to target: AlertTarget?) -> DeliveryLoop {
        DeliveryLoop(
            target: target, allTargets: targets.map(\.name), surroundings: surroundings, metrics: metrics,
            interval: interval)
    }
}

extension Supervisor {
    /// The service that tells Alertmanagers about the alerts of these rollouts.
    ///
    /// - Parameters:
    ///   - targets: The Alertmanagers; every one hears of everything.
    ///   - registry: Where the metrics go.
    /// - Returns: A service to run beside this one.
    public func outbox(to targets: [AlertTarget], registry: MetricsRegistry) -> OutboxService {
        OutboxService(to: targets, registry: registry, in: surroundings) { rollout in
            self.mailbox(rollout)?.snapshot.rule.interval
        }
    }
}
