import GateAnalysis
import GateModel
import GateReplay
import GateRules
import Testing

/// A rollout on a clock of its own takes the very steps the service would take.
@Suite struct VirtualRolloutTests {
    private static let begin = Timestamp(seconds: 1_770_000_000)
    private static let lead = Actor(name: "lead", roles: [.techLead])

    @Test func nothingIsDueBeforeTheStart() {
        let rollout = VirtualRollout(under: Self.rule())
        #expect(rollout.nextEvaluation == nil)
        #expect(rollout.plan(at: Self.begin) == nil)
    }

    @Test func goodNumbersCarryItToTheEnd() throws {
        var rollout = VirtualRollout(under: Self.rule())
        #expect(rollout.take(.startRequested(revision: "r1"), by: Self.lead, at: Self.begin).sequence == 1)
        var evaluations = 0
        while let point = rollout.nextEvaluation, evaluations < 20 {
            let plan = try #require(rollout.plan(at: point))
            _ = rollout.evaluate(plan, Self.answers(to: plan, 0))
            evaluations += 1
        }
        #expect(rollout.state.attempt?.phase == .completed)
    }

    @Test func unansweredQueriesHold() throws {
        var rollout = VirtualRollout(under: Self.rule())
        rollout.take(.startRequested(revision: "r1"), by: Self.lead, at: Self.begin)
        let plan = try Self.nextPlan(rollout)
        let record = rollout.evaluate(plan, plan.questions.map { _ in .unanswered })
        guard case .evaluated(let evaluation) = record.event.kind else {
            Issue.record("no evaluation in \(record)")
            return
        }
        #expect(evaluation.gates.map(\.reason) == [.sourceUnavailable])
        #expect(rollout.state.attempt?.visit.weight == .zero)
    }

    @Test func sameEventsGiveTheSameRecords() throws {
        let runs = try (0..<2).map { _ in
            var rollout = VirtualRollout(under: Self.rule())
            let start = rollout.take(.startRequested(revision: "r1"), by: Self.lead, at: Self.begin)
            let plan = try Self.nextPlan(rollout)
            return [start, rollout.evaluate(plan, Self.answers(to: plan, 7))]
        }
        #expect(runs[0] == runs[1])
    }

    private static func nextPlan(_ rollout: VirtualRollout) throws -> QueryPlan {
        let point = try #require(rollout.nextEvaluation)
        return try #require(rollout.plan(at: point))
    }

    private static func answers(to plan: QueryPlan, _ value: Double) -> [QueryOutcome] {
        plan.questions.map { _ in .answered(QueryResult(samples: [Sample(value)])) }
    }

    private static func rule() -> RolloutRule {
        let interval = TimeSpan.seconds(30)
        let stages = [Weight.zero, .full].map {
            Stage(name: "\($0)", weight: $0, window: interval, needsApproval: false)
        }
        return RolloutRule(
            name: "checkout", interval: interval, stages: stages,
            gates: [Gate(name: "isolation", kind: .events(SafetyEvents(query: "breaches")))])
    }
}
