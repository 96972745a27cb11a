import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

/// Repeated spikes, on the worked examples of the method: minute ticks, hot ones as `#`.
@Suite struct SpikesTests {
    struct Example: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let ticks: String
        var minLength = TimeSpan.minutes(1)
        /// Start, end and qualification of each spike in minutes.
        let spikes: [[Int64]]
        /// The minute of the stop.
        let stop: Int64?
    }

    static let examples = [
        Example(
            testDescription: "three separate spikes in an hour stop it", ticks: "....##.......#........###",
            spikes: [[4, 6, 5], [13, 14, 14], [22, 23, 23]], stop: 23),
        Example(
            testDescription: "two do not", ticks: "....##.......#.................",
            spikes: [[4, 6, 5], [13, 14, 14]], stop: nil),
        Example(
            testDescription: "three over more than an hour do not", ticks: "#" + dots(35) + "#" + dots(35) + "#...",
            spikes: [[36, 37, 37], [72, 73, 73]], stop: nil),
        Example(
            testDescription: "a hot tick within the gap belongs to the spike before", ticks: "..#..#....#...#",
            spikes: [[2, 6, 3], [10, 11, 11], [14, 15, 15]], stop: 15),
        Example(
            testDescription: "a spike has to be long enough", ticks: "..#.....##.....###.....#.....##",
            minLength: .minutes(2), spikes: [[8, 10, 10], [15, 18, 17], [29, 31, 31]], stop: 31),
        Example(
            testDescription: "one long outage is one spike", ticks: "..##################..", spikes: [[2, 20, 3]],
            stop: nil),
        Example(
            testDescription: "missing ticks neither make nor end one", ticks: "..#__#....#",
            spikes: [[2, 6, 3], [10, 11, 11]], stop: nil),
    ]

    @Test(arguments: examples) func spikesAreToldApart(_ example: Example) {
        var course = Self.course(minLength: example.minLength)
        let begin = course.now
        var stop: Int64?
        for tick in example.ticks where stop == nil {
            let verdict: Verdict = tick == "#" ? .fail("spikes") : tick == "_" ? .error("spikes") : .pass("spikes")
            let seen = course.attempt.stopRules
            let step = course.evaluate(stopRules: [verdict])
            if step.kinds == [.stop] { stop = (course.now - begin).milliseconds / 60_000 }
            #expect(seen.allSatisfy { $0.spikes.count <= 4 }, "old spikes are forgotten")
        }
        let minutes = { (time: Timestamp) in (time - begin).milliseconds / 60_000 }
        let spikes = course.attempt.stopRules[0].spikes
            .compactMap { spike in spike.qualifiedAt.map { [minutes(spike.start), minutes(spike.end), minutes($0)] } }
        #expect(stop == example.stop)
        #expect(spikes == example.spikes)
    }

    @Test func theStopNamesTheFirstSpikeAsFirstBreach() {
        var course = Self.course()
        let begin = course.now
        for tick in "#....#....#" { course.evaluate(stopRules: [tick == "#" ? .fail("spikes") : .pass("spikes")]) }
        #expect(course.attempt.stop?.firstBreachAt == begin)
        #expect(course.attempt.stop?.cause == "spikes")
        #expect(course.stage == "low")
    }

    @Test func oneMoreOldSpikeTakesAStoppedRolloutNoFurther() {
        var course = Self.course()
        let pattern = "#....#....#....#....#..." + "..#"
        var stages: [String] = []
        for tick in pattern {
            course.evaluate(stopRules: [tick == "#" ? .fail("spikes") : .pass("spikes")])
            stages.append(course.stage)
        }
        #expect(stages[10] == "low")
        #expect(stages[20] == "low", "two spikes of the present visit are not three")
        #expect(stages[26] == "base", "three are")
    }

    /// A stage has only its own data: right after the entry a range is shorter than the rule says.
    @Test func aSpikeBeginsAtTheEntryIntoTheStageAtTheEarliest() {
        var course = Self.course(over: .minutes(5))
        let entry = course.attempt.visit.enteredAt
        course.evaluate(stopRules: [.fail("spikes")])
        #expect(course.attempt.stopRules[0].spikes == [Spike(start: entry, end: course.now, qualifiedAt: course.now)])
        course.skip(9)
        course.evaluate(stopRules: [.fail("spikes")])
        #expect(course.attempt.stopRules[0].spikes.last?.start == course.now - .minutes(5))
    }

    static func dots(_ count: Int) -> String { String(repeating: ".", count: count) }

    static func course(minLength: TimeSpan = .zero, over: TimeSpan = .minutes(1)) -> Course {
        let spikes = Spikes(
            bad: "b", total: "t", over: over, threshold: 0.05, minLength: minLength, minGap: .minutes(3))
        var rule = RolloutRule.toy(stopRules: [StopRule(name: "spikes", kind: .spikes(spikes))])
        rule.interval = .minutes(1)
        rule.tolerance = .minutes(2)
        var course = Course(rule)
        course.reach("half")
        return course
    }
}
