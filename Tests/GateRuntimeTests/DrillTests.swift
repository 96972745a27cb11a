import GateEngine
import GateModel
import GateRules
import GateRuntime
import Synchronization
import Testing

/// Drills and tests of the routing, against fakes.
@Suite struct DrillTests {
    static let operate = Actor(name: "oskar", roles: [.operate])

    static let rule = RolloutRule.toy(
        stopRules: [StopRule(name: "breach", kind: .breach(gates: ["up"], for: .minutes(5)))],
        stages: [
            Stage(name: "baseline", weight: .zero, window: .seconds(30), needsApproval: false),
            Stage(name: "low", weight: Weight(percent: 10) ?? .zero, window: .seconds(30)),
            Stage(name: "half", weight: Weight(percent: 50) ?? .zero, window: .seconds(30)),
            Stage(name: "full", weight: .full, window: .seconds(30)),
        ]
    ).with { rule in
        rule.gates.append(Gate(name: "other", kind: .events(SafetyEvents(query: "breaches", max: 1))))
        rule.preflight = [
            PreflightItem(name: "routing", proof: .alertRouting(receivers: ["on-call"])),
            PreflightItem(name: "data", proof: .datasource),
            PreflightItem(name: "drill", proof: .drill(DrillPart.allCases)),
        ]
    }

