import GateCommands
import GateModel
import GateRules
import GateRuntime
import Glibc
import HTTPTransport
import Logging
import MetricsExposition
import RolloutJournal
import Synchronization

/// Rollouts at work, whose numbers turn bad on demand and whose stops are timed.
final class DeliveryWorld: Sendable {
    private struct Contents {
        var broken: Set<String> = []
        /// Queries of broken rollouts that wait for those of the others.
        var held: [CheckedContinuation<Void, Never>] = []
        /// When the answer came that decided the stop of a rollout.
        var decided: [String: ContinuousClock.Instant] = [:]
        /// When a server took the stop of a rollout for the first time.
        var arrived: [String: [ContinuousClock.Instant]] = [:]
    }

    private struct Trouble: Error, CustomStringConvertible {
        let description: String
    }

    private let servers: Int
    private let contents = Mutex(Contents())

    private init(servers: Int) { self.servers = servers }

    /// Runs started rollouts with a journal of their own, and an outbox to these servers.
    static func run(
        rollouts count: Int, interval: TimeSpan, _ servers: [String],
        _ body: @Sendable (DeliveryWorld) async throws -> Void
    ) async throws {
        let world = DeliveryWorld(servers: servers.count)
        let folder = try Self.folder()
        defer { Self.remove(folder) }
        let journal = try Journal(path: "\(folder)/journal.db")
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        let rules = RuleSet(rollouts: (0..<count).map { Self.rule($0, interval) })
        let registry = MetricsRegistry()
        let supervisor = try await Supervisor.start(
            rules: rules, ports: RuntimePorts(source: world.source, journal: .sqlite(journal), time: .system),
            registry: registry, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() },
            loadRules: { .rules(rules) })
        let targets = servers.map { world.timed(.alertmanager(at: $0, transport), $0) }
        let outbox = supervisor.outbox(to: [.fixed(targets)], registry: registry)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await supervisor.run() }
            group.addTask { try await outbox.run() }
            defer { group.cancelAll() }
            let lead = Actor(name: "bench", roles: [.techLead])
            for rule in rules.rollouts {
                _ = await supervisor.control.submit(rule.name, .startRequested(revision: "v1"), lead, nil)
            }
            try await body(world)
        }
        try await journal.close()
    }

    /// Lets the numbers of rollouts turn bad.
    func breakDown(_ numbers: [Int]) {
        contents.withLock { $0.broken.formUnion(numbers.map { Self.name($0) }) }
    }

    /// Waits until all servers have taken so many stops.
    func arrivals(_ count: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while contents.withLock({ $0.arrived.values.count { $0.count == servers } }) < count {
            guard ContinuousClock.now < deadline else {
                throw Trouble(description: "not all stops were accepted within a minute: are these Alertmanagers?")
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// How long the stop of a rollout took to each server.
    func spans(of number: Int) -> [Duration] {
        contents.withLock { contents in
            guard let decided = contents.decided[Self.name(number)] else { return [] }
            return contents.arrived[Self.name(number), default: []].map { $0 - decided }
        }
    }

    /// How long all stops took to all servers.
    var longest: Duration {
        contents.withLock { contents in
            let start = contents.decided.values.min()
            let end = contents.arrived.values.compactMap { $0.max() }.max()
            return start.flatMap { start in end.map { $0 - start } } ?? .zero
        }
    }

    private var source: MetricsSource {
        MetricsSource { query, _, _ in
            let isBad = await self.isBad(query.expression)
            return .answered(QueryResult(samples: [Sample(isBad ? 1 : 0)]))
        }
    }

    /// Whether the numbers of a rollout are bad; all that turn bad together are said to be at the same moment.
    private func isBad(_ rollout: String) async -> Bool {
        let (isBroken, isNews) = contents.withLock { contents in
            (contents.broken.contains(rollout), contents.decided[rollout] == nil)
        }
        guard isBroken, isNews else { return isBroken }
        await withCheckedContinuation { continuation in
            let released = contents.withLock { contents in
                contents.held.append(continuation)
                let news = contents.broken.subtracting(contents.decided.keys)
                guard contents.held.count == news.count else { return [CheckedContinuation<Void, Never>]() }
                let now = ContinuousClock.now
                for rollout in news { contents.decided[rollout] = now }
                defer { contents.held = [] }
                return contents.held
            }
            for continuation in released { continuation.resume() }
        }
        return true
    }

    private func timed(_ target: AlertTarget, _ server: String) -> AlertTarget {
        var target = target
        let send = target.send
        target.send = { alerts, trace in
            let report = await send(alerts, trace)
            if report == SendReport() { self.note(alerts) }
            return report
        }
        return target
    }

    private func note(_ alerts: [AlertPosting]) {
        let now = ContinuousClock.now
        contents.withLock { contents in
            for alert in alerts where alert.labels["alertname"] == "StagegateAutoStop" {
                contents.arrived[alert.labels["rollout"] ?? "", default: []].append(now)
            }
        }
    }

    /// The query of a rule is the name of its rollout.
    private static func rule(_ number: Int, _ interval: TimeSpan) -> RolloutRule {
        let gate = Gate(name: "gate", kind: .threshold(Threshold(query: "gate", comparison: .atMost, value: 1)))
        var rule = RolloutRule(name: name(number), gates: [gate], digest: "bench-\(number)")
        rule.stopRules = [StopRule(name: "bad", kind: .expression(StopExpression(query: name(number))))]
        rule.interval = interval
        rule.queryTimeout = interval * 2
        return rule
    }

    private static func name(_ number: Int) -> String { "r\(number)" }

    private static func folder() throws -> String {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        let folder = "\(parent)/stagegate-bench-\(getpid())"
        guard unsafe mkdir(folder, 0o700) == 0 else {
            throw Trouble(description: "cannot make \(folder): errno \(errno)")
        }
        return folder
    }

    private static func remove(_ folder: String) {
        for file in ["journal.db", "journal.db-wal", "journal.db-shm", "journal.db.lock"] {
            unsafe unlink("\(folder)/\(file)")
        }
        unsafe rmdir(folder)
    }
}
