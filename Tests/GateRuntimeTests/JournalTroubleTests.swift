import GateModel
import GateRules
import GateRuntime
import Testing

@Suite struct JournalTroubleTests {
    @Test func whatIsNotWrittenIsNotDone() async throws {
        try await World().running { world async throws in
            world.journal.isFull = true
            #expect(await world.submit(.startRequested(revision: "v1")).isUnavailable)
            let view = try await world.view()
            #expect(view.state.phase == .pending)
            #expect(world.metric("stagegate_journal_errors_total") == "1")
            world.journal.isFull = false
            #expect(await world.submit(.startRequested(revision: "v1")).accepted != nil)
        }
    }

    @Test func whoLooksIsToldWhyNothingHappens() async throws {
        try await World().running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            world.journal.isFull = true
            world.time.set(RolloutRule.toy().grid.next(after: world.time.now))
            try await eventually("it is said") {
                try await world.view().waitingFor.first
                    == "the journal: nothing is decided while it cannot be written: database or disk is full"
            }
            world.journal.isFull = false
            #expect(await world.submit(.held(reason: "looking")).accepted != nil)
            #expect(try await !world.view().waitingFor.contains { $0.hasPrefix("the journal") })
        }
    }

    @Test func aPromotionThatIsNotWrittenIsDecidedAgain() async throws {
        try await World().running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(2)
            world.journal.isFull = true
            let point = RolloutRule.toy().grid.next(after: world.time.now)
            world.time.set(point)
            try await eventually("it tried") { world.journal.all.failedCommits > 0 }
            #expect(try await world.view().servedWeight == .zero)
            world.journal.isFull = false
            try await eventually("it pauses") { world.time.alarms.contains(point + .seconds(1)) }
            world.time.advance(by: .seconds(1))
            try await eventually("it is promoted") { try await world.view().servedWeight == Weight(percent: 50) }
            #expect(world.journal.points("toy").filter { $0 == point }.count == 1)
        }
    }

    @Test func refusedCallsAreRecorded() async throws {
        let world = try await World()
        let refusal = Refusal(
            at: World.start, actor: "", remote: "127.0.0.1", call: "POST /api/v1/rollouts/toy/kill", status: 401,
            reason: "no credential")
        await world.control.recordRefusal(refusal)
        #expect(world.journal.all.refusals == [refusal])
        world.journal.isFull = true
        await world.control.recordRefusal(refusal)
        #expect(world.metric("stagegate_journal_errors_total") == "1")
    }

    @Test func aJournalThatCannotBeWrittenKeepsItFromStarting() async throws {
        let before = try await World()
        before.journal.isFull = true
        await #expect(throws: StartupFailure.self) { try await World(after: before) }
    }

    @Test func aRunningRolloutThatIsNotInTheRulesKeepsItFromStarting() async throws {
        let before = try await World()
        try await before.running { world in _ = await world.submit(.startRequested(revision: "v1")) }
        let failure = await #expect(throws: StartupFailure.self) {
            try await World([.toy("other")], after: before)
        }
        #expect(failure?.description.contains("toy") == true)
    }

    @Test func anotherRuleIsAdoptedAtTheStart() async throws {
        let before = try await World()
        try await before.running { world in _ = await world.submit(.startRequested(revision: "v1")) }
        let after = try await World([.toy(digest: "digest-2")], after: before)
        #expect(try await after.view().state.ruleDigest == "digest-2")
        #expect(after.journal.records("toy").last?.event.kind == .rulesReplaced)
    }
}
