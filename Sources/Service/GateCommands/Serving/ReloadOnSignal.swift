import GateRuntime
import Logging
import ServiceLifecycle
import UnixSignals

/// Reloads on SIGHUP, as Prometheus does.
struct ReloadOnSignal: Service {
    let control: Control
    let log: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            switch await control.reload() {
            case .reloaded: log.notice("configuration reloaded")
            case .refused(let problems):
                log.error("reload refused, the old rules stay", metadata: ["problems": "\(problems)"])
            }
        }
    }
}
