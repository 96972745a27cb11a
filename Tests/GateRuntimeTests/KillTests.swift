import GateModel
import GateRules
import GateRuntime
import Testing

@Suite struct KillTests {
    private func atHalf(_ body: @Sendable (World) async throws -> Void) async throws {
        try await World().running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(3)
            #expect(try await world.view().servedWeight == Weight(percent: 50))
            try await body(world)
        }
    }

    @Test func aHangingSourceDelaysNeitherKillNorOperators() async throws {
        try await atHalf { world in
            world.source.mood = .hanging
            world.time.advance(by: .seconds(15))
            try await eventually("the source hangs") { world.source.hangingCount == 1 }
            #expect(await world.submit(.held(reason: "looking")).accepted?.state.attempt?.hold != nil)
            let killed = await world.submit(.killed(reason: "enough")).accepted
            #expect(killed?.servedWeight == .zero)
            // What was written does not say any more that it waits to be.
            #expect(killed?.waitingFor.contains { $0.contains("not written yet") } == false)
            #expect(world.source.hangingCount == 1)
        }
    }

    @Test func anEvaluationIsJudgedAtItsDeadlineWithWhatThereIs() async throws {
        try await atHalf { world in
            world.source.mood = .hanging
            world.time.advance(by: .seconds(15))
            try await eventually("the source hangs") { world.source.hangingCount == 1 }
            let decided = world.journal.points("toy").count
            world.time.advance(by: .seconds(10))
            try await eventually("it is decided") { world.journal.points("toy").count == decided + 1 }
            try await eventually("it is seen") { try await world.view().evaluation?.gates[0].outcome == .error }
            #expect(try await world.view().evaluation?.gates[0].reason == .sourceUnavailable)
            #expect(
                world.metric(#"stagegate_queries_total{datasource="prometheus",result="source_unavailable"}"#) == "1")
        }
    }

    @Test func aKillServesZeroWhileTheDiskIsFullAndIsWrittenLater() async throws {
        try await atHalf { world in
            world.journal.isFull = true
            let outcome = await world.submit(.killed(reason: "enough"))
            #expect(outcome.isPending)
            let view = try await world.view()
            #expect(view.servedWeight == .zero)
            #expect(view.state.weight == Weight(percent: 50))
            #expect(world.metric(#"stagegate_rollout_weight_ratio{rollout="toy"}"#) == "0")
            #expect(world.metric(#"stagegate_kill_pending{rollout="toy"}"#) == "1")
            #expect(!world.journal.decisions("toy").contains(.stop))

            world.journal.isFull = false
            try await eventually("it waits for the next try") {
                world.time.alarms.contains(world.time.now + .seconds(1))
            }
            world.time.advance(by: .seconds(1))
            try await eventually("the kill is written") { world.journal.decisions("toy").last == .stop }
            try await eventually("nothing is pending") {
                world.metric(#"stagegate_kill_pending{rollout="toy"}"#) == "0"
            }
            #expect(try await world.view().servedWeight == .zero)
            #expect(try await world.view().state.phase == .stopped)
        }
    }

    @Test func aKillDoesNotWaitForADiskThatHangs() async throws {
        try await atHalf { world in
            world.journal.isHanging = true
            async let outcome = world.submit(.killed(reason: "enough"))
            let limit = world.time.now + .seconds(2)
            try await eventually("the caller waits") { world.time.alarms.contains(limit) }
            #expect(try await world.view().servedWeight == .zero)
            world.time.set(limit)
            #expect(await outcome.isPending)
            world.journal.isHanging = false
            try await eventually("the kill is written") { world.journal.decisions("toy").last == .stop }
        }
    }

    @Test func aKillThatWaitsIsTriedOnceMoreAtTheEnd() async throws {
        let world = try await World()
        try await world.running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(3)
            world.journal.isFull = true
            #expect(await world.submit(.killed(reason: "enough")).isPending)
            world.journal.isFull = false
        }
        #expect(world.journal.decisions("toy").last == .stop)
    }

    @Test func nothingIsPromotedWhileAKillWaits() async throws {
        try await atHalf { world in
            world.journal.isFull = true
            #expect(await world.submit(.killed(reason: "enough")).isPending)
            let before = world.journal.records("toy").count
            for _ in 0..<4 {
                world.time.advance(by: .seconds(15))
                #expect(try await world.view().servedWeight == .zero)
            }
            #expect(await world.submit(.killed(reason: "again")).isPending)
            world.journal.isFull = false
            world.time.advance(by: .seconds(1))
            try await eventually("the kill is written") {
                world.time.advance(by: .seconds(1))
                return world.journal.records("toy").count > before
            }
            #expect(world.journal.records("toy")[before].event.kind == .killed(reason: "enough"))
            #expect(!world.journal.decisions("toy").dropFirst(2).contains(.promote))
        }
    }

    @Test func aKillWithNothingToKillIsKeptAndDecidesNothing() async throws {
        try await World().running { world async throws in
            #expect(await world.submit(.killed(reason: "enough")).accepted?.servedWeight == .zero)
            #expect(world.journal.records("toy").count == 1)
            #expect(world.journal.decisions("toy").isEmpty)
            #expect(await world.submit(.startRequested(revision: "v1")).accepted != nil)
        }
    }
}
