import GateModel
import GateReplay
import GateRules
import GateTestSupport
import Testing

/// Tests that share a server do not see one another.
@Suite struct TestLayoutTests {
    private static func test(at start: Timestamp? = nil, lasting hours: Int64 = 2) -> RuleTest {
        RuleTest(
            name: "test", startsAt: start, expectations: [RuleExpectation(at: .hours(hours), facts: [])])
    }

    @Test func testsLieFurtherApartThanTheirQueriesLookBack() {
        let reach = [TimeSpan.hours(30), .hours(200), .hours(1)]
        let layout = TestLayout([Self.test(), Self.test(lasting: 50), Self.test()], reach: reach)
        #expect(layout.serverCount == 1)
        for (index, pair) in zip(layout.places, layout.places.dropFirst()).enumerated() {
            let duration = TimeSpan.hours(index == 1 ? 50 : 2)
            #expect(pair.1.start - (pair.0.start + duration) >= reach[index + 1])
        }
    }

    @Test func startsAreWholeDaysApart() {
        let layout = TestLayout(
            [Self.test(), Self.test(), Self.test()], reach: Array(repeating: .minutes(7), count: 3))
        #expect(layout.places.allSatisfy { $0.start.milliseconds % TimeSpan.hours(24).milliseconds == 0 })
    }

    @Test func twoTestsThatInsistOnOneTimeNeedTwoServers() {
        let noon = Timestamp(seconds: 1_800_000_000)
        let tests = [Self.test(at: noon), Self.test(), Self.test(at: noon + .minutes(1))]
        let layout = TestLayout(tests, reach: Array(repeating: .hours(1), count: 3))
        #expect(layout.places.map(\.start) == [noon, layout.places[1].start, noon + .minutes(1)])
        #expect(layout.places.map(\.server) == [0, 0, 1] && layout.serverCount == 2)
    }

    @Test func theReachHasEverythingThatIsWrittenInTheRule() {
        let plain = RolloutRule(
            name: "a", gates: [Gate(name: "g", kind: .events(SafetyEvents(query: "x")))])
        let far = RolloutRule(
            name: "a",
            gates: [Gate(name: "g", kind: .events(SafetyEvents(query: "max_over_time(x[30d] offset 1w) + y5m")))])
        #expect(far.reach == plain.reach + .hours(24 * 37))
        let offset = RolloutRule(
            name: "a",
            gates: [Gate(name: "g", kind: .events(SafetyEvents(query: "x")), baseline: .offset(.hours(50)))])
        #expect(offset.reach >= plain.reach + .hours(50))
    }
}
