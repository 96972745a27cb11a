import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// Stop rules, one kind after the other, and the order of things in one evaluation.
@Suite struct StopRuleTests {
    static let breach = StopRule(name: "breach", kind: .breach(gates: ["slo"], for: .minutes(1)))
    static let burn = StopRule(
        name: "burn",
        kind: .burnRate(BurnRate(gate: "slo", budgetShare: 0.02, period: .hours(720), long: .minutes(5))))
    static let expression = StopRule(
        name: "queue", kind: .expression(StopExpression(query: "q", over: .minutes(1), trueFor: .seconds(30))))
    static let isolation = StopRule(
        name: "isolation",
        kind: .expression(StopExpression(query: "q", over: .minutes(1), opensIncident: .kind(.tenantIsolationBreach))))

    static func course(_ stage: String, _ stopRules: StopRule...) -> Course {
        // A gate that waits for ten minutes leaves the field to the stop rules.
        var gate = Gate.slo
        gate.failFor = .minutes(10)
        var course = Course(.toy(gates: [gate], stopRules: stopRules))
        course.start()
        for _ in 0..<100 where course.stage != stage {
            course.evaluate(stopRules: stopRules.map { .pass($0.name) })
            if course.attempt.candidate != nil, course.attempt.approval == nil { course.approve() }
        }
        return course
    }

    @Test func aSustainedBreachStopsAtThePreviousStableStage() throws {
        var course = Self.course("half", Self.breach)
        let first = course.now + course.rule.interval
        course.evaluate(times: 4, Verdict.fail)
        #expect(course.phase == .observing)
        let step = course.evaluate(Verdict.fail)
        #expect(step.kinds == [.stop])
        #expect(step.weights == [25])
        let stop = try #require(course.attempt.stop)
        #expect(stop.cause == "breach")
        #expect(stop.firstBreachAt == first)
        #expect(stop.since == course.now)
        #expect(stop.owner == "stagegate")
        #expect(stop.reason.contains("gate slo: value 0.9"))
    }

    @Test func aPassBreaksTheBreach() {
        var course = Self.course("half", Self.breach)
        course.evaluate(times: 4, Verdict.fail)
        course.evaluate()
        course.evaluate(times: 4, Verdict.fail)
        #expect(course.phase == .observing)
    }

    @Test func theBreachSurvivesTheRollbackOfItsGate() {
        var course = Course(.toy(stopRules: [Self.breach]))
        course.reach("full")
        course.evaluate(times: 4, Verdict.fail)
        #expect(course.stage == "low", "two rollbacks")
        #expect(course.phase == .observing)
        course.evaluate(Verdict.fail)
        #expect(course.phase == .stopped)
        #expect(course.stage == "base")
    }

    @Test func aBurnRateStopsAtOnceButNotStageByStageOnOldEvidence() {
        var course = Self.course("full", Self.burn)
        let step = course.evaluate(stopRules: [.fail("burn")])
        #expect(step.kinds == [.stop])
        #expect(course.stage == "half")
        for _ in 0..<19 { course.evaluate(stopRules: [.fail("burn")]) }
        #expect(course.stage == "half", "the long window still reaches back behind the entry")
        course.evaluate(stopRules: [.fail("burn")])
        #expect(course.stage == "low", "five minutes of the present stage burn too fast as well")
    }

    @Test func anExpressionHasToBeTrueForItsTime() {
        var course = Self.course("half", Self.expression)
        for _ in 0..<2 { course.evaluate(stopRules: [.fail("queue")]) }
        #expect(course.phase == .observing)
        course.evaluate(stopRules: [.fail("queue")])
        #expect(course.phase == .stopped)
        #expect(course.stage == "low")
    }

    @Test(arguments: [Verdict.blind, Verdict.error])
    func blindStopRulesStopNothing(_ make: @Sendable (String) -> Verdict) {
        var course = Self.course("half", Self.breach, Self.burn, Self.expression, Self.isolation)
        let names = ["burn", "queue", "isolation"]
        for _ in 0..<20 { course.evaluate(make, stopRules: names.map(make)) }
        for _ in 0..<20 { course.evaluate(gates: [], stopRules: []) }
        #expect(course.phase == .observing)
        #expect(course.stage == "half")
    }

