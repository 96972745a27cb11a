import GateModel
import MetricsExposition
public import ServiceLifecycle

/// Asks the datasource for a number that every datasource knows, again and again.
///
/// While no rollout is evaluated nobody would notice that the datasource is gone, or that its address is wrong, before the
/// next rollout is started.
///
/// - Source: thanos-io/thanos `docs/components/rule.md`, which advises a rule that always has a result.
public struct Heartbeat: Service {
    private let surroundings: Surroundings

    /// How often it asks, and how long it waits for the answer.
    static let interval = TimeSpan.seconds(15)
    private static let timeout = TimeSpan.seconds(10)
    private static let expression = "vector(1)"

    init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    /// Asks until the service shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await beat()
                await surroundings.time.wait(Self.interval)
            }
        }
    }

    /// Asks once; what is not answered in time is a failure.
    func beat() async {
        let time = surroundings.time
        let query = Query(name: "heartbeat", expression: Self.expression, time: time.now())
        let trace = time.newTrace()
        let source = surroundings.ports.source
        let outcome = await time.limit(time.now() + Self.timeout) {
            await source.query(query, Self.timeout, trace)
        }
        // A shutdown in the middle is nobody's failure.
        if Task.isCancelled { return }
        let isAnswered = if case .answered(let result) = outcome { !result.samples.isEmpty } else { false }
        surroundings.metrics.source.countHeartbeat(isAnswered: isAnswered, at: time.now())
    }
}

extension Supervisor {
    /// The service that keeps asking the datasource whether it is there, to run beside this one.
    public var heartbeat: Heartbeat { Heartbeat(surroundings) }
}
