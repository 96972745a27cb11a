import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// Starting an attempt, and changing the rule under one.
@Suite struct StartTests {
    static let checklist = RolloutRule.toy().with { rule in
        rule.preflight = [
            PreflightItem(name: "routing", validFor: .hours(1)), PreflightItem(name: "kill-switch"),
        ]
    }

    @Test func everyPreflightItemIsNamed() throws {
        var course = Course(Self.checklist)
        let rejection = try #require(course.start().rejection)
        #expect(rejection.code == .preflightMissing)
        #expect(
            rejection.message == "the preflight is not complete: routing (missing: stagegate preflight toy routing "
                + "--note '…'), kill-switch (missing: stagegate preflight toy kill-switch --note '…')")
        course.send(.preflightAttested(item: "kill-switch", note: "drilled"))
        #expect(course.start().rejection?.message.contains("kill-switch") == false)
        course.send(.preflightAttested(item: "routing", note: "page seen"))
        #expect(course.start().kinds == [.start])
    }

    @Test func attestationsExpire() {
        var course = Course(Self.checklist)
        course.send(.preflightAttested(item: "kill-switch", note: ""))
        course.send(.preflightAttested(item: "routing", note: ""))
        course.skip(240)
        #expect(Preflight.missing(in: course.state, under: course.rule, at: course.now) == ["routing"])
        #expect(course.start().rejection?.code == .preflightMissing)
        course.send(.preflightAttested(item: "routing", note: ""))
        #expect(course.state.attestations.count == 2)
        #expect(course.start().kinds == [.start])
    }

    @Test func attestationsAreForOneRule() {
        var course = Course(Self.checklist)
        course.send(.preflightAttested(item: "kill-switch", note: ""))
        course.send(.preflightAttested(item: "routing", note: ""))
        course.rule.digest = "d2"
        #expect(course.start().rejection?.code == .preflightMissing)
    }

    @Test func anAttemptBeginsAtStageZero() {
        var course = Course()
        course.start("v7")
        let attempt = course.attempt
        #expect(attempt.number == 1)
        #expect(attempt.revision == "v7")
        #expect(attempt.startedBy == "alice")
        #expect(attempt.visit == StageVisit(stage: "base", weight: .zero, enteredAt: course.now))
    }

    @Test func anotherRevisionSupersedes() {
        var course = Course()
        course.reach("half")
        let step = course.start("r2")
        #expect(step.kinds == [.supersede, .start])
        #expect(step.decisions.map(\.attempt) == [1, 2])
        #expect(step.weights == [0])
        #expect(course.attempt.number == 2)
        #expect(course.attempt.stableStages.isEmpty)
    }

    @Test func aNewAttemptAfterCompletionLeavesTheOldWeight() {
        var course = Course()
        course.reach("full")
        course.evaluate(times: 3)
        let step = course.start("r2")
        #expect(step.decisions.first?.fromStage == "full")
        #expect(step.weights == [0])
    }

    @Test func aChangedRuleKeepsTheStageAndLosesWindowAndApproval() {
        var course = Course(.toy(gates: [.slo, .availability("gone")]))
        course.reach("low")
        course.evaluate(times: 3)
        course.approve()
        course.evaluate(Verdict.blind)
        course.rule = course.rule.with { rule in
            rule.gates = [.availability("new"), .slo]
            rule.digest = "d2"
        }
        let step = course.send(.rulesReplaced, by: .stagegate)
        #expect(step.kinds == [.adoptRule])
        #expect(step.decisions.first?.reason.contains("rule d1 was replaced by d2") == true)
        #expect(course.state.ruleDigest == "d2")
        #expect(course.stage == "low")
        #expect(course.phase == .observing)
        #expect(course.attempt.candidate == nil)
        #expect(course.attempt.window == WindowProgress())
        #expect(course.attempt.gates.map(\.gate) == ["new", "slo"])
        #expect(course.attempt.gates.map { $0.blindSince != nil } == [false, true], "what is known stays known")
        #expect(course.send(.rulesReplaced, by: .stagegate).kinds.isEmpty)
    }

    @Test func everyStepAdoptsAnotherRuleFirst() {
        var course = Course()
        course.reach("low")
        course.evaluate(times: 3)
        course.rule.digest = "d2"
        #expect(course.approve().rejection?.code == .outdatedCandidate, "the rule that was approved is gone")
        #expect(course.state.ruleDigest == "d1", "a rejection changes nothing")
        #expect(course.evaluate().kinds == [.adoptRule])
        #expect(course.attempt.window.verdictCount == 1)
    }

    @Test func aRuleWithoutThePresentStageIsRefused() throws {
        var course = Course()
        course.reach("low")
        let renamed = course.rule.with { $0.stages[1].name = "tiny" }
        let refusal = try #require(Engine.refusalToAdopt(course.state, renamed))
        #expect(refusal.contains("stage low"))
        let heavier = course.rule.with { $0.stages[1].weight = Weight(percent: 30) ?? .zero }
        #expect(Engine.refusalToAdopt(course.state, heavier)?.contains("25 %") == true)
        let other = course.rule.with { $0.stages[2].name = "middle" }
        #expect(Engine.refusalToAdopt(course.state, other) == nil)
        course.send(.aborted(reason: "enough"))
        #expect(Engine.refusalToAdopt(course.state, renamed) == nil)
    }

    @Test func aKillAfterTheRuleOfACompletedRolloutChangedStillWorks() {
        var course = Course()
        course.reach("full")
        course.evaluate(times: 3)
        course.rule = course.rule.with { rule in
            rule.stages[3].name = "everyone"
            rule.gates.append(.availability("new"))
            rule.digest = "d2"
        }
        let step = course.send(.killed(reason: "smoke"))
        #expect(step.kinds == [.stop])
        #expect(course.state.weight == .zero)
        course.evaluate()
        #expect(course.phase == .stopped)
    }

    @Test func aManualRollbackNamesItsOwner() {
        var course = Course()
        course.reach("full")
        let step = course.send(.rolledBack(toStage: "low", reason: "feels wrong"), by: .oskar)
        #expect(step.kinds == [.rollBack])
        #expect(step.decisions.first?.owner == "oskar")
        #expect(course.attempt.rollback?.cause == "operator")
        #expect(course.stage == "low")
    }

    @Test func aRejectedEventChangesNothingButTheSequence() {
        var course = Course()
        course.reach("low")
        var before = course.state
        let step = course.send(.held(reason: ""))
        before.sequence += 1
        #expect(step.state == before)
        #expect(step.effects.count == 1)
    }
}