    @Test func anExpressionOpensItsIncidentOnceAndGoesToZeroInTheSameStep() throws {
        var course = Self.course("half", Self.isolation)
        let step = course.evaluate(stopRules: [.fail("isolation")])
        #expect(step.kinds == [.stop])
        #expect(step.weights == [0])
        let incident = try #require(course.state.incidents.first)
        #expect(incident.id == "isolation@\(course.now.milliseconds)")
        #expect(incident.kind == .tenantIsolationBreach)
        #expect(incident.openedBy == "isolation")
        #expect(course.attempt.pastVisits.last?.notes.count == 1)
        course.evaluate(stopRules: [.fail("isolation")])
        #expect(course.state.incidents.count == 1)
        course.send(.incidentResolved(id: incident.id, note: "fixed"))
        course.evaluate(stopRules: [.fail("isolation")])
        #expect(course.state.incidents.count == 1, "still true: it opens anew")
    }

    @Test func theLowestWeightWinsThenTheOrderOfTheRule() {
        var zero = Self.expression
        zero.name = "zero"
        zero.target = .zero
        var alsoZero = zero
        alsoZero.name = "also-zero"
        var course = Self.course("full", Self.burn, zero, alsoZero)
        let fails = [Verdict.fail("burn"), .fail("zero"), .fail("also-zero")]
        for _ in 0..<2 { course.evaluate(stopRules: [.pass("burn")] + fails.dropFirst()) }
        let step = course.evaluate(stopRules: fails)
        #expect(step.kinds == [.stop], "one decision in one evaluation")
        #expect(course.attempt.stop?.cause == "zero")
        #expect(course.stage == "base")
    }

    @Test func aStopAtStageZeroStopsWithoutAMove() {
        var course = Self.course("base", Self.burn)
        let step = course.evaluate(stopRules: [.fail("burn")])
        #expect(step.kinds == [.stop])
        #expect(step.weights.isEmpty)
        #expect(course.phase == .stopped)
    }

    @Test func theStopWinsOverThePromotion() {
        var course = Self.course("low", Self.burn)
        course.evaluate(times: 3)
        course.approve()
        let step = course.evaluate(stopRules: [.fail("burn")])
        #expect(step.kinds == [.stop])
        #expect(course.stage == "base")
        #expect(course.attempt.candidate == nil)
    }

    @Test func theStopWinsOverTheRollback() {
        var zero = Self.burn
        zero.target = .zero
        var course = Course(.toy(stopRules: [zero]))
        course.reach("half")
        course.evaluate(Verdict.fail)
        let step = course.evaluate(Verdict.fail, stopRules: [.fail("burn")])
        #expect(step.kinds == [.stop])
        #expect(course.stage == "base")
    }

    @Test func theRollbackWinsOverTheWindow() {
        var course = Course(.toy(gates: [.slo, .availability("other")]))
        course.reach("low")
        course.evaluate { $0 == "slo" ? .fail($0) : .pass($0) }
        #expect(course.evaluate { $0 == "slo" ? .fail($0) : .pass($0) }.kinds == [.rollBack])
    }

    @Test func aStopThatTakesNothingFurtherDownSaysNothing() {
        var course = Self.course("low", Self.burn)
        course.evaluate(stopRules: [.fail("burn")])
        for _ in 0..<30 {
            let step = course.evaluate(stopRules: [.fail("burn")])
            #expect(step.kinds.isEmpty)
        }
    }

    @Test func aResumeForgetsWhatStopRulesRemember() {
        var course = Self.course("half", Self.breach)
        course.evaluate(times: 5, Verdict.fail)
        #expect(course.phase == .stopped)
        course.send(.resumed(reason: "fixed"))
        #expect(course.attempt.stopRules == [StopRuleMemory(stopRule: "breach")])
        course.evaluate(times: 4, Verdict.fail)
        #expect(course.phase == .observing)
        course.evaluate(Verdict.fail)
        #expect(course.phase == .stopped)
    }

    @Test func aPromotionForgetsWhatStopRulesRemember() {
        var course = Self.course("low", Self.expression)
        course.evaluate(times: 3)
        course.approve()
        course.evaluate(stopRules: [.fail("queue")])
        #expect(course.stage == "half")
        #expect(course.attempt.stopRules == [StopRuleMemory(stopRule: "queue")])
    }
}
