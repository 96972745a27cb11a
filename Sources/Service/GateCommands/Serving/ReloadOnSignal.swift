import GateRuntime
import ServiceLifecycle
import UnixSignals

/// Reloads on SIGHUP, as Prometheus does; the runtime logs what came of it.
struct ReloadOnSignal: Service {
    let control: Control

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            _ = await control.reload()
        }
    }
}
