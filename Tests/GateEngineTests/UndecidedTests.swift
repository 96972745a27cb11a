import GateEngine
import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import Testing

/// What a gate that is still undecided at the end of its window does to the rollout.
@Suite struct UndecidedTests {
    /// A rollout at a stage whose window takes two intervals, with a gate that is undecided and one that passes.
    static func course(
        _ policy: UndecidedPolicy, at stage: String = "low", approval: Bool = true, other: Gate = .availability("other")
    ) -> Course {
        var course = Course(.toy(gates: [CountedGate.gate("orders", policy), other], approval: approval))
        course.reach(stage)
        return course
    }

    static let doubtful: @Sendable (String) -> Verdict = { $0 == "orders" ? .doubtful($0) : .pass($0) }
    static let doubt = "gate orders not proven (needs about 7 800 more canary requests)"

    // MARK: hold

    @Test func underHoldNothingIsDecidedUntilTheGateIs() {
        var course = Self.course(.hold)
        let before = course.effects.count
        course.evaluate(times: 40, Self.doubtful)
        #expect(course.phase == .observing)
        #expect(course.attempt.hold == nil)
        #expect(course.effects.count == before)
        course.evaluate()
        #expect(course.phase == .awaitingApproval)
        #expect(course.attempt.candidate?.caveat == nil)
    }

    @Test func aGateWithoutConfidenceThatIsNotProvenHolds() {
        var course = Course(.toy(approval: false))
        course.reach("low")
        course.evaluate(times: 10, Verdict.unproven)
        #expect(course.stage == "low")
    }

    // MARK: extend

    static let extended = UndecidedPolicy.extend(to: .minutes(1))

