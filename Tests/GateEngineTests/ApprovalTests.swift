import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// Approvals: by whom, for what, how long, how often.
@Suite struct ApprovalTests {
    static func awaiting(_ change: (inout RolloutRule) -> Void = { _ in }) -> Course {
        var course = Course()
        course.reach("low")
        change(&course.rule)
        course.evaluate(times: 3)
        return course
    }

    @Test func theCandidateNamesItsEvidence() throws {
        let course = Self.awaiting()
        let candidate = try #require(course.attempt.candidate)
        #expect(candidate.id == "toy-1-\(course.state.sequence)")
        #expect(candidate.stage == "low")
        #expect(candidate.nextStage == "half")
        #expect(candidate.nextWeight.percent == 50)
        #expect(candidate.completedAt - candidate.greenSince == .seconds(30))
        #expect(candidate.gates.map(\.gate) == ["slo"])
    }

    @Test func anOperatorMayNotApprove() {
        var course = Self.awaiting()
        #expect(course.approve(by: .oskar).rejection?.code == .missingRole)
        course.evaluate(times: 5)
        #expect(course.stage == "low")
    }

    @Test func anAdminMayApprove() {
        var course = Self.awaiting()
        #expect(course.approve(by: Actor(name: "root", roles: [.admin])).kinds == [.approve])
    }

    @Test func theListSaysWhoIsOnCall() {
        var course = Self.awaiting { $0.approval.onCall = .actors(["bob"]) }
        #expect(course.approve().rejection?.code == .notOnCall)
        #expect(course.approve(by: Actor(name: "bob", roles: [.techLead])).kinds == [.approve])
    }

    @Test(arguments: [nil, [], ["bob"]] as [[String]?])
    func whoIsNotInTheAnswerIsNotOnCall(_ onCall: [String]?) {
        var course = Self.awaiting { $0.approval.onCall = .query("on_call", label: "actor") }
        let candidate = course.attempt.candidate?.id ?? ""
        #expect(
            course.send(.approvalGiven(candidate: candidate, onCall: onCall)).rejection?.code == .notOnCall)
        #expect(course.send(.approvalGiven(candidate: candidate, onCall: ["alice"])).kinds == [.approve])
    }

    @Test func anApprovalGivenTooEarlySaysHowFarTheWindowIs() throws {
        var course = Course()
        course.reach("low")
        course.evaluate(times: 2)
        let rejection = try #require(course.approve().rejection)
        #expect(rejection.code == .noCandidate)
        #expect(rejection.message.contains("window: 15s of 30s green since"))
    }

    @Test func onlyTheCandidateThatStandsCanBeApproved() {
        var course = Self.awaiting()
        let old = course.attempt.candidate?.id ?? ""
        course.evaluate(Verdict.fail)
        course.evaluate(times: 3)
        #expect(course.attempt.candidate?.id != old)
        #expect(course.send(.approvalGiven(candidate: old, onCall: nil)).rejection?.code == .outdatedCandidate)
    }

    @Test func aBlindPointHasToBeGreenAgainFirst() {
        var course = Self.awaiting()
        course.evaluate(Verdict.blind)
        #expect(course.approve().rejection?.code == .notGreen)
        course.evaluate()
        #expect(course.approve().kinds == [.approve])
    }

    @Test func anApprovalDoesNotPromoteAcrossABlindPoint() {
        var course = Self.awaiting()
        course.approve()
        #expect(course.evaluate(Verdict.blind).kinds.isEmpty)
        #expect(course.evaluate().kinds == [.promote])
    }

    @Test func approvingTwiceDoesNothingTwice() {
        var course = Self.awaiting()
        course.approve()
        #expect(course.approve().rejection?.code == .alreadyDone)
    }

    @Test func anApprovalExpires() throws {
        var course = Self.awaiting { $0.approval.expiresAfter = .seconds(20) }
        course.approve()
        course.send(.held(reason: "wait"))
        course.evaluate()
        #expect(course.attempt.approval != nil)
        course.evaluate()
        #expect(course.attempt.approval == nil)
        #expect(course.phase == .awaitingApproval)
        course.send(.unheld(reason: "go"))
        #expect(course.evaluate().kinds.isEmpty)
        #expect(course.approve().kinds == [.approve])
        #expect(course.evaluate().kinds == [.promote])
    }

    @Test func anApprovalIsUsedOnce() {
        var course = Self.awaiting()
        course.approve()
        course.evaluate()
        #expect(course.stage == "half")
        #expect(course.attempt.approval == nil)
        course.evaluate(times: 10)
        #expect(course.stage == "half")
    }

    @Test func theApproverOwnsThePromotion() {
        var course = Self.awaiting()
        course.approve()
        let decision = course.evaluate().decisions.first
        #expect(decision?.owner == "alice")
        #expect(decision?.reason.contains("approved by alice") == true)
        #expect(course.attempt.pastVisits.last?.owner == "alice")
    }

    @Test func aHoldKeepsTheApprovalButPromotesNothing() {
        var course = Self.awaiting()
        course.send(.held(reason: "wait"))
        #expect(course.approve().kinds == [.approve])
        course.evaluate(times: 3)
        #expect(course.stage == "low")
        course.send(.unheld(reason: "go"))
        #expect(course.evaluate().kinds == [.promote])
    }

    @Test func aHeldRolloutStillGetsItsCandidate() {
        var course = Course()
        course.reach("low")
        course.send(.held(reason: "wait"))
        course.evaluate(times: 3)
        #expect(course.phase == .awaitingApproval)
    }

    @Test func anAutomaticStageNeedsNoCandidate() {
        var course = Course(.toy(approval: false))
        course.start()
        course.evaluate(times: 2)
        let step = course.evaluate()
        #expect(step.kinds == [.promote])
        #expect(step.decisions.first?.owner == "stagegate")
        course.send(.held(reason: "wait"))
        course.evaluate(times: 5)
        #expect(course.stage == "low")
        course.send(.unheld(reason: "go"))
        course.evaluate()
        #expect(course.stage == "half", "the window went on while it was held")
    }

    @Test func theLastWindowCompletesOnlyWhenNotHeld() {
        var course = Course()
        course.reach("full")
        course.send(.held(reason: "wait"))
        course.evaluate(times: 5)
        #expect(course.phase == .observing)
        course.send(.unheld(reason: "go"))
        #expect(course.evaluate().kinds == [.complete])
        #expect(course.attempt.visit.decision == .complete)
        #expect(course.attempt.visit.leftAt == course.now)
    }
}
