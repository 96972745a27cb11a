import GateModel
import GateRules
import GateRuntime
import Synchronization
import Testing

@Suite struct OutboxTests {
    /// Runs an outbox service beside a world whose rollout has been killed at 50 %.
    private func afterAKill(
        _ targets: [FakeAlertmanager], settings: RuntimeSettings = RuntimeSettings(),
        _ body: @Sendable (World) async throws -> Void
    ) async throws {
        try await World(settings: settings).running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(3)
            try await world.delivering(to: targets) {
                await world.submit(.killed(reason: "enough"))
                try await body(world)
            }
        }
    }

    @Test func anAlertReachesEveryAlertmanagerAtOnce() async throws {
        let targets = [FakeAlertmanager("http://127.0.0.1:1"), FakeAlertmanager("http://127.0.0.1:2")]
        try await afterAKill(targets) { world async throws in
            for target in targets {
                try await eventually("it is told") { target.accepted("StagegateAutoStop").count == 1 }
                let posting = try #require(target.accepted("StagegateAutoStop").first)
                #expect(posting.labels["rollout"] == "toy")
                #expect(posting.endsAt == world.time.now + .minutes(4))
                try await eventually("it is counted") {
                    world.metric(#"stagegate_notifications_sent_total{alertmanager="\#(target.name)"}"#) != "0"
                }
            }
        }
    }

    @Test func labelsOfTheAlertWinOverExternalOnes() async throws {
        let target = FakeAlertmanager()
        var settings = RuntimeSettings()
        settings.externalLabels = ["cluster": "one", "rollout": "not this"]
        try await afterAKill([target], settings: settings) { _ async throws in
            try await eventually("it is told") { target.accepted("StagegateAutoStop").count == 1 }
            let labels = try #require(target.accepted("StagegateAutoStop").first?.labels)
            #expect(labels["cluster"] == "one")
            #expect(labels["rollout"] == "toy")
        }
    }

    @Test func anAlertIsDeliveredWhenTheAlertmanagerComesBack() async throws {
        let target = FakeAlertmanager()
        let other = FakeAlertmanager("http://127.0.0.1:2")
        target.isDown = true
        try await afterAKill([target, other]) { world async throws in
            try await eventually("the other one is told") { other.accepted("StagegateAutoStop").count == 1 }
            for failures in 1...3 {
                try await eventually("it tried") { target.failures >= failures }
                world.time.advance(by: .seconds(30))
            }
            let length = #"stagegate_notifications_queue_length{alertmanager="\#(target.name)"}"#
            #expect(world.metric(length) != "0")
            target.isDown = false
            world.time.advance(by: .seconds(30))
            try await eventually("it is told") { !target.accepted("StagegateAutoStop").isEmpty }
            try await eventually("nothing waits") { world.metric(length) == "0" }
        }
    }

    @Test func aFiringAlertIsRefreshedBeforeItEnds() async throws {
        let target = FakeAlertmanager()
        try await afterAKill([target]) { world async throws in
            try await eventually("it is told") { target.accepted("StagegateAutoStop").count == 1 }
            let end = try #require(target.accepted("StagegateAutoStop").first?.endsAt)
            let refreshAt = world.time.now + .minutes(1)
            try await eventually("it waits") { world.time.alarms.contains(refreshAt) }
            world.time.set(refreshAt)
            try await eventually("it is refreshed") { target.accepted("StagegateAutoStop").count == 2 }
            #expect(world.time.now < end)
            let postings = target.accepted("StagegateAutoStop")
            #expect(postings[0].startsAt == postings[1].startsAt)
            #expect(postings[1].endsAt == refreshAt + .minutes(4))
        }
    }

    @Test func aResolvedAlertIsToldForAWhileAndForgotten() async throws {
        let target = FakeAlertmanager()
        try await afterAKill([target]) { world async throws in
            try await eventually("it is told") { target.accepted("StagegateAutoStop").count == 1 }
            world.source.mood = .hanging
            await world.submit(.aborted(reason: "enough"))
            let resolvedAt = world.time.now
            try await eventually("it is resolved") { target.accepted("StagegateAutoStop").count == 2 }
            #expect(target.accepted("StagegateAutoStop").last?.endsAt == resolvedAt)
            for minute in 1...15 {
                let next = resolvedAt + .minutes(Int64(minute))
                try await eventually("it waits") { world.time.alarms.contains(next) }
                world.time.set(next)
            }
            try await eventually("it is forgotten") { world.journal.all.alerts.isEmpty }
            #expect(target.accepted("StagegateAutoStop").allSatisfy { $0.endsAt >= resolvedAt })
        }
    }

    @Test func whatWasNotDeliveredBeforeACrashIsSentAfterIt() async throws {
        let target = FakeAlertmanager()
        let before = try await World()
        try await before.running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(3)
            await world.submit(.killed(reason: "enough"))
        }
        try await World(after: before).running { world async throws in
            try await world.delivering(to: [target]) {
                try await eventually("it is told") { target.accepted("StagegateAutoStop").count == 1 }
            }
        }
    }

    @Test func withoutAnAlertmanagerResolvedAlertsDoNotPileUp() async throws {
        try await afterAKill([]) { world async throws in
            await world.submit(.aborted(reason: "enough"))
            try await eventually("it is forgotten") { world.journal.all.alerts.isEmpty }
        }
    }

    @Test func manyAlertsGoInBatches() async throws {
        let target = FakeAlertmanager()
        let before = try await World()
        before.journal.fire(600)
        try await World(after: before).running { world async throws in
            try await world.delivering(to: [target]) {
                try await eventually("all are told") { target.accepted.count >= 600 }
                #expect(target.largestBatch == 256)
            }
        }
    }

    @Test("a refused alert takes no other with it, is recorded, and is not tried again")
    func aBadAlertIsDroppedAlone() async throws {
        let target = FakeAlertmanager(badLabel: "bad")
        let before = try await World()
        before.journal.fire(3)
        before.journal.fire(1, ["alertname": "Bad", "bad": "yes", "rollout": "toy"])
        try await World(after: before).running { world async throws in
            try await world.delivering(to: [target]) {
                try await eventually("the others are told") { target.accepted.count == 3 }
                try await eventually("it is recorded") { world.journal.all.receipts.count == 1 }
                #expect(world.journal.all.receipts.first?.outcome == .dropped)
                #expect(world.journal.all.receipts.first?.detail == "no good")
                let dropped = #"stagegate_notifications_dropped_total{alertmanager="\#(target.name)",reason="refused"}"#
                try await eventually("it is counted") { world.metric(dropped) == "1" }
                let refreshAt = world.time.now + .minutes(1)
                try await eventually("it waits") { world.time.alarms.contains(refreshAt) }
                world.time.set(refreshAt)
                try await eventually("the others are refreshed") { target.accepted.count == 6 }
                #expect(world.metric(dropped) == "1")
            }
        }
    }

    @Test func eachTargetHasItsOwnRelabelling() async throws {
        let renaming = FakeAlertmanager("http://127.0.0.1:1", relabel: { $0.merging(["cluster": "eu"]) })
        let deaf = FakeAlertmanager("http://127.0.0.1:2", relabel: { $0["gate_action"] == "stop" ? nil : $0 })
        try await afterAKill([renaming, deaf]) { world async throws in
            try await eventually("it is told") { renaming.accepted("StagegateAutoStop").count == 1 }
            #expect(renaming.accepted("StagegateAutoStop").first?.labels["cluster"] == "eu")
            let dropped = #"stagegate_notifications_dropped_total{alertmanager="\#(deaf.name)",reason="relabelled"}"#
            try await eventually("it is counted") { world.metric(dropped) == "1" }
            await world.submit(.aborted(reason: "enough"))
            try await eventually("it is resolved") { renaming.accepted("StagegateAutoStop").count == 2 }
            #expect(deaf.accepted("StagegateAutoStop").isEmpty)
            #expect(world.metric(dropped) == "1")
        }
    }

    @Test("a stop is read back from every target, once, and what they say is kept")
    func whoIsToldIsEvidence() async throws {
        let targets = [FakeAlertmanager("http://127.0.0.1:1"), FakeAlertmanager("http://127.0.0.1:2")]
        targets[1].state = "unprocessed"
        try await afterAKill(targets) { world async throws in
            try await eventually("the first is read") { world.journal.all.receipts.count == 1 }
            try await eventually("the second is asked") { targets[1].readBacks > 0 }
            targets[1].state = "suppressed"
            try await eventually("the second is read") {
                world.time.advance(by: TimeSpan(milliseconds: 500))
                return world.journal.all.receipts.count == 2
            }
            let receipts = world.journal.all.receipts
            #expect(receipts.map(\.outcome) == [.routed, .routed])
            #expect(receipts.map(\.state) == ["active", "suppressed"])
            #expect(receipts.allSatisfy { $0.receivers == ["on-call", "audit"] && $0.name == "StagegateAutoStop" })
            let stop = try #require(try await world.view().state.attempt?.stop)
            #expect(receipts.allSatisfy { $0.startsAt == stop.firstBreachAt })
            try await eventually("it is noted") {
                world.journal.all.deliveries.values.allSatisfy { $0.confirmedStart == stop.firstBreachAt }
            }
            #expect(targets[0].readBacks == 1)
        }
    }

    @Test func theTraceOfTheStopIsCarriedOn() async throws {
        let target = FakeAlertmanager()
        try await afterAKill([target]) { world async throws in
            try await eventually("it is told") { target.accepted("StagegateAutoStop").count == 1 }
            let stop = try #require(try await world.view().state.attempt?.stop)
            #expect(target.traces.first == stop.trace)
        }
    }

    @Test func membersComeAndGo() async throws {
        let first = FakeAlertmanager("http://127.0.0.1:1")
        let second = FakeAlertmanager("http://127.0.0.1:2")
        let found = Mutex<[FakeAlertmanager]?>([first])
        let source = AlertTargetSource(mechanism: "dns", refreshInterval: .seconds(30)) {
            guard let found = found.withLock({ $0 }) else { throw FakeJournal.Full() }
            return found.map(\.target)
        }
        try await World().running { world async throws in
            try await world.delivering(to: [source]) {
                await world.submit(.startRequested(revision: "v1"))
                await world.submit(.killed(reason: "enough"))
                try await eventually("the first is told") { first.accepted("StagegateAutoStop").count == 1 }
                found.withLock { $0 = nil }
                world.time.advance(by: .seconds(30))
                let failures = #"stagegate_sd_refresh_failures_total{mechanism="dns"}"#
                try await eventually("a failure is counted") { world.metric(failures) == "1" }
                #expect(world.metric("stagegate_notifications_alertmanagers_discovered") == "1")
                found.withLock { $0 = [second] }
                world.time.advance(by: .seconds(30))
                try await eventually("the second is told") { second.accepted("StagegateAutoStop").count == 1 }
                let sent = #"stagegate_notifications_sent_total{alertmanager="\#(first.name)"}"#
                try await eventually("the first is gone") { world.metric(sent) == nil }
            }
        }
    }

    @Test("where members are looked for and none is found, what is over is kept for them")
    func nothingIsForgottenWithoutMembers() async throws {
        let target = FakeAlertmanager()
        let found = Mutex<[FakeAlertmanager]>([])
        let source = AlertTargetSource(mechanism: "file", refreshInterval: .seconds(5)) {
            found.withLock { $0 }.map(\.target)
        }
        try await World().running { world async throws in
            try await world.delivering(to: [source]) {
                await world.submit(.startRequested(revision: "v1"))
                await world.submit(.killed(reason: "enough"))
                await world.submit(.aborted(reason: "over"))
                found.withLock { $0 = [target] }
                try await eventually("it is told") {
                    world.time.advance(by: .seconds(5))
                    return target.accepted("StagegateAutoStop").count == 1
                }
            }
        }
    }
}

extension World {
    /// Runs an outbox service beside a test.
    func delivering(to targets: [FakeAlertmanager], _ body: () async throws -> Void) async throws {
        try await delivering(to: targets.isEmpty ? [] : [.fixed(targets.map(\.target))], body)
    }

    /// Runs an outbox service beside a test.
    func delivering(
        to sources: [AlertTargetSource], webhooks: [WebhookTarget] = [], _ body: () async throws -> Void
    ) async throws {
        let outbox = supervisor.outbox(to: sources, webhooks: webhooks, registry: registry)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await outbox.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }
}
