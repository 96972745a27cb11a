import GateModel
import GateTestSupport
import Testing

@testable import GateAnalysis

/// Series and targets of counter tests: times are seconds.
enum Scrapes {
    static func series(target: String? = "i", _ points: KeyValuePairs<Int64, Double>) -> RangeSeries {
        series([:], target: target, points)
    }

    static func series(
        _ labels: Labels, target: String? = "i", _ points: KeyValuePairs<Int64, Double>
    ) -> RangeSeries {
        let identity: Labels = target.map { ["__name__": "m", "job": "j", "instance": $0] } ?? ["__name__": "m"]
        return RangeSeries(
            labels: labels.merging(identity),
            points: points.map { RangePoint(at: Timestamp(seconds: $0.key), SampleValue($0.value)) })
    }
}

extension ExactCount {
    /// Counts what happened from 100 s on.
    init(through end: Int64) {
        self.init(after: Timestamp(seconds: 100), through: Timestamp(seconds: end))
    }

    /// The count of one counter without groups; what is known of the targets beside it may come as `up`.
    func only(_ series: [RangeSeries], up: [RangeSeries] = []) throws -> CounterCount? {
        try counts(["m": series, "up": up])["m"]?.first
    }
}

@Suite struct CounterTests {
    @Test func countsAreExact() throws {
        let vectors = try CounterVectors.load()
        for vector in vectors.cases {
            let end = vectors.end(vector)
            let up = RangeSeries(
                labels: ["__name__": "up", "job": "j", "instance": "i"],
                points: [
                    RangePoint(at: Timestamp(seconds: vectors.t0 - 60), .finite(1)), RangePoint(at: end, .finite(1)),
                ])
            let count = try ExactCount(after: end - vector.range, through: end).only([vectors.range(vector)], up: [up])
            #expect(count?.amount ?? 0 == vector.exact_new_series_from_zero, "\(vector.name)")
        }
    }

    @Test func whatWasBeforeDoesNotCount() throws {
        let series = [Scrapes.series([85: 5, 100: 7, 115: 9, 130: 20])]
        let count = try ExactCount(through: 120).only(series)
        #expect(count?.amount == 2)
        #expect(count?.newest == Timestamp(seconds: 115))
        let next = ExactCount(after: Timestamp(seconds: 120), through: Timestamp(seconds: 130))
        #expect(try next.only(series)?.amount == 11)
    }

    @Test func anUnknownSeriesIsOnlyAnchored() throws {
        let count = try ExactCount(through: 120).only([Scrapes.series([105: 1000, 120: 1003])])
        #expect(count?.amount == 3)
        #expect(count?.anchored == 1)
        #expect(count?.born == 0)
    }

    @Test func aLabelThatAppearsCountsFromZero() throws {
        let known = Scrapes.series(["code": "200"], [90: 10, 105: 11, 120: 12, 135: 12])
        let born = Scrapes.series(["code": "500"], [120: 40, 135: 41])
        let count = try ExactCount(through: 140).only([known, born])
        #expect(count?.amount == 43)
        #expect(count?.born == 1)
    }

    /// The target is known by the other counters of the gate.
    @Test func aLabelOfOneCounterIsBornOnTheTargetOfAnother() throws {
        let counts = try ExactCount(through: 110).counts([
            "bad": [Scrapes.series(["code": "500"], [105: 2])],
            "total": [Scrapes.series(["code": "200"], [90: 10, 105: 11]), Scrapes.series(["code": "500"], [105: 2])],
        ])
        #expect(counts["bad"]?.map(\.amount) == [2])
        #expect(counts["total"]?.map(\.amount) == [3])
    }

    /// Totals of years must not become the events of a minute because somebody added a label.
    @Test func aTargetWhoseSeriesAreAllRenamedIsOnlyAnchored() throws {
        let old = Scrapes.series(["code": "200"], [90: 1e6, 105: 1e6])
        let renamed = Scrapes.series(["code": "200", "zone": "b"], [120: 1e6 + 1, 135: 1e6 + 3])
        let count = try ExactCount(through: 140).only([old, renamed])
        #expect(count?.amount == 2)
        #expect(count?.anchored == 1)
    }

    @Test func aSeriesThatNamesNoTargetIsOnlyAnchored() throws {
        let known = Scrapes.series(["code": "200"], target: nil, [90: 10, 105: 11])
        let born = Scrapes.series(["code": "500"], target: nil, [105: 2])
        #expect(try ExactCount(through: 110).only([known, born])?.amount == 1)
    }

    @Test func anotherTargetSaysNothing() throws {
        let known = Scrapes.series(["code": "200"], target: "a", [90: 10, 105: 11])
        let unknown = Scrapes.series(["code": "500"], target: "b", [105: 2])
        #expect(try ExactCount(through: 110).only([known, unknown])?.amount == 1)
    }

