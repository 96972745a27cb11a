import GateModel
import GateRules
import GateRuntime
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
        try await World().running { world async throws in
            world.journal.fire(100)
            try await world.delivering(to: [target]) {
                try await eventually("all are told") { target.accepted.count >= 100 }
                #expect(target.largestBatch == 64)
            }
        }
    }
}

extension World {
    /// Runs an outbox service beside a test.
    func delivering(to targets: [FakeAlertmanager], _ body: () async throws -> Void) async throws {
        let outbox = supervisor.outbox(to: targets.map(\.target), registry: registry)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await outbox.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }
}
