import Dispatch
import GateHTTP
import GateModel
import GateRules
import GateRuntime
import Logging
import ServiceLifecycle
import Synchronization

/// The web configuration in force, read again as soon as a file of it changes.
///
/// It is looked at for every connection and every password, as the exporter toolkit does, and once a second besides. What
/// cannot be used is logged and counted, and what was in force stays.
final class WebConfigHolder: Service, Sendable {
    private struct State {
        var inForce: WebConfig
        var stamps: [String: FileStamp?]
    }

    private let path: String
    private let log: Logger
    private let metrics: WebConfigMetrics
    private let queue = DispatchQueue(label: "web configuration")
    private let state: Mutex<State>

    /// Reads the file for the first time.
    ///
    /// - Throws: `Settings.Problems` when it cannot be used.
    init(_ path: String, metrics: WebConfigMetrics, log: Logger) throws {
        let outcome = WebConfig.load(path)
        guard let config = outcome.config else {
            throw Settings.Problems(lines: outcome.diagnostics.map(\.description))
        }
        self.path = path
        self.metrics = metrics
        self.log = log
        state = Mutex(State(inForce: config, stamps: Self.stamps(outcome.files)))
        metrics.succeeded()
        remark(outcome.diagnostics)
    }

    /// What is in force.
    var config: WebConfig { state.withLock { $0.inForce } }

    /// What is in force once the files were looked at, on a thread where that may take its time.
    func refreshed() async -> WebConfig {
        await withCheckedContinuation { continuation in
            queue.async {
                self.refresh()
                continuation.resume(returning: self.config)
            }
        }
    }

    /// Looks at the files now and then.
    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    _ = await self.refreshed()
                    try await Task.sleep(for: .seconds(1))
                }
            }
        } catch is CancellationError {
            // That is how it ends.
        }
    }

    private func refresh() {
        let (config, stamps) = state.withLock { ($0.inForce, $0.stamps) }
        let now = Self.stamps(Array(stamps.keys))
        guard now != stamps else { return }
        let outcome = WebConfig.load(path)
        // A stamp taken before the reading: what changes meanwhile is read once more.
        let known = Self.stamps(outcome.files).merging(now.filter { outcome.files.contains($0.key) }) { $1 }
        var problems = outcome.diagnostics.filter { $0.severity == .error }.map(\.description)
        if let new = outcome.config, (new.tls == nil) != (config.tls == nil) {
            problems.append("\(path): turning TLS on or off needs a restart")
        }
        guard let new = outcome.config, problems.isEmpty else {
            state.withLock { $0.stamps = known }
            return fail(problems)
        }
        state.withLock { $0 = State(inForce: new, stamps: known) }
        metrics.succeeded()
        log.notice("the web configuration was read anew", metadata: ["web.config.file": "\(path)"])
        remark(outcome.diagnostics)
    }

    private func fail(_ problems: [String]) {
        metrics.failed()
        for problem in problems {
            log.error(
                "the web configuration cannot be used, what was in force stays",
                metadata: ["error.message": "\(problem)"])
        }
    }

    private func remark(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics where diagnostic.severity == .warning {
            log.warning("the web configuration can be used, but look at this", metadata: ["warning": "\(diagnostic)"])
        }
    }

    private static func stamps(_ files: [String]) -> [String: FileStamp?] {
        Dictionary(files.map { ($0, FileStamp($0)) }) { first, _ in first }
    }
}

extension WebConfigHolder {
    /// Where connections get TLS from; `nil` for plain HTTP.
    ///
    /// Handshakes that fail are counted; one whose certificate is not let in is a refusal like any other and recorded.
    func tlsSource(_ control: Control, _ metrics: WebConfigMetrics, _ log: Logger) -> TLSSource? {
        guard let first = config.tls else { return nil }
        return TLSSource(
            context: { await self.refreshed().tls ?? first },
            failed: { failure in
                metrics.handshakeFailed()
                let level: Logger.Level = failure.isRefusal ? .warning : .debug
                log.log(
                    level: level, "TLS handshake failed",
                    metadata: ["http.remote": "\(failure.remote)", "error.message": "\(failure.reason)"])
                guard failure.isRefusal else { return }
                let refusal = Refusal(
                    at: SystemTime.now(), actor: "", remote: failure.remote, call: "TLS handshake", status: 403,
                    reason: failure.reason)
                Task { await control.recordRefusal(refusal) }
            })
    }
}
