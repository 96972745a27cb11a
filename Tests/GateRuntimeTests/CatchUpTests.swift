import GateModel
import GateRules
import GateRuntime
import Testing

@Suite struct CatchUpTests {
    /// Runs a world up to `half`, green for one interval, and ends it.
    private func interrupted() async throws -> World {
        let world = try await World()
        try await world.running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(4)
        }
        return world
    }

    private func newest(_ world: World) -> Timestamp {
        RolloutRule.toy().grid.last(notAfter: world.time.now)
    }

    @Test func missedPointsAreEvaluatedAfterARestart() async throws {
        let before = try await interrupted()
        before.time.advance(by: .minutes(2))
        let after = try await World(after: before)
        try await after.running { world async throws in
            try await eventually("caught up") { world.journal.points("toy").last == newest(world) }
            let points = world.journal.points("toy")
            #expect(zip(points, points.dropFirst()).allSatisfy { $1 - $0 == .seconds(15) })
            #expect(Set(points).count == points.count)
            try await eventually("ready") { await world.control.readiness() == nil }
        }
        // The window is complete at the newest point: nothing of the outage was lost.
        #expect(after.journal.decisions("toy") == [.start, .promote, .requestApproval])
    }

    @Test func itIsNotReadyBeforeItHasCaughtUp() async throws {
        let before = try await interrupted()
        before.time.advance(by: .minutes(2))
        before.source.mood = .hanging
        let after = try await World(after: before)
        #expect(await after.control.readiness() != nil)
        try await after.running { world async throws in
            try await eventually("the source hangs") { world.source.hangingCount > 0 }
            #expect(await world.control.readiness() != nil)
            world.time.advance(by: .seconds(30))
            #expect(await world.control.readiness() == nil)
        }
    }

    @Test func aSourceThatIsDownDoesNotKeepItFromBeingReady() async throws {
        let before = try await interrupted()
        before.time.advance(by: .minutes(2))
        before.source.mood = .down
        try await World(after: before).running { world async throws in
            try await eventually("ready") { await world.control.readiness() == nil }
        }
    }

    @Test func missedPointsWaitForASourceThatComesUpAMomentLater() async throws {
        let before = try await interrupted()
        before.time.advance(by: .minutes(2))
        before.source.mood = .down
        try await World(after: before).running { world async throws in
            let decided = world.journal.points("toy").count
            try await eventually("it was asked") { world.time.alarms.contains(world.time.now + .seconds(1)) }
            #expect(world.journal.points("toy").count == decided)
            world.source.mood = .value(1)
            world.time.advance(by: .seconds(1))
            try await eventually("caught up") { world.journal.points("toy").last == newest(world) }
            #expect(try await world.view().state.phase == .awaitingApproval)
        }
    }

    @Test func missedPointsDoNotWaitForeverForASource() async throws {
        let before = try await interrupted()
        before.time.advance(by: .seconds(30))
        before.source.mood = .down
        try await World(after: before).running { world async throws in
            try await eventually("it was asked") { world.time.alarms.contains(world.time.now + .seconds(1)) }
            world.time.advance(by: .minutes(2))
            try await eventually("caught up") { world.journal.points("toy").last == newest(world) }
            #expect(try await world.view().state.attempt?.window.greenSince == nil)
        }
    }

    @Test func pointsTooOldBecomeOneRecordedGap() async throws {
        let before = try await interrupted()
        let last = try #require(before.journal.points("toy").last)
        before.time.advance(by: .hours(3))
        try await World(after: before).running { world async throws in
            try await eventually("caught up") { world.journal.points("toy").last == newest(world) }
            let gaps = world.journal.records("toy").compactMap { record -> (Timestamp, Timestamp)? in
                guard case .evaluationsMissed(let after, let through) = record.event.kind else { return nil }
                return (after, through)
            }
            #expect(gaps.count == 1)
            #expect(gaps.first?.0 == last)
            let first = try #require(world.journal.points("toy").first { $0 > last })
            #expect(gaps.first?.1 == first - .seconds(15))
            #expect(newest(world) - first <= .hours(1))
            #expect(world.metric(#"stagegate_evaluations_missed_total{rollout="toy"}"#) != "0")
        }
    }

    @Test func aClockThatJumpsBackDelaysAndRepeatsNothing() async throws {
        try await World().running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(2)
            let decided = world.journal.points("toy")
            let next = try #require(decided.last) + .seconds(15)
            world.time.advance(by: .minutes(-10))
            try await eventually("it waits for the next point") { world.time.alarms.contains(next) }
            #expect(world.journal.points("toy") == decided)
            // What is decided meanwhile does not run before what was decided already.
            await world.submit(.held(reason: "clock"))
            #expect(world.journal.records("toy").map(\.at).max() == world.journal.records("toy").last?.at)
            try await eventually("it is noticed") { world.metric("stagegate_clock_setbacks_total") == "1" }
            world.time.set(next)
            try await eventually("it goes on") { world.journal.points("toy") == decided + [next] }
        }
    }
}
