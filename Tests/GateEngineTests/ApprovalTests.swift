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

    @Test func whoApprovesWhatIsOverIsToldWhatChanged() throws {
        var course = Self.awaiting()
        let old = try #require(course.attempt.candidate)
        course.evaluate(Verdict.fail)
        let without = try #require(course.send(.approvalGiven(candidate: old.id, onCall: nil)).rejection)
        #expect(without.code == .outdatedCandidate)
        #expect(without.message.contains("candidate \(old.id) is outdated; no candidate stands now; window: not green"))
        #expect(without.message.contains("changed: slo pass"), "\(without.message)")
        #expect(course.attempt.changesSinceFormerCandidate.map(\.gate) == ["slo"])
        course.evaluate(times: 3)
        let new = try #require(course.attempt.candidate)
        let with = try #require(course.send(.approvalGiven(candidate: old.id, onCall: nil)).rejection)
        #expect(with.code == .outdatedCandidate)
        #expect(
            with.message == "candidate \(old.id) is outdated; the candidate is \(new.id), green since "
                + "\(new.greenSince); no gate changed")
        course.approve()
        course.evaluate()
        let later = try #require(course.send(.approvalGiven(candidate: new.id, onCall: nil)).rejection)
        #expect(later.message.contains("the stage is half, not low"))
    }

    @Test func theRotaIsReadAtTheMomentOfTheApproval() {
        var course = Self.awaiting()
        let change = course.now + .minutes(5)
        course.rule.approval.onCall = .rota([
            OnCallShift(actor: "bob", period: .once(from: course.now - .hours(1), until: change)),
            OnCallShift(actor: "alice", period: .once(from: change, until: change + .hours(1))),
        ])
        #expect(
            course.approve().rejection == Rejection(.notOnCall, "alice is not on call for toy; on call: bob"))
        course.now = change - TimeSpan(milliseconds: 1)
        #expect(course.approve().rejection?.code == .notOnCall)
        course.now = change
        #expect(course.approve(by: Actor(name: "bob", roles: [.techLead])).rejection?.code == .notOnCall)
        #expect(course.approve().kinds == [.approve])
    }

    @Test func shiftsMayOverlapOrLeaveAGap() {
        var course = Self.awaiting()
        let now = course.now
        let shifts = ["bob", "alice"].map {
            OnCallShift(actor: $0, period: .once(from: now, until: now + .hours(1)))
        }
        course.rule.approval.onCall = .rota(shifts)
        #expect(course.approve().kinds == [.approve])
        course = Self.awaiting()
        course.rule.approval.onCall = .rota(shifts)
        course.now = now + .hours(1)
        #expect(course.approve().rejection?.message.hasSuffix("on call: nobody") == true)
    }

    @Test func underTheTwoPersonRuleTheStarterMayNotApprove() {
        var course = Self.awaiting { $0.approval.twoPerson = true }
        #expect(course.attempt.startedBy == "alice")
        let waiting = Outlook.waitingFor(course.state, under: course.rule, now: course.now)
        #expect(waiting.last?.hasSuffix("by tech-lead, not alice") == true)
        #expect(course.approve().rejection?.code == .twoPerson)
        #expect(course.approve(by: Actor(name: "alice", roles: [.admin])).rejection?.code == .twoPerson)
        #expect(course.approve(by: Actor(name: "bob", roles: [.techLead])).kinds == [.approve])
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
