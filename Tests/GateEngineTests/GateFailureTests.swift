import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// A gate that fails for its `for` takes the rollout back to the previous stable stage.
@Suite struct GateFailureTests {
    static func course(_ stage: String, failFor: TimeSpan = .seconds(15)) -> Course {
        var gate = Gate.slo
        gate.failFor = failFor
        var course = Course(.toy(gates: [gate, .availability("other")]))
        course.reach(stage)
        return course
    }

    static let failing: @Sendable (String) -> Verdict = { $0 == "slo" ? .fail($0) : .pass($0) }

    @Test func oneFailureIsNotEnough() {
        var course = Self.course("half")
        #expect(course.evaluate(Self.failing).kinds.isEmpty)
        course.evaluate()
        #expect(course.evaluate(Self.failing).kinds.isEmpty)
        #expect(course.stage == "half")
    }

    @Test func theSecondFailureInARowTakesItBack() throws {
        var course = Self.course("half")
        course.evaluate(Self.failing)
        let step = course.evaluate(Self.failing)
        #expect(step.kinds == [.rollBack])
        #expect(step.weights == [25])
        let decision = try #require(step.decisions.first)
        #expect(decision.owner == "stagegate")
        #expect(decision.cause == "slo")
        #expect(decision.reason.contains("value 0.9, wanted >= 0.999"))
        #expect(course.phase == .observing)
        #expect(course.attempt.rollback?.toStage == "low")
    }

    @Test func theVisitKeepsTheEvidence() throws {
        var course = Self.course("half")
        course.evaluate(times: 2, Self.failing)
        let visit = try #require(course.attempt.pastVisits.last)
        #expect(visit.stage == "half")
        #expect(visit.leftAt == course.now)
        #expect(visit.decision == .rollBack)
        #expect(visit.owner == "stagegate")
        #expect(visit.trace == .test)
        #expect(visit.gates.first { $0.gate == "slo" }?.value == .finite(0.9))
    }

    @Test func itGoesDownStageByStageAndEndsAtZero() {
        var course = Self.course("full")
        course.evaluate(times: 2, Self.failing)
        #expect(course.stage == "half")
        course.evaluate(Self.failing)
        #expect(course.stage == "half", "what failed above does not count here")
        course.evaluate(Self.failing)
        #expect(course.stage == "low")
        course.evaluate(times: 2, Self.failing)
        #expect(course.stage == "base")
        course.evaluate(times: 5, Self.failing)
        #expect(course.stage == "base")
        #expect(course.phase == .observing)
    }

    @Test func aStageTheAttemptNeverLeftUpwardsIsNoPlaceToGo() {
        var course = Self.course("low")
        course.state.attempt?.stableStages = ["base"]
        course.evaluate(times: 4)
        course.approve()
        course.evaluate()
        course.state.attempt?.stableStages = ["base"]
        course.evaluate(times: 2, Self.failing)
        #expect(course.stage == "base")
    }

    @Test func blindnessWithinTheToleranceDoesNotBreakTheRun() {
        var course = Self.course("half")
        course.evaluate(Self.failing)
        course.evaluate(Verdict.blind)
        #expect(course.stage == "half", "blindness alone never takes it back")
        course.evaluate(Self.failing)
        #expect(course.stage == "low")
    }

    @Test func blindnessBeyondTheToleranceForgetsTheRun() {
        var course = Self.course("half")
        course.evaluate(Self.failing)
        course.evaluate(times: 3, Verdict.error)
        #expect(course.attempt.gates[0].failingSince == nil)
        course.evaluate(Self.failing)
        #expect(course.stage == "half")
    }

    @Test func pointsNobodyEvaluatedForgetTheRunAsWell() {
        var course = Self.course("half")
        course.evaluate(Self.failing)
        course.skip(2)
        course.evaluate(Self.failing)
        #expect(course.stage == "half", "45 s apart: nobody knows what was in between")
        course.skip(1)
        course.evaluate(Self.failing)
        #expect(course.stage == "low")
    }

    @Test func failForZeroTakesItBackAtOnce() {
        var course = Self.course("half", failFor: .zero)
        course.evaluate(Self.failing)
        #expect(course.stage == "low")
    }

    @Test func aLongForNeedsItsTime() {
        var course = Self.course("half", failFor: .minutes(1))
        course.evaluate(times: 4, Self.failing)
        #expect(course.stage == "half")
        course.evaluate(Self.failing)
        #expect(course.stage == "low")
    }

    @Test func aLateFailureTakesItBackAndTheNewVisitBeginsNow() {
        var course = Self.course("half")
        course.evaluate(Self.failing)
        let late = course.rule.grid.next(after: course.now)
        course.skip(4)
        let step = course.send(.evaluated(Evaluation(at: late, gates: [.fail("slo"), .pass("other")])), by: .stagegate)
        #expect(step.kinds == [.rollBack])
        #expect(step.decisions.first?.at == late)
        #expect(course.attempt.visit.enteredAt == course.now)
    }

    @Test func whileStoppedItStillGoesDown() {
        var course = Self.course("full")
        course.send(.incidentOpened(id: "i", kind: .auditAnomaly, note: ""))
        #expect(course.stage == "half")
        course.evaluate(times: 2, Self.failing)
        #expect(course.stage == "low")
        #expect(course.phase == .stopped)
    }

    @Test func aGateThatDoesNotApplyDoesNotCount() {
        var course = Course(.toy(gates: [.slo, .availability("late", stages: ["full"])]))
        course.reach("half")
        for _ in 0..<3 { course.evaluate(gates: [.pass("slo"), .fail("late")]) }
        #expect(course.stage == "half")
        #expect(course.phase == .awaitingApproval)
    }
}
