import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// What a rollout says it waits for.
@Suite struct OutlookTests {
    static func waiting(_ course: Course) -> [String] {
        Outlook.waitingFor(course.state, under: course.rule, now: course.now)
    }

    @Test func aRolloutNobodyStarted() {
        let course = Course(.toy().with { $0.preflight = [PreflightItem(name: "drill")] })
        #expect(Self.waiting(course) == ["preflight item drill", "somebody to start a revision"])
    }

    @Test func aWindowOnItsWay() {
        var course = Course()
        course.start()
        #expect(Self.waiting(course) == ["window: not green, 30s to go"])
        course.evaluate()
        let since = course.now
        course.evaluate()
        #expect(Self.waiting(course) == ["window: 15s of 30s green since \(since)"])
    }

    @Test func gatesThatDoNotPassComeWithTheirNumbers() {
        var course = Course(.toy(gates: [.slo, .availability("other")]))
        course.start()
        course.evaluate(gates: [.blind("slo"), .fail("other")])
        #expect(
            Self.waiting(course) == [
                "gate slo: too_few_events (34 of 100)",
                "gate other: fail, beyond_threshold, value 0.9, wanted >= 0.999",
                "window: not green, 30s to go",
            ])
    }

    @Test func aHoldAndAnApproval() {
        var course = Course()
        course.reach("low")
        course.evaluate(times: 3)
        course.send(.held(reason: "lunch"))
        let candidate = course.attempt.candidate?.id ?? ""
        #expect(Self.waiting(course) == ["held by alice: lunch", "approval of candidate \(candidate) by tech-lead"])
        course.approve()
        #expect(Self.waiting(course).last == "the next green evaluation; alice approved \(candidate)")
    }

    @Test func aStopAndItsIncident() {
        var course = Course()
        course.reach("low")
        course.send(.incidentOpened(id: "i", kind: .sev1, note: "pager"))
        #expect(
            Self.waiting(course) == [
                "incident i (sev1) open since \(course.now)",
                "stopped by incident:sev1: incident i (sev1) opened by alice: pager; somebody has to resume it",
            ])
    }

    @Test func aStageAtWhichNothingIsMeasured() {
        var course = Course(.toy(gates: [.availability("later", stages: ["full"])]))
        course.start()
        #expect(Self.waiting(course).first == "no gate takes part at stage base: it can never be green")
    }

    @Test func aCompletedRolloutWaitsForNothing() {
        var course = Course()
        course.reach("full")
        course.evaluate(times: 3)
        #expect(Self.waiting(course).isEmpty)
    }

    static func undecided(_ policy: UndecidedPolicy, times count: Int, forecast: String? = forecast) -> Course {
        var course = Course(.toy(gates: [CountedGate.gate("sales", policy)]))
        course.reach("low")
        course.evaluate(times: count) { .doubtful($0, forecast: forecast) }
        return course
    }

    static let forecast = "needs about 7 800 more canary requests: 1 h 48 min at the present rate"

    @Test func aGateThatIsNotProvenSaysWhenItWillBe() {
        let course = Self.undecided(.hold, times: 2)
        #expect(Self.waiting(course).first == "gate sales: not proven, \(Self.forecast)")
        let mute = Self.undecided(.hold, times: 2, forecast: nil)
        #expect(Self.waiting(mute).first == "gate sales: not proven, value 0.9991, wanted >= 0.999")
    }

    @Test func afterTheWindowItSaysWhatTheRuleSays() throws {
        let hold = Self.undecided(.hold, times: 3)
        #expect(Self.waiting(hold).first?.hasSuffix("it waits because its rule says `undecided: hold`") == true)
        var extend = Self.undecided(.extend(to: .minutes(1)), times: 3)
        let since = try #require(extend.attempt.window.greenSince)
        let prefix = "gate sales: not proven, \(Self.forecast); the window is over, the rollout "
        let suffix = " because its rule says `undecided: extend`"
        #expect(Self.waiting(extend).first == prefix + "is held at \(since + .minutes(1))" + suffix)
        extend.evaluate(times: 2) { .doubtful($0, forecast: Self.forecast) }
        #expect(Self.waiting(extend).first?.hasPrefix("held by stagegate: gate sales not proven (needs about") == true)
        #expect(Self.waiting(extend)[1] == prefix + "was held at \(extend.now)" + suffix)
        let promote = Self.undecided(.promote, times: 3)
        #expect(
            Self.waiting(promote).first?.hasSuffix("it may go on because its rule says `undecided: promote`") == true)
    }
}
