import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// Safety events, the kill switch, and the way back.
@Suite struct IncidentTests {
    static func course(_ stage: String = "full", _ stopRules: StopRule...) -> Course {
        var course = Course(.toy(stopRules: stopRules))
        course.reach(stage)
        return course
    }

    static func open(_ kind: IncidentKind, _ id: String = "i1") -> Event.Kind {
        .incidentOpened(id: id, kind: kind, note: "pager")
    }

    @Test(arguments: [IncidentKind.sev1, .sev2, .tenantIsolationBreach])
    func zeroInTheSameStepWhateverTheRuleSays(_ kind: IncidentKind) throws {
        var course = Self.course()
        let step = course.send(Self.open(kind), by: .oskar)
        #expect(step.weights == [0])
        #expect(course.phase == .stopped)
        let stop = try #require(course.attempt.stop)
        #expect(stop.cause == "incident:\(kind.rawValue)")
        #expect(stop.owner == "oskar")
        #expect(stop.reason == "incident i1 (\(kind.rawValue)) opened by oskar: pager")
    }

    @Test func anAuditAnomalyStopsAtThePreviousStableStageAndGoesToZeroUnresolved() {
        var course = Self.course()
        course.rule.unresolvedAfter = .minutes(2)
        course.send(Self.open(.auditAnomaly))
        #expect(course.stage == "half")
        course.evaluate(times: 7)
        #expect(course.stage == "half")
        let step = course.evaluate()
        #expect(step.kinds == [.stop])
        #expect(course.state.weight == .zero)
        #expect(course.attempt.stop?.reason.contains("unresolved for 2m") == true)
    }

    @Test func blindEvaluationsCarryAnUnresolvedAnomalyToZeroAsWell() {
        var course = Self.course()
        course.rule.unresolvedAfter = .minutes(2)
        course.send(Self.open(.auditAnomaly))
        course.evaluate(times: 8, Verdict.error)
        #expect(course.state.weight == .zero)
    }

    @Test func theRuleCanSendAnAuditAnomalyToZeroAtOnce() {
        let safety = StopRule(name: "safety", kind: .incident([.auditAnomaly]), target: .zero)
        var course = Self.course("full", safety)
        course.send(Self.open(.auditAnomaly))
        #expect(course.state.weight == .zero)
        #expect(course.attempt.stop?.cause == "safety")
    }

    @Test func aSecondGraverIncidentTakesItToZero() {
        var course = Self.course()
        course.send(Self.open(.auditAnomaly, "a"))
        let since = course.attempt.stop?.since
        course.skip(1)
        let step = course.send(Self.open(.sev2, "b"))
        #expect(step.kinds == [.stop])
        #expect(course.state.weight == .zero)
        #expect(course.attempt.stop?.since == since, "it stands still since the first")
    }

    @Test func openingTheSameIncidentTwiceDoesNothingTwice() {
        var course = Self.course()
        course.send(Self.open(.sev1))
        #expect(course.send(Self.open(.sev1)).rejection?.code == .alreadyDone)
    }

    @Test func nothingStartsOrGoesOnWhileAnIncidentIsOpen() {
        var course = Self.course()
        course.send(Self.open(.sev1))
        #expect(course.start("r2").rejection?.code == .incidentOpen)
        #expect(course.send(.resumed(reason: "fixed")).rejection?.code == .incidentOpen)
        course.evaluate(times: 10)
        #expect(course.state.weight == .zero)
        course.send(.incidentResolved(id: "i1", note: "done"))
        #expect(course.phase == .stopped, "a person lets it go on")
        course.evaluate(times: 10)
        #expect(course.phase == .stopped)
        #expect(course.send(.resumed(reason: "fixed")).kinds == [.resume])
        #expect(course.stage == "base")
        #expect(course.phase == .observing)
    }

    @Test func aSev1TakesACompletedRolloutBackToZero() {
        var course = Self.course()
        course.evaluate(times: 3)
        #expect(course.phase == .completed)
        let step = course.send(Self.open(.sev1))
        #expect(step.weights == [0])
        #expect(course.phase == .stopped)
        #expect(course.attempt.pastVisits.last?.decision == .complete, "the record of the last visit stays")
    }

    @Test func incidentsOutliveTheAttempt() {
        var course = Self.course()
        course.send(Self.open(.sev1))
        course.send(.aborted(reason: "enough"))
        #expect(course.state.incidents.count == 1)
        #expect(course.start("r2").rejection?.code == .incidentOpen)
    }

    @Test func notesGoIntoTheEvidence() {
        var course = Self.course("half")
        course.send(Self.open(.auditAnomaly), by: .oskar)
        course.send(.incidentResolved(id: "i1", note: "false alarm"))
        #expect(
            course.attempt.pastVisits.last?.notes
                == ["\(course.now) incident i1 (audit_anomaly) opened by oskar: pager"])
        #expect(
            course.attempt.visit.notes
                == ["\(course.now) incident i1 (audit_anomaly) resolved by alice: false alarm"])
    }

    @Test func theKillSwitchWorksTwiceAndKeepsTheFirstRecord() {
        var course = Self.course()
        let step = course.send(.killed(reason: "smoke"), by: .oskar)
        #expect(step.kinds == [.stop])
        #expect(step.weights == [0])
        #expect(course.attempt.stop?.cause == "kill_switch")
        #expect(course.attempt.stop?.reason == "smoke")
        let again = course.send(.killed(reason: "more smoke"))
        #expect(again.rejection == nil)
        #expect(again.kinds.isEmpty)
        #expect(course.attempt.stop?.reason == "smoke")
        #expect(course.attempt.visit.notes.last?.hasSuffix("kill switch pulled by alice: more smoke") == true)
    }

    @Test func aResumeGoesOnWhereTheWeightStands() {
        var course = Self.course("half")
        course.send(Self.open(.auditAnomaly))
        course.send(.incidentResolved(id: "i1", note: ""))
        course.skip(2)
        course.send(.resumed(reason: "fixed"))
        #expect(course.stage == "low")
        #expect(course.attempt.visit.enteredAt == course.now)
        #expect(course.attempt.stop == nil)
        course.evaluate(times: 3)
        course.approve()
        course.evaluate()
        #expect(course.stage == "half")
    }
}
