import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// When a stage is green, for how long, and when that is lost.
@Suite struct WindowTests {
    /// An attempt just started, of which a window takes eight intervals.
    static func course(gates: [Gate] = [.slo]) -> Course {
        var course = Course(
            .toy(gates: gates).with { rule in
                for index in rule.stages.indices { rule.stages[index].window = .minutes(2) }
            })
        course.start()
        return course
    }

    @Test func greenTimeBeginsAtTheFirstGreenPointAfterTheEntry() {
        var course = Self.course()
        course.evaluate()
        #expect(course.attempt.window.greenSince == course.now)
        #expect(course.attempt.window.greenSince != course.attempt.visit.enteredAt)
        course.evaluate(times: 3)
        #expect(course.attempt.window.verdictCount == 4)
        #expect(course.attempt.window.lastGreenAt == course.now)
    }

    @Test func theWindowIsCompleteAtItsLengthAndNotBefore() {
        var course = Self.course()
        course.evaluate(times: 8)
        #expect(course.phase == .observing)
        course.evaluate()
        #expect(course.phase == .awaitingApproval)
        #expect(course.attempt.candidate?.completedAt == course.now)
    }

    @Test func aFailureLosesTheGreenTimeAtOnce() {
        var course = Self.course()
        course.evaluate(times: 5)
        course.evaluate(Verdict.fail)
        #expect(course.attempt.window == WindowProgress())
        course.evaluate()
        #expect(course.attempt.window.greenSince == course.now)
    }

    @Test(arguments: [Verdict.blind, Verdict.error])
    func blindnessWithinTheToleranceKeepsTheGreenTime(_ make: @Sendable (String) -> Verdict) {
        var course = Self.course()
        course.evaluate(times: 2)
        let since = course.attempt.window.greenSince
        course.evaluate(times: 2, make)
        #expect(course.attempt.window.greenSince == since)
        #expect(course.attempt.window.verdictCount == 4)
        course.evaluate(make)
        #expect(course.attempt.window.greenSince == nil)
    }

    @Test func blindnessNeverBeginsGreenTime() {
        var course = Self.course()
        course.evaluate(times: 20, Verdict.blind)
        #expect(course.attempt.window == WindowProgress())
        #expect(course.phase == .observing)
    }

    @Test func aMissingVerdictIsBlindness() {
        var course = Self.course(gates: [.slo, .availability("other")])
        course.evaluate()
        for _ in 0..<3 { course.evaluate(gates: [.pass("slo"), .pass("unknown")]) }
        #expect(course.attempt.window.greenSince == nil)
    }

    @Test func aStageWithoutGatesIsNeverGreen() {
        var course = Self.course(gates: [.availability("later", stages: ["half"])])
        course.evaluate(times: 20)
        #expect(course.phase == .observing)
        #expect(course.attempt.window == WindowProgress())
    }

    @Test func aSkippedPointWithinTheToleranceKeepsTheGreenTime() {
        var course = Self.course()
        course.evaluate(times: 2)
        let since = course.attempt.window.greenSince
        course.skip(1)
        course.evaluate()
        #expect(course.attempt.window.greenSince == since)
        course.skip(2)
        course.evaluate()
        #expect(course.attempt.window.greenSince == course.now)
    }

    @Test func aRecordedGapBeyondTheToleranceLosesTheGreenTime() {
        var course = Self.course()
        course.evaluate(times: 2)
        let last = course.now
        course.skip(2)
        course.send(.evaluationsMissed(after: last, through: course.now), by: .stagegate)
        #expect(course.attempt.window.greenSince != nil)
        course.skip(1)
        course.send(.evaluationsMissed(after: last, through: course.now), by: .stagegate)
        #expect(course.attempt.window == WindowProgress())
        #expect(course.decided == course.now)
    }

    @Test func aToleranceBelowTheIntervalDoesNotPartNeighbours() {
        var course = Self.course()
        course.rule.tolerance = .zero
        course.evaluate(times: 8)
        #expect(course.attempt.window.verdictCount == 8)
        course.evaluate(Verdict.blind)
        #expect(course.attempt.window == WindowProgress())
    }

