import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// The variant of a rule that is drilled, and what is made to go wrong under it.
@Suite struct DrillTests {
    private static let breach = StopRule(name: "slo-breach", kind: .breach(gates: ["slo"], for: .minutes(5)))
    private static let isolation = StopRule(
        name: "isolation",
        kind: .expression(
            StopExpression(query: "breaches", trueFor: .minutes(2), opensIncident: .kind(.tenantIsolationBreach))),
        target: .zero)
    private static let spikes = StopRule(
        name: "spikes", kind: .spikes(Spikes(bad: "bad", total: "all", threshold: 0.05, minGap: .minutes(3))))
    private static let safety = StopRule(name: "safety", kind: .incident([.sev1]))

    /// A drill that has climbed to `half`.
    private static func climbed(_ rule: RolloutRule) -> Course {
        var course = Course(Drill.rule(of: rule))
        course.send(.startRequested(revision: "drill"))
        for _ in 0..<4 {
            course.now = course.rule.grid.next(after: course.now)
            course.send(
                .evaluated(Drill.calm(at: course.now, course.state, under: course.rule)), by: .stagegate)
        }
        return course
    }

    @Test func theVariantIsTheRuleInAHurry() {
        let rule = RolloutRule.toy(stopRules: [Self.breach]).with { $0.labels = ["team": "web"] }
        let drill = Drill.rule(of: rule)
        #expect(drill.name == "toy.drill" && drill.digest == "d1.drill.1")
        #expect(drill.stages.map(\.name) == rule.stages.map(\.name))
        #expect(drill.stages.map(\.weight) == rule.stages.map(\.weight))
        #expect(drill.gates.map(\.kind) == rule.gates.map(\.kind))
        #expect(drill.labels == ["team": "web", "drill": "true"])
        #expect(DrillName.origin(of: drill.name) == "toy" && DrillName.origin(of: "toy") == nil)
    }

    @Test func oneStageTakesTwoEvaluations() {
        let course = Self.climbed(.toy())
        #expect(course.stage == "half")
        #expect(course.attempt.visit.gates.isEmpty)
    }

    @Test(
        "the first stop rule that would stop it is the one that is rehearsed",
        arguments: [
            ([breach], "stop rule slo-breach"), ([safety, breach], "stop rule slo-breach"),
            ([isolation, breach], "stop rule isolation"), ([spikes], "stop rule spikes"), ([safety], nil), ([], nil),
        ] as [([StopRule], String?)])
    func theBreachIsFound(_ stopRules: [StopRule], _ name: String?) throws {
        var course = Self.climbed(.toy(stopRules: stopRules))
        let point = course.rule.grid.next(after: course.now)
        let fault = Drill.breach(at: point, course.state, under: course.rule)
        #expect(fault?.name == name)
        guard let fault else { return }
        course.now = point
        course.send(.evaluated(fault.evaluation), by: .stagegate)
        #expect(course.phase == .stopped)
        #expect(course.state.alerts.allSatisfy { $0.labels["drill"] == "true" && $0.labels["rollout"] == "toy.drill" })
    }

    @Test("the first gate that takes it back without a stop is the one that is rehearsed")
    func theFailureIsFound() throws {
        let rule = RolloutRule.toy(gates: [.slo, .availability("other")], stopRules: [Self.breach])
        var course = Self.climbed(rule)
        let point = course.rule.grid.next(after: course.now)
        let fault = try #require(Drill.failure(at: point, course.state, under: course.rule))
        #expect(fault.name == "gate other")
        #expect(fault.evaluation.gates.allSatisfy { $0.summary == Drill.mark && $0.queries.isEmpty })
        course.now = point
        course.send(.evaluated(fault.evaluation), by: .stagegate)
        #expect(course.stage == "low" && course.phase == .observing)
        let only = Self.climbed(.toy(stopRules: [Self.breach]))
        #expect(Drill.failure(at: point, only.state, under: only.rule) == nil)
    }
}
