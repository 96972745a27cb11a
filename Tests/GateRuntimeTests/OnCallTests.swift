import GateAnalysis
import GateModel
import GateRules
import Testing

@testable import GateRuntime

@Suite struct OnCallTests {
    static let rule = RolloutRule.toy(
        approval: ApprovalRule(onCall: .query(#"on_call{rollout="{{ rollout }}"}"#, label: "actor")))

    private func awaitingApproval(_ body: @Sendable (World, String) async throws -> Void) async throws {
        try await World([Self.rule]).running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(6)
            try await body(world, try #require(try await world.view().state.attempt?.candidate?.id))
        }
    }

    @Test func whoeverTheQueryNamesMayApprove() async throws {
        try await awaitingApproval { world, candidate in
            world.source.mood = .series([Sample(labels: ["actor": "alice"], 1)])
            #expect(await world.submit(.approvalGiven(candidate: candidate, onCall: nil)).accepted != nil)
            #expect(world.source.asked.last?.expression == #"on_call{rollout="toy"}"#)
            #expect(
                world.journal.records("toy").last?.event.kind
                    == .approvalGiven(candidate: candidate, onCall: ["alice"]))
        }
    }

    @Test(arguments: [
        FakeSource.Mood.series([Sample(labels: ["actor": "bob"], 1)]),
        .series([Sample(labels: ["actor": "alice"], 0)]), .series([]), .down,
    ])
    func nobodyElseMayApprove(_ mood: FakeSource.Mood) async throws {
        try await awaitingApproval { world, candidate in
            world.source.mood = mood
            let outcome = await world.submit(.approvalGiven(candidate: candidate, onCall: ["alice"]))
            #expect(outcome.rejectionCode == .notOnCall)
        }
    }

    @Test func anAnswerThatIsNotCompleteNamesNobody() {
        let samples = [Sample(labels: ["actor": "alice"], 1)]
        let partial = QueryOutcome.answered(QueryResult(samples: samples, isPartial: true))
        let state = RolloutState(rollout: Self.rule.name, ruleDigest: "")
        let question = OnCallQuestion(Self.rule, state, at: Timestamp(seconds: 0))
        #expect(question != nil && question?.names(in: partial) == nil)
    }
}