    @Test func aCounterThatBeginsAnewCountsItsNewValue() throws {
        let series = Scrapes.series([100: 50, 105: 60, 110: 4, 115: 9, 120: 2])
        let count = try ExactCount(through: 120).only([series])
        #expect(count?.amount == 21)
        #expect(count?.resets == 2)
    }

    @Test func aSampleSentTwiceCountsOnce() throws {
        let twice = Scrapes.series([95: 5, 105: 9, 105: 9, 115: 10])
        #expect(try ExactCount(through: 120).only([twice])?.amount == 5)
    }

    @Test(
        arguments: [
            (.finite(.nan), Reason.notANumber), (.finite(.infinity), .infinite), (.finite(-1), .badResponse),
            (.disorder, .badResponse), (.contradiction, .badResponse), (.twice, .badResponse),
        ] as [(Damage, Reason)])
    func whatNoCounterCanBeIsRefused(damage: Damage, reason: Reason) {
        let good = Scrapes.series(["a": "1"], [95: 5, 105: 9])
        let bad: [RangeSeries] =
            switch damage {
            case .finite(let value): [Scrapes.series([95: 5, 105: value])]
            case .disorder: [Scrapes.series([105: 5, 95: 5])]
            case .contradiction: [Scrapes.series([105: 5, 105: 6])]
            case .twice: [Scrapes.series([95: 5]), Scrapes.series(["a": "2"], [95: 5]), good]
            }
        let error = #expect(throws: Blindness.self) { try ExactCount(through: 120).only([good] + bad) }
        #expect(error?.reason == reason)
    }

    enum Damage {
        case finite(Double), disorder, contradiction, twice
    }

    @Test func groupsAreCountedApart() throws {
        let series = [("b", "x", 3.0), ("a", "x", 5), ("b", "y", 7)].map { tenant, pod, value in
            Scrapes.series(["tenant": tenant, "pod": pod], [95: 0, 105: value])
        }
        let counts = try ExactCount(through: 110).counts(["m": series], by: ["tenant"])["m"]
        #expect(counts?.map(\.labels) == [["tenant": "a"], ["tenant": "b"]])
        #expect(counts?.map(\.amount) == [5, 10])
        #expect(counts?.map(\.series) == [1, 2])
    }

    @Test func aGroupIsAsNewAsItsNewestSample() throws {
        for order in [[115, 105], [105, 115]] as [[Int64]] {
            let series = order.enumerated().map { Scrapes.series(["n": "\($0.offset)"], [$0.element: 1]) }
            #expect(try ExactCount(through: 120).only(series)?.newest == Timestamp(seconds: 115))
        }
    }

    /// Sums of fractions depend on the order of their terms.
    @Test func fractionsAddUpInAFixedOrder() throws {
        var random = SeededGenerator(seed: 7)
        let series = (0..<50).map { Scrapes.series(["n": "\($0)"], [95: 0, 105: Double($0) / 7 + 1e-9]) }
        let amount = try ExactCount(through: 110).only(series)?.amount
        for _ in 0..<50 {
            let shuffled = series.shuffled(using: &random)
            #expect(try ExactCount(through: 110).only(shuffled)?.amount == amount)
        }
    }

    /// What no query returned has no count, which is not the same as a count of 0.
    @Test func withoutSeriesThereIsNoCount() throws {
        #expect(try ExactCount(through: 110).only([]) == nil)
        #expect(try ExactCount(through: 110).only([Scrapes.series([95: 5])])?.amount == 0)
    }

    @Test(arguments: [(120, false), (135, false), (136, true), (500, true)] as [(Int64, Bool)])
    func twoMissingSamplesAreStale(_ end: Int64, _ isStale: Bool) throws {
        let series = [Scrapes.series(["n": "a"], [90: 0, 105: 1]), Scrapes.series(["n": "b"], [60: 0, 90: 1])]
        let count = try #require(try ExactCount(through: 600).only(series))
        #expect(count.isStale(at: Timestamp(seconds: end)) == isStale)
    }

    /// Nobody knows how often it is scraped.
    @Test func oneSampleIsStaleWhenPrometheusNoLongerLooksBackToIt() throws {
        let count = try #require(try ExactCount(through: 600).only([Scrapes.series([105: 1])]))
        #expect(!count.isStale(at: Timestamp(seconds: 405)))
        #expect(count.isStale(at: Timestamp(seconds: 406)))
    }

    @Test func ofSeriesThatAreEquallyNewTheSlowerOneCounts() throws {
        let series = [Scrapes.series(["n": "a"], [90: 0, 105: 1]), Scrapes.series(["n": "b"], [45: 0, 105: 1])]
        #expect(try ExactCount(through: 600).only(series)?.spacing == .seconds(60))
    }
}
