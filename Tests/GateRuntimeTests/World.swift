import GateModel
import GateRules
import GateRuntime
import Logging
import MetricsExposition
import Synchronization
import Testing

/// A supervisor with everything it needs, on a clock the test owns.
final class World: Sendable {
    static let start = Timestamp(seconds: 1_800_000_000)
    static let lead = Actor(name: "alice", roles: [.techLead, .operate])

    let time: VirtualTime
    let journal: FakeJournal
    let source: FakeSource
    let registry = MetricsRegistry()
    let supervisor: Supervisor
    private let ruleFiles: RuleFiles

    /// Starts a supervisor; a world before it can lend its journal, clock and source, as a restart does.
    init(
        _ rules: [RolloutRule] = [.toy()], after before: World? = nil, settings: RuntimeSettings = RuntimeSettings(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) async throws {
        time = before?.time ?? VirtualTime(Self.start)
        journal = before?.journal ?? FakeJournal()
        source = before?.source ?? FakeSource()
        let ruleFiles = RuleFiles(RuleSet(rollouts: rules))
        self.ruleFiles = ruleFiles
        supervisor = try await Supervisor.start(
            rules: RuleSet(rollouts: rules),
            ports: RuntimePorts(source: source.port, journal: journal.port, time: time.port), settings: settings,
            registry: registry, logger: logger,
            loadRules: { ruleFiles.reading })
    }

    var control: Control { supervisor.control }

    /// Runs the supervisor, and a test beside it; both are over when this returns.
    @discardableResult
    func running<Result: Sendable>(_ body: @Sendable (World) async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [supervisor] in try await supervisor.run() }
            defer { group.cancelAll() }
            return try await body(self)
        }
    }

    /// What the next reload will read.
    func write(_ reading: RulesReading) {
        ruleFiles.reading = reading
    }

    func write(_ rules: [RolloutRule]) {
        write(.rules(RuleSet(rollouts: rules)))
    }

    func view(_ rollout: String = "toy") async throws -> RolloutView {
        try #require(await control.view(rollout))
    }

    @discardableResult
    func submit(_ kind: Event.Kind, by actor: Actor = lead, to rollout: String = "toy") async -> SubmitOutcome {
        await control.submit(rollout, kind, actor, nil)
    }

    /// Moves the clock from grid point to grid point and waits each time until the point is decided.
    func evaluate(_ count: Int, _ rollout: String = "toy") async throws {
        for _ in 0..<count {
            let point = try await view(rollout).rule.grid.next(after: time.now)
            time.set(point)
            try await eventually("\(point) is decided") { self.journal.points(rollout).contains(point) }
            try await eventually("\(point) is seen") {
                await self.control.view(rollout)?.evaluation?.at == point
            }
        }
    }

    /// The value of one series of `/metrics`, as text.
    func metric(_ series: String) -> String? {
        String(decoding: registry.render(), as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix(series + " ") }.map { String($0.dropFirst(series.count + 1)) }
    }
}

/// The rule files of a world.
final class RuleFiles: Sendable {
    private let contents: Mutex<RulesReading>

    init(_ rules: RuleSet) {
        contents = Mutex(.rules(rules))
    }

    var reading: RulesReading {
        get { contents.withLock { $0 } }
        set { contents.withLock { $0 = newValue } }
    }
}

/// Waits until a condition holds; fails the test when that takes longer than anything here may take.
func eventually(
    _ claim: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record("never came true: \(claim)", sourceLocation: sourceLocation)
            throw CancellationError()
        }
        try await Task.sleep(for: .milliseconds(1))
    }
}

extension RolloutRule {
    /// A rollout of three stages and one gate that passes at 1 and fails at 0.
    static func toy(
        _ name: String = "toy", digest: String = "digest-1", threshold: Double = 1, stopRules: [StopRule] = [],
        approval: ApprovalRule = ApprovalRule(), stages: [Stage]? = nil
    ) -> RolloutRule {
        RolloutRule(
            name: name, stages: stages ?? toyStages,
            gates: [
                Gate(
                    name: "up",
                    kind: .threshold(Threshold(query: "up", comparison: .atLeast, value: threshold)))
            ],
            stopRules: stopRules, approval: approval, digest: digest)
    }

    static let toyStages = [
        Stage(name: "baseline", weight: .zero, window: .seconds(30), needsApproval: false),
        Stage(name: "half", weight: Weight(percent: 50) ?? .zero, window: .seconds(30)),
        Stage(name: "full", weight: .full, window: .seconds(30)),
    ]
}

extension SubmitOutcome {
    /// The view of an accepted request.
    var accepted: RolloutView? {
        if case .accepted(let view) = self { view } else { nil }
    }

    /// The code of a rejected one.
    var rejectionCode: Rejection.Code? {
        if case .rejected(let rejection) = self { rejection.code } else { nil }
    }

    var isUnavailable: Bool {
        if case .unavailable = self { true } else { false }
    }

    var isPending: Bool {
        if case .pending = self { true } else { false }
    }
}