    /// Runs supervisor, outbox and desk, and lets time pass beside the test.
    private static func rehearsing(
        _ rule: RolloutRule = rule, to members: [FakeAlertmanager], after before: World? = nil,
        _ body: @Sendable (World, PreflightDesk) async throws -> Void
    ) async throws {
        try await World([rule], after: before).running { world async throws in
            let outbox = world.supervisor.outbox(to: [.fixed(members.map(\.target))], registry: world.registry)
            let desk = world.supervisor.preflightDesk(outbox)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await outbox.run() }
                group.addTask { try await desk.run() }
                group.addTask {
                    while !Task.isCancelled {
                        world.time.advance(by: TimeSpan(milliseconds: 50))
                        try await Task.sleep(for: .milliseconds(2))
                    }
                }
                defer { group.cancelAll() }
                try await body(world, desk)
            }
        }
    }

    private static func checks(_ outcome: ProvingOutcome) throws -> [PreflightCheck] {
        guard case .done(let checks, _) = outcome else {
            Issue.record("not done: \(outcome)")
            throw CancellationError()
        }
        return checks
    }

    @Test("a drill goes up, back, is stopped, killed and over; the rollout has its proofs and nothing else")
    func aDrillIsPlayed() async throws {
        let member = FakeAlertmanager()
        try await Self.rehearsing(to: [member]) { world, desk in
            let checks = try Self.checks(await desk.drill("toy", by: Self.operate, trace: nil))
            #expect(checks.map(\.kind) == [.drillRollback, .drillStop, .drillKill])
            #expect(checks.allSatisfy { $0.failure == nil && $0.ruleDigest == "digest-1" }, "\(checks)")
            #expect(
                world.journal.decisions("toy.drill") == [
                    .start, .promote, .promote, .rollBack, .promote, .stop, .resume, .stop, .abort,
                ])
            let view = try await world.view()
            #expect(view.state.attempt == nil && view.servedWeight == .zero && view.state.alerts.isEmpty)
            #expect(view.state.findings.map(\.actor) == ["oskar", "oskar", "oskar"])
            #expect(view.checklist.map(\.state) == [.missing, .missing, .proven])
            #expect(member.accepted("StagegateAutoStop").allSatisfy { $0.labels["drill"] == "true" })
            #expect(member.accepted("StagegateAutoStop").allSatisfy { $0.labels["rollout"] == "toy.drill" })
            let shadow = try await world.view("toy.drill")
            #expect(shadow.state.phase == .aborted && shadow.state.alerts.isEmpty && shadow.state.incidents.isEmpty)
            #expect(await world.control.list().map(\.rule.name) == ["toy"])
            #expect(await world.submit(.killed(reason: "no"), to: "toy.drill").rejectionCode == .wrongPhase)
            #expect(world.metric(#"stagegate_drills_total{rollout="toy",result="passed"}"#) == "1")
        }
    }

    @Test("a second drill under a changed rule is another attempt under another variant")
    func aDrillCanBeRepeated() async throws {
        let member = FakeAlertmanager()
        try await Self.rehearsing(to: [member]) { world, desk in
            _ = try Self.checks(await desk.drill("toy", by: Self.operate, trace: nil))
            world.write([Self.rule.with { $0.digest = "digest-2" }])
            _ = await world.control.reload()
            let stale = try await world.view().checklist.map(\.state)
            #expect(stale == [.missing, .missing, .outdated])
            let checks = try Self.checks(await desk.drill("toy", by: Self.operate, trace: nil))
            #expect(checks.allSatisfy { $0.failure == nil && $0.ruleDigest == "digest-2" }, "\(checks)")
            #expect(try await world.view("toy.drill").state.attemptCount == 2)
        }
    }

    @Test("without anybody to tell, the parts that have to be told fail, and the drill is over all the same")
    func aDrillNeedsAnAlertmanager() async throws {
        try await Self.rehearsing(to: []) { world, desk in
            let checks = try Self.checks(await desk.drill("toy", by: Self.operate, trace: nil))
            #expect(checks[0].failure?.contains("no Alertmanager is known") == true)
            #expect(checks[2].failure?.hasPrefix("it was not tried: ") == true)
            #expect(try await world.view("toy.drill").state.phase == .aborted)
            #expect(world.metric(#"stagegate_drills_total{rollout="toy",result="failed"}"#) == "1")
        }
    }

    @Test("a rollout whose attempt runs is neither drilled nor are its alerts tested, but its data are looked at")
    func aRunningAttemptIsLeftAlone() async throws {
        let member = FakeAlertmanager()
        let rule = Self.rule.with { $0.preflight = [] }
        try await Self.rehearsing(rule, to: [member]) { world, desk in
            await world.submit(.startRequested(revision: "v1"))
            guard case .rejected(let rejection) = await desk.drill("toy", by: Self.operate, trace: nil) else {
                return #expect(Bool(false))
            }
            #expect(rejection.code == .alreadyRunning)
            #expect(world.journal.records("toy.drill").isEmpty)
        }
    }

    @Test("the routing is tested at every member, and who does not answer is named")
    func theRoutingIsTested() async throws {
        let members = [FakeAlertmanager("http://127.0.0.1:1"), FakeAlertmanager("http://127.0.0.1:2")]
        try await Self.rehearsing(to: members) { world, desk in
            var checks = try Self.checks(await desk.prove("toy", by: Self.operate, trace: nil))
            #expect(checks.map(\.kind) == [.datasource, .alertRouting])
            #expect(checks.allSatisfy { $0.failure == nil }, "\(checks)")
            #expect(checks[1].routes.map(\.receivers) == [["audit", "on-call"], ["audit", "on-call"]])
            #expect(try await world.view().checklist.map(\.state) == [.proven, .proven, .missing])
            #expect(try await world.view().state.alerts.isEmpty)
            // Every test begins at a time of its own.
            world.time.advance(by: .seconds(1))
            members[1].isDown = true
            checks = try Self.checks(await desk.prove("toy", by: Self.operate, trace: nil))
            #expect(checks[1].failure?.contains("http://127.0.0.1:2") == true)
            #expect(try await world.view().checklist.map(\.state) == [.failed, .proven, .missing])
            world.time.advance(by: .minutes(1))
            members[1].isDown = false
            members[1].state = "suppressed"
            checks = try Self.checks(await desk.prove("toy", by: Self.operate, trace: nil))
            #expect(checks[1].failure?.contains("nobody is told") == true)
        }
    }

    @Test("queries without data are named, with the time to ask them at")
    func theDatasourceIsLookedAt() async throws {
        try await Self.rehearsing(to: [FakeAlertmanager()]) { world, desk in
            world.source.mood = .series([])
            let checks = try Self.checks(await desk.prove("toy", by: Self.operate, trace: nil))
            let failure = try #require(checks[0].failure)
            #expect(failure.contains("gate up, value: no data, try: up at 20"), "\(failure)")
            #expect(failure.contains("gate other, value: no data, try: breaches at 20"), "\(failure)")
            world.source.mood = .down
            let later = try Self.checks(await desk.prove("toy", by: Self.operate, trace: nil))
            #expect(later[0].failure?.contains("connection refused") == true)
        }
    }

    @Test("what a crash cuts short is ended at the next start, and nobody is left paged")
    func aCrashLeavesNothingBehind() async throws {
        let member = FakeAlertmanager()
        let before = try await World([Self.rule])
        try await before.running { world async throws in
            let rule = Drill.rule(of: Self.rule)
            try await world.journal.port.storeRules(RuleSet(rollouts: [rule]))
            // Exactly what a drill has in the journal when it is stopped and nobody plays on.
            var state = RolloutState(rollout: rule.name, ruleDigest: rule.digest)
            for kind in [
                Event.Kind.startRequested(revision: "drill"),
                .incidentOpened(id: "drill", kind: .sev2, note: ""),
            ] {
                let event = Event(actor: Self.operate, trace: TraceID(high: 0, low: 1), kind: kind)
                let step = Engine.step(state, event, at: world.time.now, under: rule)
                state = step.state
                try await world.journal.port.commit(
                    JournalRecord(
                        rollout: rule.name, sequence: state.sequence, at: world.time.now, ruleDigest: rule.digest,
                        event: event, effects: step.effects), state)
            }
            await world.submit(.routingTestBegun)
        }
        #expect(before.journal.all.alerts.values.contains { $0.resolvedAt == nil })
        try await Self.rehearsing(to: [member], after: before) { world, desk in
            #expect(world.journal.all.alerts.values.allSatisfy { $0.resolvedAt != nil })
            #expect(try await world.view("toy.drill").state.phase == .aborted)
            let view = try await world.view()
            #expect(view.state.findings.first?.check.failure == "the service ended in the middle of the test")
            let checks = try Self.checks(await desk.drill("toy", by: Self.operate, trace: nil))
            #expect(checks.allSatisfy { $0.failure == nil }, "\(checks)")
        }
    }

    @Test("a rollout of two stages, without stop rules, is drilled with a Sev-2")
    func aSmallRuleIsDrilled() async throws {
        let rule = RolloutRule.toy(stages: [
            Stage(name: "none", weight: .zero, window: .seconds(30)), Stage(name: "all", weight: .full),
        ])
        let member = FakeAlertmanager()
        try await Self.rehearsing(rule, to: [member]) { world, desk in
            let checks = try Self.checks(await desk.drill("toy", by: Self.operate, trace: nil))
            #expect(checks.allSatisfy { $0.failure == nil }, "\(checks)")
            #expect(checks[1].evidence[0].hasPrefix("a Sev-2 incident stopped it"))
            #expect(try await world.view("toy.drill").state.incidents.isEmpty)
        }
    }
}

extension RolloutRule {
    /// This rule after a change.
    fileprivate func with(_ change: (inout RolloutRule) -> Void) -> RolloutRule {
        var rule = self
        change(&rule)
        return rule
    }
}
