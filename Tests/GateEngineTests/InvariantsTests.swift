import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// The invariants notice steps the engine never takes.
@Suite struct InvariantsTests {
    /// A step that is as it should be, to be spoilt.
    struct Specimen {
        var before: RolloutState
        var event: Event
        var step: Step
        var course: Course

        init(_ course: Course, _ kind: Event.Kind) {
            self.course = course
            before = course.state
            event = Event(actor: .alice, trace: .test, kind: kind)
            step = Engine.step(before, event, at: course.now, under: course.rule)
        }

        var violations: [String] {
            Invariants.violations(from: before, by: event, at: course.now, to: step, under: course.rule)
        }
    }

    static func approved() -> Specimen {
        var course = Course()
        course.reach("low")
        course.evaluate(times: 3)
        course.approve()
        course.now = course.rule.grid.next(after: course.now)
        return Specimen(course, .evaluated(course.evaluation()))
    }

    struct Spoil: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let sentence: String
        let change: @Sendable (inout Specimen) -> Void

        init(_ name: String, _ sentence: String, _ change: @escaping @Sendable (inout Specimen) -> Void) {
            testDescription = name
            self.sentence = sentence
            self.change = change
        }
    }

    @Test func thePromotionItselfIsFine() {
        let specimen = Self.approved()
        #expect(specimen.step.kinds == [.promote])
        #expect(specimen.violations.isEmpty)
    }

    static let spoils: [Spoil] = [
        Spoil("no approval", "promoted without approval") { $0.before.attempt?.approval = nil },
        Spoil("no candidate", "promoted without approval") { $0.before.attempt?.candidate = nil },
        Spoil("another candidate's approval", "approval of another candidate") { specimen in
            specimen.before.attempt?.approval = Approval(
                candidate: "x", actor: "alice", at: specimen.course.now, expiresAt: specimen.course.now + .hours(1))
        },
        Spoil("expired approval", "expired approval") { specimen in
            let id = specimen.before.attempt?.candidate?.id ?? ""
            specimen.before.attempt?.approval = Approval(
                candidate: id, actor: "alice", at: specimen.course.now, expiresAt: specimen.course.now)
        },
        Spoil("held", "promoted while held") { specimen in
            specimen.before.attempt?.hold = Hold(since: specimen.course.now, actor: "x", reason: "y")
        },
        Spoil("stopped", "promoted from stopped") { $0.before.attempt?.phase = .stopped },
        Spoil("incident", "incident is open") { specimen in
            specimen.before.incidents = [
                Incident(id: "i", kind: .sev1, openedAt: specimen.course.now, openedBy: "x", note: "")
            ]
        },
        Spoil("red gate", "a gate that does not pass") { specimen in
            specimen.event = Event(
                actor: .stagegate, trace: .test, kind: .evaluated(specimen.course.evaluation(Verdict.fail)))
        },
        Spoil("unproven gate", "a gate that does not pass") { specimen in
            specimen.event = Event(
                actor: .stagegate, trace: .test, kind: .evaluated(specimen.course.evaluation(Verdict.unproven)))
        },
        Spoil("no evaluation", "without a live evaluation") { specimen in
            specimen.event = Event(actor: .alice, trace: .test, kind: .held(reason: "x"))
        },
        Spoil("two stages at once", "went from low to half at once") {
            $0.before.attempt?.visit = StageVisit(
                stage: "base", weight: .zero, enteredAt: Timestamp(milliseconds: 0))
        },
        Spoil("entered a moment ago", "older than the stage's entry") { specimen in
            let weight = specimen.before.weight
            specimen.before.attempt?.visit = StageVisit(stage: "low", weight: weight, enteredAt: specimen.course.now)
        },
        Spoil("decided before", "decided twice") { specimen in
            specimen.before.attempt?.lastEvaluatedAt = specimen.course.now
        },
        Spoil("untold weight", "the weight went from") { specimen in
            specimen.step.effects.removeAll { if case .setWeight = $0 { true } else { false } }
        },
        Spoil("undecided weight", "without a decision") { specimen in
            specimen.step.effects.removeAll { if case .decide = $0 { true } else { false } }
        },
        Spoil("another weight than the stage's", "not that of stage half") { specimen in
            specimen.step.state.attempt?.visit = StageVisit(
                stage: "half", weight: .full, enteredAt: specimen.course.now)
        },
        Spoil("sequence", "sequence number") { $0.step.state.sequence += 1 },
        Spoil("memories", "out of order") { $0.step.state.attempt?.gates = [] },
        Spoil("phase", "went from awaitingApproval to completed") { $0.step.state.attempt?.phase = .completed },
        Spoil("old green time", "before the stage's entry") { specimen in
            specimen.step.state.attempt?.window.greenSince = specimen.course.now
        },
        Spoil("an alert nobody told", "without being told") { specimen in
            specimen.step.state.alerts = [Alert(labels: ["a": "b"], annotations: [:], startsAt: specimen.course.now)]
        },
        Spoil("incident at weight", "demands 0 %") { specimen in
            specimen.step.state.incidents = [
                Incident(id: "i", kind: .sev2, openedAt: specimen.course.now, openedBy: "x", note: "")
            ]
        },
    ]

    @Test(arguments: spoils) func aSpoiltPromotionIsNoticed(_ spoil: Spoil) {
        var specimen = Self.approved()
        spoil.change(&specimen)
        #expect(specimen.violations.contains { $0.contains(spoil.sentence) }, "\(specimen.violations)")
    }

    @Test func aStopWithoutAFailIsNoticed() {
        var course = Course()
        course.reach("low")
        course.evaluate(Verdict.fail)
        course.now = course.rule.grid.next(after: course.now)
        var specimen = Specimen(course, .evaluated(course.evaluation(Verdict.fail)))
        #expect(specimen.step.kinds == [.rollBack])
        #expect(specimen.violations.isEmpty)
        specimen.event = Event(actor: .stagegate, trace: .test, kind: .evaluated(course.evaluation(Verdict.error)))
        #expect(specimen.violations == ["went down without a fail or an incident"])
    }

    @Test func aKillThatLeavesWeightIsNoticed() {
        var course = Course()
        course.reach("low")
        var specimen = Specimen(course, .killed(reason: ""))
        #expect(specimen.violations.isEmpty)
        specimen.step.state = specimen.before
        specimen.step.state.sequence += 1
        specimen.step.effects = []
        #expect(specimen.violations == ["the kill switch left 25 %"])
    }

    @Test func alertsOtherThanThoseToldAreNoticed() {
        var course = Course()
        course.reach("low")
        var specimen = Specimen(course, .killed(reason: ""))
        #expect(specimen.step.fired == ["StagegateAutoStop"])
        specimen.step.state.alerts = []
        #expect(specimen.violations == ["the alerts of the state are not those that were told"])
    }

    @Test func aRejectionThatChangesSomethingIsNoticed() {
        var course = Course()
        course.reach("low")
        var specimen = Specimen(course, .held(reason: ""))
        #expect(specimen.violations.isEmpty)
        specimen.step.state.attempt?.hold = Hold(since: course.now, actor: "x", reason: "y")
        #expect(specimen.violations == ["a rejected event changed the state"])
    }

    @Test func anApprovalWithoutTheRoleIsNoticed() {
        var course = Course()
        course.reach("low")
        course.evaluate(times: 3)
        var specimen = Specimen(
            course, .approvalGiven(candidate: course.attempt.candidate?.id ?? "", onCall: nil))
        #expect(specimen.violations.isEmpty)
        specimen.event = Event(actor: .oskar, trace: .test, kind: specimen.event.kind)
        #expect(specimen.violations == ["oskar approved without the role"])
    }
}
