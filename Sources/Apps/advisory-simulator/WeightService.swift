import Logging
import ServiceLifecycle

/// Keeps the canary's share at what Stagegate says.
struct WeightService: Service {
    private static let period = Duration.milliseconds(100)

    let simulation: Simulation
    let source: WeightSource
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown { await keepAsking() }
    }

    private func keepAsking() async {
        var wasReachable = true
        while !Task.isCancelled {
            wasReachable = await poll(wasReachable)
            // Cancelled: the loop's condition ends it.
            try? await Task.sleep(for: Self.period)
        }
    }

    /// Asks once and says whether there was an answer; the log hears of changes only.
    private func poll(_ wasReachable: Bool) async -> Bool {
        let rollout = await simulation.rollout
        do {
            await simulation.apply(weightPercent: try await source.weightPercent(of: rollout), of: rollout)
            if !wasReachable { logger.notice("stagegate answers again", metadata: ["rollout": "\(rollout)"]) }
            return true
        } catch {
            if wasReachable, !Task.isCancelled {
                logger.warning(
                    "the canary keeps its share: no weight from stagegate",
                    metadata: ["rollout": "\(rollout)", "error": "\(error)"])
            }
            return false
        }
    }
}
