import GateModel
import Logging
import MetricsExposition

/// Asks one source for Alertmanagers, again and again.
struct DiscoveryLoop: Sendable {
    let source: AlertTargetSource
    let index: Int
    let shared: DeliveryContext

    /// How soon a source that failed is asked again, at the latest.
    private static let retryDelay = TimeSpan.seconds(5)

    private var surroundings: Surroundings { shared.surroundings }

    /// Runs until the task is cancelled, or until a source that always says the same has said it.
    func run() async {
        while !Task.isCancelled {
            let isDone = await refresh()
            guard let interval = source.refreshInterval else {
                if isDone { return }
                await surroundings.time.wait(Self.retryDelay)
                continue
            }
            await surroundings.time.wait(isDone ? interval : min(interval, Self.retryDelay))
        }
    }

    /// Asks once; what cannot be found out leaves the members known in place.
    private func refresh() async -> Bool {
        do {
            let targets = try await source.find()
            guard shared.directory.take(targets, from: index) else { return true }
            surroundings.logger.info(
                "alertmanagers discovered",
                metadata: [
                    "discovery.mechanism": "\(source.mechanism)",
                    "alertmanager.urls": "\(targets.map(\.name).joined(separator: ","))",
                ])
            shared.metrics.show(shared.directory.targets.map(\.name))
            surroundings.outbox.changes.raise()
            // Whoever reads back has to see that a member is gone, too.
            surroundings.outbox.acceptances.raise()
            return true
        } catch {
            if Task.isCancelled { return false }
            shared.metrics.discoveryFailures.with(source.mechanism).increment()
            surroundings.logger.warning(
                "alertmanagers could not be discovered, the ones known stay",
                metadata: ["discovery.mechanism": "\(source.mechanism)", "error.message": "\(error)"])
            return false
        }
    }
}
