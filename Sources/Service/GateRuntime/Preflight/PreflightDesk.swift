import GateEngine
public import GateModel
import GateRules
import Logging
import MetricsExposition
public import ServiceLifecycle
import Synchronization

/// What became of a call to prove something.
public enum ProvingOutcome: Sendable {
    /// It was tried; what was found is on disk.
    case done([PreflightCheck], RolloutView)
    /// It was refused; nothing was tried.
    case rejected(Rejection)
    /// There is no such rollout.
    case unknownRollout
    /// It could not be tried, or what was found could not be written.
    case unavailable(message: String)
}

/// Proves by machine what has to be true before a start.
///
/// The work is done here and not in the call that asked for it: a caller that hangs up leaves no drill half done.
public final class PreflightDesk: Service {
    private struct Contents {
        var busy: Set<String> = []
        var isClosed = false
    }

    let supervisor: Supervisor
    let outbox: OutboxService
    private let jobs: AsyncStream<@Sendable () async -> Void>
    private let queue: AsyncStream<@Sendable () async -> Void>.Continuation
    private let contents = Mutex(Contents())

    var surroundings: Surroundings { supervisor.surroundings }

    init(_ supervisor: Supervisor, _ outbox: OutboxService) {
        self.supervisor = supervisor
        self.outbox = outbox
        // Bounded by the number of rollouts: each has one job at a time.
        (jobs, queue) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Works until the service shuts down; what is under way is brought to an end.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await job in jobs { group.addTask { await job() } }
            }
        } onGracefulShutdown: {
            self.close()
        }
        close()
    }

    /// Tests the alert routing and the datasource, as far as the rule asks for them.
    ///
    /// - Parameters:
    ///   - rollout: The rollout.
    ///   - actor: Who asks; authorised.
    ///   - trace: The trace of the call; a new one when it is `nil`.
    /// - Returns: What was found.
    public func prove(_ rollout: String, by actor: Actor, trace: TraceID?) async -> ProvingOutcome {
        await perform(rollout) { await self.proveAll($0, by: actor, trace: trace ?? self.surroundings.time.newTrace()) }
    }

    /// Rehearses stop, rollback and kill switch.
    ///
    /// - Parameters:
    ///   - rollout: The rollout; nothing of it changes but its proofs.
    ///   - actor: Who asks; authorised.
    ///   - trace: The trace of the call; a new one when it is `nil`.
    /// - Returns: What was found.
    public func drill(_ rollout: String, by actor: Actor, trace: TraceID?) async -> ProvingOutcome {
        await perform(rollout) { await self.drill($0, by: actor, trace: trace ?? self.surroundings.time.newTrace()) }
    }

    /// Whether what is under way has to come to its end.
    var isClosed: Bool { contents.withLock { $0.isClosed } }

    private func perform(
        _ rollout: String, _ work: @escaping @Sendable (RolloutMailbox) async -> ProvingOutcome
    ) async -> ProvingOutcome {
        guard DrillName.origin(of: rollout) == nil, let mailbox = supervisor.mailbox(rollout) else {
            return .unknownRollout
        }
        let isFree = contents.withLock { $0.isClosed ? nil : $0.busy.insert(rollout).inserted }
        guard let isFree else { return .unavailable(message: RolloutMailbox.shuttingDown) }
        guard isFree else {
            return .rejected(Rejection(.alreadyDone, "a drill or test of \(rollout) is under way; wait for its end"))
        }
        let answer = Promise<ProvingOutcome>()
        let place = queue.yield {
            let outcome = await work(mailbox)
            self.contents.withLock { _ = $0.busy.remove(rollout) }
            answer.fulfil(outcome)
        }
        if case .terminated = place { return .unavailable(message: RolloutMailbox.shuttingDown) }
        return await answer.value() ?? .unavailable(message: RolloutMailbox.callerGone)
    }

    private func close() {
        contents.withLock { $0.isClosed = true }
        queue.finish()
    }
}

extension Supervisor {
    /// The service that proves by machine what has to be true before a start.
    ///
    /// - Parameter outbox: Who tells Alertmanagers, and knows what they say.
    /// - Returns: A service to run beside this one.
    public func preflightDesk(_ outbox: OutboxService) -> PreflightDesk {
        PreflightDesk(self, outbox)
    }
}
