import GateEngine
import GateModel
public import GateRules
public import Logging
public import MetricsExposition
public import ServiceLifecycle
import Synchronization

/// Keeps every rollout of the rules at work: one mailbox, one consumer and one evaluation loop each.
public final class Supervisor: Service {
    struct Directory: Sendable {
        /// The mailboxes in the order of the rules.
        var mailboxes: [RolloutMailbox] = []
        /// The drills there have been, by name: nobody lists them, but whoever asks by name finds them.
        var drills: [String: RolloutMailbox] = [:]
        var isReloading = false
        var isClosed = false
    }

    let surroundings: Surroundings
    let loadRules: @Sendable () async -> RulesReading
    let directory = Mutex(Directory())
    private let startedAt: Timestamp
    private let arrivals: AsyncStream<RolloutMailbox>
    private let gate: AsyncStream<RolloutMailbox>.Continuation

    private init(_ surroundings: Surroundings, loadRules: @escaping @Sendable () async -> RulesReading) {
        self.surroundings = surroundings
        self.loadRules = loadRules
        startedAt = surroundings.time.now()
        // Bounded by the number of rules.
        (arrivals, gate) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Loads what the journal knows, adopts the rules, and gives back a service that is ready to run.
    ///
    /// - Parameters:
    ///   - rules: The rules to start with.
    ///   - ports: The outside world.
    ///   - settings: The limits.
    ///   - registry: Where the metrics go.
    ///   - logger: Where the log lines go.
    ///   - loadRules: Reads the rule files anew, for reloads.
    /// - Returns: The supervisor; it decides nothing before ``run()``.
    /// - Throws: A failure that names everything that stands in the way.
    public static func start(
        rules: RuleSet, ports: RuntimePorts, settings: RuntimeSettings = RuntimeSettings(), registry: MetricsRegistry,
        logger: Logger, loadRules: @escaping @Sendable () async -> RulesReading
    ) async throws(StartupFailure) -> Supervisor {
        let surroundings = Surroundings(
            ports: ports, settings: settings, metrics: RuntimeMetrics(in: registry, asking: ports.source),
            logger: logger,
            outbox: OutboxMirror(), decided: Signal())
        let supervisor = Supervisor(surroundings, loadRules: loadRules)
        try await supervisor.loadOutbox()
        try await supervisor.restoreDrills()
        for mailbox in try await supervisor.restore(rules) { supervisor.admit(mailbox) }
        supervisor.noteReload(isSuccessful: true)
        registry.onCollect { supervisor.showMailboxes() }
        return supervisor
    }

    /// Runs every rollout until the service shuts down; what waits in the mailboxes then is still decided.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await mailbox in arrivals { group.addTask { await self.tend(mailbox) } }
            }
        } onGracefulShutdown: {
            self.close()
        }
        close()
    }

    /// The mailbox of a rollout.
    func mailbox(_ rollout: String) -> RolloutMailbox? {
        directory.withLock { directory in
            directory.mailboxes.first { $0.name == rollout } ?? directory.drills[rollout]
        }
    }

    /// Why the service cannot take requests yet; `nil` when it can.
    func readiness() -> String? {
        let (mailboxes, isClosed) = directory.withLock { ($0.mailboxes, $0.isClosed) }
        if isClosed { return "stagegate is shutting down" }
        let behind = mailboxes.filter { !$0.snapshot.isCaughtUp }.map(\.name)
        let limit = startedAt + surroundings.settings.readinessLimit
        if behind.isEmpty || surroundings.time.now() >= limit { return nil }
        return "missed evaluations are being made up for: \(behind.joined(separator: ", "))"
    }

    /// Lets a rollout begin to work.
    func admit(_ mailbox: RolloutMailbox) {
        let isClosed = directory.withLock { directory in
            directory.mailboxes.append(mailbox)
            return directory.isClosed
        }
        gate.yield(mailbox)
        if isClosed { mailbox.letters.close() }
    }

    /// Lets a drill begin to work.
    func admitDrill(_ mailbox: RolloutMailbox) {
        let isClosed = directory.withLock { directory in
            directory.drills[mailbox.name] = mailbox
            return directory.isClosed
        }
        gate.yield(mailbox)
        if isClosed { mailbox.letters.close() }
    }

    private func showMailboxes() {
        let rollouts = surroundings.metrics.rollouts
        let now = surroundings.time.now()
        for mailbox in directory.withLock({ $0.mailboxes }) {
            let snapshot = mailbox.snapshot
            if snapshot.isRetired { continue }
            rollouts.mailboxLength.with(mailbox.name).set(Double(mailbox.letters.count))
            let missing = Preflight.missing(in: snapshot.state, under: snapshot.rule, at: now).count
            rollouts.preflightMissing.with(mailbox.name).set(Double(missing))
        }
    }

    private func tend(_ mailbox: RolloutMailbox) async {
        await withTaskGroup(of: Void.self) { group in
            // What a drill measures is made up by the drill itself.
            if DrillName.origin(of: mailbox.name) == nil {
                group.addTask { await EvaluationLoop(mailbox: mailbox, surroundings: self.surroundings).run() }
            }
            await mailbox.run()
            group.cancelAll()
        }
    }

    private func close() {
        let mailboxes = directory.withLock { directory in
            directory.isClosed = true
            return directory.mailboxes + directory.drills.values
        }
        gate.finish()
        for mailbox in mailboxes {
            mailbox.letters.close()
            mailbox.changes.raise()
        }
    }
}
