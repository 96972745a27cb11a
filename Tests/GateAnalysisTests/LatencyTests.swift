import GateAnalysis
import GateModel
import GateRules
import GateTestSupport
import Testing

@Suite struct LatencyTests {
    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let histogram: QueryOutcome
        let expected: Decided
    }

    @Test(arguments: [
        Row(testDescription: "fast", histogram: .buckets(["0.1": 900, "0.3": 960, "+Inf": 1000]), expected: .pass),
        Row(
            testDescription: "just fast", histogram: .buckets(["0.1": 900, "0.3": 950, "+Inf": 1000]), expected: .pass),
        Row(
            testDescription: "slow", histogram: .buckets(["0.1": 900, "0.3": 940, "1": 1000, "+Inf": 1000]),
            expected: .fail),
        Row(
            testDescription: "above the largest edge, which is the target",
            histogram: .buckets(["0.1": 900, "0.3": 949, "+Inf": 1000]), expected: .fail),
        Row(
            testDescription: "above the largest edge, which is below the target",
            histogram: .buckets(["0.1": 900, "0.2": 949, "+Inf": 1000]), expected: .inconclusive(.infinite)),
        Row(
            testDescription: "the target above the largest edge, the quantile not",
            histogram: .buckets(["0.1": 900, "0.2": 960, "+Inf": 1000]), expected: .pass),
        Row(testDescription: "no series", histogram: .empty, expected: .inconclusive(.noData)),
        Row(
            testDescription: "no observations", histogram: .buckets(["0.1": 0, "+Inf": 0]),
            expected: .inconclusive(.noData)),
        Row(
            testDescription: "few observations", histogram: .buckets(["0.1": 99, "+Inf": 99]),
            expected: .inconclusive(.tooFewEvents)),
        Row(
            testDescription: "NaN", histogram: .buckets(["0.1": 99, "+Inf": .nan]), expected: .inconclusive(.notANumber)
        ),
        Row(
            testDescription: "infinite", histogram: .buckets(["0.1": 99, "+Inf": .infinity]),
            expected: .inconclusive(.infinite)),
        Row(
            testDescription: "no last bucket", histogram: .buckets(["0.1": 900, "0.3": 960]),
            expected: .error(.badResponse)),
        Row(
            testDescription: "only the last bucket", histogram: .buckets(["+Inf": 960]), expected: .error(.badResponse)),
        Row(testDescription: "no le", histogram: .value(0.2), expected: .error(.badResponse)),
        Row(
            testDescription: "le in words", histogram: .buckets(["low": 1, "+Inf": 960]), expected: .error(.badResponse)
        ),
        Row(
            testDescription: "negative", histogram: .buckets(["0.1": -4, "+Inf": 960]), expected: .error(.badResponse)),
        Row(
            testDescription: "two histograms",
            histogram: .series(
                Sample.buckets(["0.1": 900, "+Inf": 900], labels: ["path": "/a"])
                    + Sample.buckets(["0.1": 900, "+Inf": 900], labels: ["path": "/b"])),
            expected: .error(.tooManySeries)),
        Row(
            testDescription: "native and fast",
            histogram: .series([.native(count: 1000, [(0.1, 0.2, 900), (0.25, 0.3, 60), (0.5, 1, 40)])]),
            expected: .pass),
        Row(
            testDescription: "native and slow",
            histogram: .series([.native(count: 1000, [(0.1, 0.2, 900), (0.5, 1, 100)])]), expected: .fail),
        Row(
            testDescription: "native and empty", histogram: .series([.native(count: 0, [])]),
            expected: .inconclusive(.noData)),
        Row(
            testDescription: "native without buckets", histogram: .series([.native(count: 500, [])]),
            expected: .error(.badResponse)),
        Row(
            testDescription: "native with overlapping buckets",
            histogram: .series([.native(count: 500, [(0, 2, 250), (1, 3, 250)])]), expected: .error(.badResponse)),
        Row(
            testDescription: "native with NaN observed",
            histogram: .series([.native(count: 1000, [(0.1, 0.2, 900)])]), expected: .inconclusive(.infinite)),
    ])
    func theQuantileIsHeldAgainstTheTarget(_ row: Row) {
        let verdict = JudgeCase().verdict(.latency(), ["histogram": row.histogram])
        #expect(verdict.decision == row.expected, "\(verdict.summary)")
    }

    @Test func aVerdictCarriesWhatItRestsOn() {
        let verdict = JudgeCase().verdict(
            .latency(), ["histogram": .buckets(["0.1": 500, "0.2": 900, "0.4": 1000, "+Inf": 1000])])
        #expect(verdict.outcome == .pass)
        #expect(verdict.value == .finite(0.30000000000000004))
        #expect(verdict.threshold == 0.3)
        #expect(verdict.margin == 0)
        #expect(verdict.events == 1000)
        #expect(
            verdict.summary == "p95 is in (0.2, 0.4] (0.3 by interpolation), target 0.3: "
                + "5 % of 1 000 requests are slower, 5 % may be")
    }

    @Test func aQuantileAboveAllEdgesIsShownAsALowerBound() {
        let verdict = JudgeCase().verdict(
            .latency(quantile: 0.99), ["histogram": .buckets(["0.1": 900, "0.4": 980, "+Inf": 1000])])
        #expect(verdict.outcome == .fail)
        #expect(verdict.value == .finite(0.4))
        #expect(verdict.summary.hasPrefix("p99 is above 0.4, the largest finite bucket edge, target 0.3"))
    }

    @Test func perLabelEveryHistogramIsJudged() {
        let verdict = JudgeCase().verdict(
            .latency(per: ["path"]),
            [
                "histogram": .series(
                    Sample.buckets(["0.1": 900, "1": 900, "+Inf": 900], labels: ["path": "/a"])
                        + Sample.buckets(["0.1": 0, "1": 900, "+Inf": 900], labels: ["path": "/b"]))
            ])
        #expect(verdict.decision == .fail)
        #expect(verdict.series.map(\.labels) == [["path": "/b"], ["path": "/a"]])
    }

    @Test func oneBrokenHistogramDoesNotHideASlowOne() {
        let verdict = JudgeCase().verdict(
            .latency(per: ["path"]),
            [
                "histogram": .series(
                    Sample.buckets(["0.1": 900], labels: ["path": "/a"])
                        + Sample.buckets(["0.1": 0, "1": 900, "+Inf": 900], labels: ["path": "/b"]))
            ])
        #expect(verdict.decision == .fail)
        #expect(verdict.series.map(\.reason) == [.beyondThreshold, .badResponse])
    }

    @Test(arguments: [(Reducer.sum, 0.2), (.min, 0.1), (.max, 0.3), (.avg, 0.2)])
    func aReducerMakesOneQuantileOfAll(_ reducer: Reducer, _ expected: Double) {
        let verdict = JudgeCase().verdict(
            .latency(quantile: 0.5, reducer: reducer),
            [
                "histogram": .series(
                    Sample.buckets(["0.2": 400, "0.4": 400, "+Inf": 400], labels: ["pod": "a"])
                        + Sample.buckets(["0.2": 0, "0.4": 400, "+Inf": 400], labels: ["pod": "b"]))
            ])
        #expect(verdict.decision == .pass)
        #expect(verdict.value?.finite.map { abs($0 - expected) < 1e-9 } == true)
        #expect(verdict.events == 800)
    }

    @Test func anIdleHistogramAddsNothingToASum() {
        let idle = Sample.native(count: 0, [], labels: ["pod": "a"])
        let busy = Sample.native(count: 400, [(0.1, 0.2, 400)], labels: ["pod": "b"])
        let sum = JudgeCase().verdict(.latency(reducer: .sum), ["histogram": .series([idle, busy])])
        #expect(sum.decision == .pass)
        let worst = JudgeCase().verdict(.latency(reducer: .max), ["histogram": .series([idle, busy])])
        #expect(worst.decision == .inconclusive(.noData))
        let nothing = JudgeCase().verdict(.latency(reducer: .sum), ["histogram": .series([idle])])
        #expect(nothing.decision == .inconclusive(.noData))
    }

    @Test func aReducerOverUnknownQuantilesDoesNotPass() {
        let verdict = JudgeCase().verdict(
            .latency(reducer: .max),
            [
                "histogram": .series(
                    Sample.buckets(["0.2": 400, "+Inf": 400], labels: ["pod": "a"])
                        + Sample.buckets(["0.2": 0, "+Inf": 400], labels: ["pod": "b"]))
            ])
        #expect(verdict.decision == .inconclusive(.infinite))
    }
}
