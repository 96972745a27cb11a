import GateModel
import Logging
import RolloutJournal
import ServiceLifecycle

/// Drops the verdicts of old evaluations once an hour; decisions and their evidence stay for ever.
struct Retention: Service {
    let journal: Journal
    let span: TimeSpan
    let log: Logger

    private static let pause = TimeSpan.hours(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat { await thin() } while await rest()
        }
    }

    private func thin() async {
        do {
            let count = try await journal.thinEvaluations(olderThan: SystemTime.now() - span)
            if count > 0 { log.info("old evaluations thinned", metadata: ["journal.evaluations": "\(count)"]) }
        } catch {
            log.warning("old evaluations could not be thinned", metadata: ["error.message": "\(error)"])
        }
    }

    /// Waits; false when the service shuts down.
    private func rest() async -> Bool {
        do {
            try await SystemTime.sleep(until: SystemTime.now() + Self.pause)
            return true
        } catch {
            return false
        }
    }
}
