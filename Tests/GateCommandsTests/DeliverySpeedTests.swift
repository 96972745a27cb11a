import Foundation
import GateModel
import GateRules
import GateRuntime
import GateTestSupport
import HTTPTransport
import Logging
import MetricsExposition
import RolloutJournal
import Synchronization
import Testing

@testable import GateCommands

/// How long a stop is on its way, from the call that decides it to the 200 of real Alertmanagers, through a real journal.
///
/// The figures are printed, not asserted: they are the machine's as much as ours.
@Suite(.serialized) struct DeliverySpeedTests {
    private static let crowd = 1000

    @Test("a thousand stops at once reach both members, each once, and are not counted twice")
    func aCrowdOfStopsArrives() async throws {
        try await running(Self.crowd) { control, arrivals, servers async throws in
            let start = ContinuousClock.now
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<Self.crowd { group.addTask { await Self.stop(number, control) } }
            }
            let decided = ContinuousClock.now - start
            for server in servers {
                _ = try await ServiceProcess.wait("all stops at \(server)") {
                    arrivals.count(at: server) == Self.crowd ? true : nil
                }
            }
            let delivered = (arrivals.last ?? start) - start
            print("\(Self.crowd) stops: decided and written in \(decided), at both members after \(delivered)")
            for server in servers {
                #expect(try await Self.stops(at: server) == Self.crowd)
                #expect(arrivals.repeated(at: server) == 0)
            }
        }
    }

    @Test("one stop after the other arrives at both members")
    func singleStopsArrive() async throws {
        try await running(100) { control, arrivals, servers async throws in
            var spans: [Duration] = []
            for number in 0..<100 {
                let start = ContinuousClock.now
                await Self.stop(number, control)
                for server in servers {
                    let end = try await ServiceProcess.wait("stop \(number) at \(server)") {
                        arrivals.time(of: "r\(number)", at: server)
                    }
                    spans.append(end - start)
                }
            }
            spans.sort()
            print("decision to 200: p50 \(spans[100]), p99 \(spans[198]), longest \(spans[199])")
            #expect(spans.count == 200)
        }
    }

    private static func stop(_ number: Int, _ control: Control) async {
        let kind = Event.Kind.incidentOpened(id: "i", kind: .sev1, note: "speed")
        _ = await control.submit("r\(number)", kind, Actor(name: "bob", roles: [.operate]), nil)
    }

    private static func stops(at server: String) async throws -> Int {
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        let filter = HTTPURL.escapedQueryValue(#"alertname="StagegateAutoStop""#)
        let response = try await transport.send(HTTPRequest(.get, "\(server)/api/v2/alerts?filter=\(filter)"))
        return response.text.matches(of: /"fingerprint"/).count
    }

    /// Runs rollouts that have been started, with an outbox to two Alertmanagers.
    private func running(
        _ count: Int, _ body: @Sendable (Control, Arrivals, [String]) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let journal = try Journal(path: "\(folder.path)/journal.db")
        let transport = HTTPTransport()
        let configuration = "route: {receiver: none}\nreceivers: [{name: none}]\n"
        let first = try await RealServer.alertmanager(configuration: configuration)
        let second = try await RealServer.alertmanager(configuration: configuration)
        defer {
            transport.shutdown()
            first.stop()
            second.stop()
        }
        let registry = MetricsRegistry()
        let supervisor = try await Self.supervisor(count, journal, registry)
        let arrivals = Arrivals()
        let targets = [first.url, second.url].map { Self.target($0, transport, arrivals) }
        let outbox = supervisor.outbox(to: [.fixed(targets)], registry: registry)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await supervisor.run() }
            group.addTask { try await outbox.run() }
            defer { group.cancelAll() }
            let lead = Actor(name: "alice", roles: [.techLead])
            for number in 0..<count {
                _ = await supervisor.control.submit("r\(number)", .startRequested(revision: "v1"), lead, nil)
            }
            try await body(supervisor.control, arrivals, [first.url, second.url])
        }
        try await journal.close()
    }

    private static func supervisor(
        _ count: Int, _ journal: Journal, _ registry: MetricsRegistry
    ) async throws -> Supervisor {
        let rules = RuleSet(
            rollouts: (0..<count).map { number in
                let kind = GateKind.threshold(Threshold(query: "up", comparison: .atLeast, value: 1))
                var rule = RolloutRule(name: "r\(number)", gates: [Gate(name: "up", kind: kind)], digest: "d\(number)")
                // No evaluation is to come in between.
                rule.interval = .hours(10)
                return rule
            })
        let source = MetricsSource { _, _, _ in
            .failed(QueryFailure(reason: .sourceUnavailable, message: "nobody asks"))
        }
        return try await Supervisor.start(
            rules: rules, ports: RuntimePorts(source: source, journal: .sqlite(journal), time: .system),
            registry: registry, logger: Logger(label: "speed") { _ in SwiftLogNoOpLogHandler() },
            loadRules: { .rules(rules) })
    }

    private static func target(_ url: String, _ transport: HTTPTransport, _ arrivals: Arrivals) -> AlertTarget {
        var target = AlertTarget.alertmanager(at: url, transport)
        let send = target.send
        target.send = { alerts, trace in
            let report = await send(alerts, trace)
            if report == SendReport() { arrivals.note(alerts, at: url) }
            return report
        }
        return target
    }
}

/// When stops were accepted.
private final class Arrivals: Sendable {
    private let times = Mutex<[String: [String: [ContinuousClock.Instant]]]>([:])

    func note(_ alerts: [AlertPosting], at server: String) {
        let now = ContinuousClock.now
        times.withLock { times in
            for alert in alerts where alert.labels["alertname"] == "StagegateAutoStop" {
                times[server, default: [:]][alert.labels["rollout"] ?? "", default: []].append(now)
            }
        }
    }

    func count(at server: String) -> Int { times.withLock { $0[server]?.count ?? 0 } }

    func repeated(at server: String) -> Int {
        times.withLock { $0[server]?.values.count { $0.count > 1 } ?? 0 }
    }

    func time(of rollout: String, at server: String) -> ContinuousClock.Instant? {
        times.withLock { $0[server]?[rollout]?.first }
    }

    var last: ContinuousClock.Instant? { times.withLock { $0.values.flatMap(\.values).flatMap(\.self).max() } }
}