    @Test func underExtendItIsHeldOnceWhenItsTimeIsOver() throws {
        var course = Self.course(Self.extended)
        course.evaluate(times: 4, Self.doubtful)
        #expect(course.attempt.hold == nil)
        let step = course.evaluate(Self.doubtful)
        let decision = try #require(step.decisions.first)
        #expect(step.kinds == [.hold])
        #expect(decision.owner == "stagegate")
        #expect(decision.cause == "orders")
        #expect(decision.at == course.now)
        #expect(
            decision.reason == Self.doubt
                + ": undecided after 1m of green time, and the rule says `undecided: extend`; unhold it to go on waiting"
        )
        #expect(course.attempt.hold == Hold(since: course.now, actor: "stagegate", reason: decision.reason))
        #expect(course.phase == .observing)
        #expect(course.stage == "low")
        let decided = course.effects.count
        course.evaluate(times: 5, Self.doubtful)
        #expect(course.effects.count == decided)
    }

    @Test func aHoldOfItsOwnIsToldUntilAPersonLiftsIt() throws {
        var course = Self.course(Self.extended)
        course.evaluate(times: 4, Self.doubtful)
        let step = course.evaluate(Self.doubtful)
        #expect(step.fired == ["StagegateHeld"])
        let alert = try #require(course.state.alerts.first)
        #expect(alert.annotations["description"] == course.attempt.hold?.reason)
        #expect(alert.startsAt == course.now)
        #expect(course.send(.unheld(reason: "a little more")).resolved == ["StagegateHeld"])
        #expect(course.send(.held(reason: "lunch")).fired.isEmpty, "who holds it knows of it")
    }

    @Test func unheldItGoesOnWaitingForTheRestOfTheWindow() {
        var course = Self.course(Self.extended, approval: false)
        course.evaluate(times: 5, Self.doubtful)
        course.send(.unheld(reason: "a little more"))
        course.evaluate(times: 20, Self.doubtful)
        #expect(course.attempt.hold == nil)
        #expect(course.stage == "low")
        #expect(course.evaluate().kinds == [.promote])
    }

    @Test func whileHeldAProofMakesACandidateButNoPromotion() {
        var course = Self.course(Self.extended)
        course.evaluate(times: 5, Self.doubtful)
        course.evaluate()
        #expect(course.phase == .awaitingApproval)
        course.approve()
        #expect(course.evaluate().kinds.isEmpty)
        course.send(.unheld(reason: "proven"))
        #expect(course.evaluate().kinds == [.promote])
    }

    @Test func aNewWindowHasItsOwnTime() {
        var course = Self.course(Self.extended)
        course.evaluate(times: 5, Self.doubtful)
        course.send(.unheld(reason: "on"))
        course.evaluate { $0 == "other" ? .fail($0) : .doubtful($0) }
        #expect(course.attempt.window == WindowProgress())
        course.evaluate(times: 4, Self.doubtful)
        #expect(course.attempt.hold == nil)
        #expect(course.evaluate(Self.doubtful).kinds == [.hold])
    }

    @Test func whatAPersonHoldsIsNotHeldAgain() {
        var course = Self.course(Self.extended)
        course.send(.held(reason: "lunch"))
        course.evaluate(times: 10, Self.doubtful)
        #expect(course.attempt.hold?.reason == "lunch")
        course.send(.unheld(reason: "back"))
        #expect(course.evaluate(Self.doubtful).kinds == [.hold])
    }

    @Test func noTimeBelowTheWindowCounts() {
        var course = Self.course(.extend(to: .seconds(1)))
        course.evaluate(times: 2, Self.doubtful)
        #expect(course.attempt.hold == nil)
        course.evaluate(Self.doubtful)
        #expect(course.attempt.hold != nil)
    }

    @Test func aLatePointHoldsNothing() {
        var course = Self.course(Self.extended)
        course.evaluate(times: 4, Self.doubtful)
        let late = course.rule.grid.next(after: course.now)
        course.skip(2)
        course.send(.evaluated(Evaluation(at: late, gates: [.doubtful("orders"), .pass("other")])), by: .stagegate)
        #expect(course.attempt.hold == nil)
        course.send(.evaluated(course.evaluation(Self.doubtful)), by: .stagegate)
        #expect(course.attempt.hold != nil)
    }

    @Test func aCandidateIsNotHeldForAGateThatIsUndecidedAgain() {
        var course = Self.course(Self.extended)
        course.evaluate(times: 3)
        course.approve()
        course.evaluate(times: 10, Self.doubtful)
        #expect(course.attempt.hold == nil)
        #expect(course.phase == .awaitingApproval)
        #expect(course.evaluate().kinds == [.promote])
    }

    // MARK: promote

    @Test func underPromoteItGoesOnAndSaysSo() throws {
        var course = Self.course(.promote, approval: false)
        course.evaluate(times: 2, Self.doubtful)
        #expect(course.stage == "low")
        let step = course.evaluate(Self.doubtful)
        #expect(step.kinds == [.promote])
        let reason = try #require(step.decisions.first?.reason)
        #expect(reason.hasPrefix("no gate failed from "))
        #expect(reason.hasSuffix("(30s of 30s); \(Self.doubt), goes on because its rule says `undecided: promote`"))
        #expect(course.attempt.pastVisits.last?.gates.first?.certainty?.proof == .unknown)
    }

    @Test func theCandidateAndItsAlertSaySoToo() throws {
        var course = Self.course(.promote)
        let step = course.lastStep(of: 3, Self.doubtful)
        #expect(step.kinds == [.requestApproval])
        let candidate = try #require(course.attempt.candidate)
        let caveat = Self.doubt + ", goes on because its rule says `undecided: promote`"
        #expect(candidate.caveat == caveat)
        #expect(candidate.gates.first?.outcome == .inconclusive)
        #expect(
            candidate.gates.first?.certainty
                == CountedGate.certainty(.unknown, forecast: "needs about 7 800 more canary requests"))
        #expect(course.state.alerts.first?.annotations["description"]?.hasSuffix(caveat) == true)
        course.approve()
        let up = course.evaluate(Self.doubtful)
        #expect(up.kinds == [.promote])
        #expect(up.decisions.first?.reason.contains(caveat) == true)
        #expect(up.decisions.first?.owner == "alice")
    }

    @Test func theLastStageCompletesTheSameWay() throws {
        var course = Self.course(.promote, at: "full", approval: false)
        let step = course.lastStep(of: 3, Self.doubtful)
        #expect(step.kinds == [.complete])
        #expect(step.decisions.first?.reason.contains(Self.doubt) == true)
    }

    @Test(arguments: [UndecidedPolicy.hold, .extend(to: .hours(1))])
    func everyUndecidedGateHasToSayPromote(_ other: UndecidedPolicy) {
        var course = Self.course(.promote, approval: false, other: CountedGate.gate("other", other))
        course.evaluate(times: 10) { .doubtful($0) }
        #expect(course.stage == "low")
        #expect(course.evaluate(Self.doubtful).kinds == [.promote])
    }

    @Test(arguments: [Verdict.blind, Verdict.error, Verdict.fail])
    func promoteExcusesNothingElse(_ make: @Sendable (String) -> Verdict) {
        var course = Self.course(.promote, approval: false)
        course.evaluate(times: 2, Self.doubtful)
        let step = course.evaluate { $0 == "orders" ? make($0) : .pass($0) }
        #expect(step.kinds.isEmpty)
        var other = Self.course(.promote, approval: false)
        other.evaluate(times: 2, Self.doubtful)
        #expect(other.evaluate { $0 == "other" ? make($0) : .doubtful($0) }.kinds.isEmpty)
    }

    @Test func theApprovedPromotionFollowsTheRuleAtItsOwnPoint() {
        var course = Self.course(.promote, other: CountedGate.gate("other", .hold))
        course.evaluate(times: 3, Self.doubtful)
        course.approve()
        #expect(course.evaluate { .doubtful($0) }.kinds.isEmpty)
        #expect(course.evaluate(Self.doubtful).kinds == [.promote])
    }

    @Test func poorCoverageBeginsAnExcusedWindowAnew() {
        var course = Self.course(.promote, approval: false)
        course.evaluate(Self.doubtful)
        course.skip(1)
        course.evaluate(Self.doubtful)
        #expect(course.stage == "low")
        #expect(course.attempt.window.greenSince == course.now)
    }

    // MARK: failing, and being told

    @Test func aFailThatStaysTakesTheRolloutBackStageByStage() {
        var course = Self.course(.promote, at: "half")
        course.evaluate(times: 2) { $0 == "orders" ? .fail($0) : .pass($0) }
        #expect(course.stage == "low")
    }

    @Test func theAlertsOfAFailingGateCarryTheVerdictsWords() throws {
        var course = Self.course(.hold, at: "half")
        let words = "error ratio 0.2 % is above 0.1 % with 95 % confidence"
        let failing = Verdict(
            subject: "orders", outcome: .fail, reason: .beyondThreshold, summary: words,
            certainty: CountedGate.certainty(.refuted))
        course.evaluate(gates: [failing, .pass("other")])
        let step = course.evaluate(gates: [failing, .pass("other")])
        #expect(step.kinds == [.rollBack])
        #expect(step.fired == ["StagegateRollback"])
        let rollback = try #require(course.state.alerts.first)
        #expect(rollback.annotations["description"]?.contains(words) == true)
        course.evaluate(times: 5)
        let entry = course.attempt.visit.enteredAt
        course.state.attempt?.visit = StageVisit(stage: "base", weight: .zero, enteredAt: entry)
        course.evaluate(gates: [failing, .pass("other")])
        let fired = course.evaluate(gates: [failing, .pass("other")])
        #expect(fired.fired == ["StagegateGateFailing"])
        let alert = try #require(course.state.alerts.first { $0.labels["alertname"] == "StagegateGateFailing" })
        #expect(alert.annotations["description"] == "fail: \(words) (beyond_threshold)")
    }

    @Test func notProvenIsNotBlindness() {
        var course = Self.course(.hold)
        course.evaluate(times: 40, Self.doubtful)
        #expect(course.state.alerts.isEmpty)
        #expect(course.attempt.gates[0].blindSince == nil)
        course.evaluate(times: 4) { $0 == "orders" ? .blind($0) : .pass($0) }
        #expect(course.state.alerts.map { $0.labels["alertname"] } == ["StagegateNoData"])
    }
}

extension Course {
    /// Evaluates so many grid points and returns the last step.
    mutating func lastStep(of count: Int, _ make: (String) -> Verdict) -> Step {
        evaluate(times: count - 1, make)
        return evaluate(make)
    }
}
