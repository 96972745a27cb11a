import GateModel
import GateRules
import GateRuntime
import Testing

@Suite struct PromotionTests {
    @Test func aHealthyRevisionIsApprovedFromStageToStageAndCompletes() async throws {
        try await World().running { world async throws in
            #expect(await world.submit(.startRequested(revision: "v1")).accepted?.state.phase == .observing)
            try await world.evaluate(3)
            #expect(try await world.view().servedWeight == Weight(percent: 50))
            try await world.evaluate(3)
            #expect(try await world.view().state.phase == .awaitingApproval)
            let candidate = try #require(try await world.view().state.attempt?.candidate?.id)
            #expect(await world.submit(.approvalGiven(candidate: candidate, onCall: nil)).accepted != nil)
            try await world.evaluate(1)
            #expect(try await world.view().servedWeight == .full)
            try await world.evaluate(3)
            #expect(try await world.view().state.phase == .completed)
            let decisions: [Decision.Kind] = [.start, .promote, .requestApproval, .approve, .promote, .complete]
            #expect(world.journal.decisions("toy") == decisions)
            #expect(world.metric(#"stagegate_decisions_total{rollout="toy",decision="promote"}"#) == "2")
            #expect(world.metric(#"stagegate_rollout_weight_ratio{rollout="toy"}"#) == "1")
            #expect(world.metric(#"stagegate_rollout_phase{rollout="toy",phase="completed"}"#) == "1")
        }
    }

    @Test func anApprovalGivenTooEarlyIsRefused() async throws {
        try await World().running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            let outcome = await world.submit(.approvalGiven(candidate: "toy/1/1", onCall: nil))
            #expect(outcome.rejectionCode == .noCandidate)
            #expect(world.metric(#"stagegate_rejections_total{rollout="toy",code="no_candidate"}"#) == "1")
        }
    }

    @Test func theSameRevisionIsNotStartedTwice() async throws {
        try await World().running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            #expect(await world.submit(.startRequested(revision: "v1")).rejectionCode == .alreadyRunning)
            // What was tried in vain is in the journal, too.
            #expect(world.journal.decisions("toy") == [.start])
            #expect(world.journal.records("toy").map(\.sequence) == [1, 2])
        }
    }

    @Test func requestsForUnknownRolloutsAreTold() async throws {
        try await World().running { world async throws in
            guard case .unknownRollout = await world.submit(.killed(reason: "x"), to: "nobody") else {
                Issue.record("an unknown rollout was found")
                return
            }
        }
    }

    @Test func everyGridPointIsDecidedOnceAndInOrder() async throws {
        try await World().running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(6)
            let points = world.journal.points("toy")
            #expect(points.count == 6)
            #expect(zip(points, points.dropFirst()).allSatisfy { $1 - $0 == .seconds(15) })
            #expect(world.journal.records("toy").map(\.sequence) == Array(1...7))
        }
    }

    @Test func aChangeEndsALongPoll() async throws {
        try await World().running { world async throws in
            let before = try await world.view()
            async let changed = world.control.changed("toy", before.state.sequence, before.servedWeight, .minutes(1))
            await world.submit(.startRequested(revision: "v1"))
            #expect(await changed?.state.sequence == 1)
        }
    }

    @Test func aLongPollEndsAtItsDeadline() async throws {
        try await World().running { world async throws in
            let before = try await world.view()
            async let changed = world.control.changed("toy", before.state.sequence, before.servedWeight, .minutes(1))
            try await eventually("the poll sleeps") { world.time.alarms.contains(World.start + .minutes(1)) }
            world.time.advance(by: .minutes(1))
            #expect(await changed?.state.sequence == 0)
            #expect(await world.control.changed("nobody", 0, .zero, .minutes(1))?.state == nil)
        }
    }
}