    /// Every third point is missing: within the tolerance, but a third of the evidence is not there.
    @Test func poorCoverageBeginsTheWindowAnew() {
        var course = Self.course()
        for _ in 0..<3 {
            course.evaluate(times: 2)
            course.skip(1)
        }
        #expect(course.phase == .observing)
        #expect(course.attempt.window.verdictCount == 6)
        course.evaluate()
        #expect(course.attempt.window.greenSince == course.now)
        course.evaluate(times: 8)
        #expect(course.phase == .awaitingApproval)
    }

    @Test func unprovenKeepsTheGreenTimeAndDoesNotEndTheWindow() {
        var course = Self.course()
        course.evaluate(times: 12, Verdict.unproven)
        #expect(course.attempt.window.verdictCount == 12)
        #expect(course.phase == .observing)
        course.evaluate()
        #expect(course.phase == .awaitingApproval)
    }

    @Test func comparingGatesTakeNoPartAtStageZero() {
        var course = Self.course(gates: [.slo, .conversion("sales")])
        for _ in 0..<9 { course.evaluate(gates: [.pass("slo"), .collecting("sales", events: 5, total: 50)]) }
        #expect(course.phase == .awaitingApproval)
        course.approve()
        course.evaluate(gates: [.pass("slo"), .collecting("sales", events: 7, total: 70)])
        #expect(course.stage == "low")
        #expect(course.attempt.frozenBaselines == ["sales": RatioCounts(events: 7, total: 70)])
        course.evaluate(gates: [.pass("slo"), .collecting("sales", events: 9, total: 90)])
        #expect(course.attempt.window == WindowProgress(), "with a canary, what only collects is no pass")
    }

    @Test func aBlindPointAtTheEndOfStageZeroDoesNotLoseTheBaseline() {
        var course = Self.course(gates: [.slo, .conversion("sales")])
        for _ in 0..<9 { course.evaluate(gates: [.pass("slo"), .collecting("sales", events: 5, total: 50)]) }
        course.approve()
        course.evaluate(gates: [.pass("slo"), .blind("sales")])
        #expect(course.stage == "low")
        #expect(course.attempt.frozenBaselines == ["sales": RatioCounts(events: 5, total: 50)])
    }

    @Test func theCandidateDiesWithTheGreenTime() {
        var course = Self.course()
        course.evaluate(times: 9)
        course.approve()
        #expect(course.attempt.approval != nil)
        course.evaluate(Verdict.fail)
        #expect(course.phase == .observing)
        #expect(course.attempt.candidate == nil)
        #expect(course.attempt.approval == nil)
    }

    @Test func aLatePointNeverTakesTheRolloutUp() {
        var course = Self.course()
        course.evaluate(times: 8)
        let late = course.rule.grid.next(after: course.now)
        course.skip(2)
        let step = course.send(.evaluated(Evaluation(at: late, gates: [.pass("slo")])), by: .stagegate)
        #expect(step.kinds.isEmpty)
        #expect(course.attempt.window.verdictCount == 9)
        course.send(.evaluated(course.evaluation()), by: .stagegate)
        #expect(course.phase == .awaitingApproval)
    }

    @Test func aPointAtTheEntryBelongsToTheStageBefore() {
        var course = Self.course()
        course.evaluate(times: 9)
        course.approve()
        course.evaluate()
        #expect(course.attempt.visit.enteredAt == course.now)
        course.state.attempt?.lastEvaluatedAt = nil
        course.send(.evaluated(course.evaluation(Verdict.fail)), by: .stagegate)
        #expect(course.decided == course.now)
        #expect(course.attempt.gates.allSatisfy { $0.failingSince == nil })
        #expect(course.attempt.visit.gates.isEmpty)
    }

    @Test func aClockThatGoesBackDecidesNothingTwice() {
        var course = Self.course()
        course.evaluate(times: 4)
        let newest = course.now
        course.skip(-3)
        #expect(course.evaluate().rejection?.code == .alreadyDone)
        #expect(course.start("r2").kinds == [.supersede, .start])
        #expect(course.decided == newest, "the grid points of the attempt before stay decided")
        #expect(course.evaluate().rejection?.code == .alreadyDone)
    }
}
