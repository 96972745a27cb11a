import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import Testing

@testable import GateAnalysis

@Suite struct LatencyEvidenceTests {
    /// Buckets up to 0.1, 0.3 and 0.5 that grow by these at every scrape.
    private static func world(_ growth: [Double], _ gate: Gate) -> EvidenceWorld {
        var world = EvidenceWorld(gate)
        for (le, more) in zip(["0.1", "0.3", "0.5", "+Inf"], growth) {
            world.scrape(["histogram": more], labels: ["le": le])
        }
        return world
    }

    @Test func aTargetOnAnEdgeLeavesNoDoubt() {
        var world = Self.world([500, 980, 1000, 1000], .sureLatency())
        let verdict = world.judge(through: .minutes(5))
        #expect(verdict.decision == .pass)
        #expect(world.known?.possible == nil)
        #expect(world.known?.totals == Stratum(canaryEvents: 400, canaryTotal: 20_000))
        #expect(
            world.known?.buckets == [
                BucketCount(upper: 0.1, cumulative: 10_000), BucketCount(upper: 0.3, cumulative: 19_600),
                BucketCount(upper: 0.5, cumulative: 20_000), BucketCount(upper: nil, cumulative: 20_000),
            ])
        #expect(
            verdict.summary == "p90 is in (0.1, 0.3] (0.2667 by interpolation), with 95 % confidence in (0.1, 0.3], "
                + "target 0.3: 2 % of 20 000 requests are slower, 10 % may be: proven to be within the limit")
    }

    @Test(arguments: [
        // Between 30 % and 50 % are slower, or between 1 % and 5 %, or between 1 % and 50 %: 10 % may be.
        ([500.0, 500, 700, 1000], Decided.fail), ([500, 950, 990, 1000], .pass),
        ([500, 500, 990, 1000], .inconclusive(.notProven)),
    ])
    func bothEndsOfABucketHaveToAgree(_ growth: [Double], _ expected: Decided) {
        var world = Self.world(growth, .sureLatency(target: 0.4))
        let verdict = world.judge(through: .minutes(10))
        #expect(verdict.decision == expected, "\(verdict.summary)")
        #expect(world.known?.possible != nil)
        #expect(verdict.summary.contains(" % to "))
    }

    @Test func aTargetAboveAllBucketsIsNeverDecided() {
        var world = Self.world([500, 600, 700, 1000], .sureLatency(target: 0.8))
        let verdict = world.judge(through: .minutes(10))
        #expect(verdict.decision == .inconclusive(.infinite))
        #expect(verdict.summary.hasSuffix("cannot be decided; add a bucket at or above the target"))
        var fast = Self.world([500, 900, 1000, 1000], .sureLatency(target: 0.8))
        #expect(fast.judge(through: .minutes(10)).decision == .pass)
    }

    @Test func seriesThatAreNoBucketsAreRefused() {
        var world = EvidenceWorld(.sureLatency())
        world.scrape(["histogram": 5])
        #expect(world.judge(after: .minutes(2)).decision == .error(.badResponse))
    }

    @Test func bucketsThatAreNoLongerScrapedAreStale() {
        var world = EvidenceWorld(.sureLatency())
        world.scrape(["histogram": 5], labels: ["le": "0.3"], minutes: -10...2)
        world.scrape(["histogram": 5], labels: ["le": "+Inf"], minutes: -10...2)
        #expect(world.judge(after: .minutes(4)).decision == .inconclusive(.stale))
    }

    @Test func theHistoryIsOneOfSlowShares() throws {
        var world = Self.world([500, 980, 1000, 1000], .sureLatency(Confidence(history: .minutes(10))))
        #expect(
            world.plan(after: .minutes(1)).gates[0].historyQueries.map(\.expression)
                == ["(sum by (le) (increase(b{}[1m15s])))[10m:1m15s]"])
        let blocks: [RangeSeries] = [("0.1", 50.0), ("0.3", 95), ("+Inf", 100)].map { le, value in
            let points = (0..<8).map { RangePoint(at: Timestamp(seconds: $0 * 75), .finite(value)) }
            return RangeSeries(labels: ["le": le], points: points)
        }
        world.outcomes["history_histogram"] = .answered(QueryResult(ranges: blocks))
        world.judge(after: .minutes(1))
        #expect(world.known?.basis.history == RatioCounts(events: 40, total: 800))
        #expect(world.known?.basis.test.designTilt != nil)
    }

    // MARK: increase()

    @Test func nativeHistogramsAreCountedByIncrease() {
        let gate = Gate.sureLatency(histogram: "sum(increase(h{ {{ track }} }[{{ over }}]))")
        var world = EvidenceWorld(gate)
        let buckets = (0..<4).map { (Double($0) / 10, Double($0 + 1) / 10, 250.0) }
        world.outcomes["histogram"] = .series([.native(count: 1000, buckets)])
        #expect(world.judge(after: .minutes(5)).decision == .fail)
        #expect(world.known?.basis.counting == .increase)
        #expect(world.known?.totals == Stratum(canaryEvents: 250, canaryTotal: 1000))
    }

    @Test func theHistoryMayBeOfNativeHistograms() {
        let confidence = Confidence(history: .minutes(10))
        let gate = Gate.sureLatency(confidence, histogram: "sum(increase(h{ {{ track }} }[{{ over }}]))")
        var world = EvidenceWorld(gate)
        let buckets = [
            HistogramBucket(lower: .finite(0.1), upper: .finite(0.3), count: .finite(95)),
            HistogramBucket(lower: .finite(0.3), upper: .finite(0.5), count: .finite(5)),
        ]
        let blocks = (0..<8).map {
            RangeHistogram(at: Timestamp(seconds: $0 * 75), count: .finite($0 == 0 ? 0 : 100), buckets: buckets)
        }
        world.outcomes["history_histogram"] = .answered(
            QueryResult(ranges: [RangeSeries(labels: [:], histograms: blocks)]))
        world.outcomes["histogram"] = .series([.native(count: 1000, [(0.1, 0.3, 1000)])])
        world.judge(after: .minutes(5))
        #expect(world.known?.basis.history == RatioCounts(events: 35, total: 700))
    }

    @Test func nativeHistogramsCannotBeCountedFromTheirSamples() {
        var world = EvidenceWorld(.sureLatency())
        let sample = RangeHistogram(at: EvidenceWorld.entry, count: .finite(1), buckets: [])
        world.outcomes["histogram"] = .answered(QueryResult(ranges: [RangeSeries(labels: [:], histograms: [sample])]))
        let verdict = world.judge(after: .minutes(1))
        #expect(verdict.decision == .error(.badResponse))
        #expect(verdict.summary.contains("increase("))
    }

    @Test func boundsAtEveryLookAreWiderThanAtOne() throws {
        let histogram = try Histogram(classic: [
            ("0.1", .finite(500)), ("0.2", .finite(870)), ("0.3", .finite(915)), ("0.4", .finite(960)),
            ("+Inf", .finite(1000)),
        ])
        let one = try #require(histogram.bounds(ofQuantile: 0.9, alpha: 0.05))
        let any = try #require(histogram.anytimeBounds(ofQuantile: 0.9, alpha: 0.05, dispersion: 1))
        let noisy = try #require(histogram.anytimeBounds(ofQuantile: 0.9, alpha: 0.05, dispersion: 20))
        #expect(any.lower <= one.lower && any.upper >= one.upper)
        #expect(noisy.lower <= any.lower && noisy.upper >= any.upper)
        #expect(any == QuantileBounds(lower: 0.1, upper: 0.4))
        #expect(any.text == "(0.1, 0.4]")
    }
}

@Suite struct IncreaseEvidenceTests {
    private static func gate(over: GateRange = .sliding(.minutes(5))) -> Gate {
        Gate(
            name: "availability",
            kind: .availability(
                Availability(
                    counted: .bad("sum(increase(e[{{ over }}]))"), total: "sum(increase(a[{{ over }}]))",
                    objective: 0.99)), over: over, confidence: .bare)
    }

    @Test func aStratumIsCountedEveryOver() {
        var world = EvidenceWorld(Self.gate())
        world.outcomes = ["bad": .value(60), "total": .value(1000)]
        let early = world.judge(after: .minutes(4))
        #expect(early.decision == .inconclusive(.notProven) && early.queries.isEmpty)
        #expect(
            world.plan(after: .minutes(6)).queries.map(\.expression) == [
                "sum(increase(e[6m]))", "sum(increase(a[6m]))",
            ])
        #expect(world.judge(after: .minutes(5)).decision == .fail)
        let between = world.judge(after: .minutes(7))
        #expect(between.decision == .fail && between.queries.isEmpty && between.increment == nil)
        #expect(world.known?.totals == Stratum(canaryEvents: 60, canaryTotal: 1000))
        #expect(world.known?.basis.test.dispersion == 300.0 / 285, "increase() inflates what it sees")
        world.judge(after: .minutes(10))
        #expect(world.known?.certain.strata == 2)
    }

    @Test func aRangeThatHoldsTooFewSamplesIsAProblem() {
        var world = EvidenceWorld(Self.gate(over: .sliding(.minutes(1)))) { $0.scrapeInterval = .minutes(1) }
        let verdict = world.judge(after: .minutes(5))
        #expect(verdict.decision == .error(.queryRejected))
        #expect(verdict.summary.contains("fewer than 2 samples at a scrape interval of 1m"))
        var whole = EvidenceWorld(Self.gate(over: .stage))
        #expect(whole.judge(after: .minutes(5)).decision == .error(.queryRejected))
    }

    @Test(arguments: [["tenant"], ["a", "b"]]) func oneEvidenceIsNotAboutManySeries(_ per: [String]) {
        var gate = Gate.sureAvailability()
        gate.per = per
        var world = EvidenceWorld(gate)
        #expect(world.judge(after: .minutes(5)).decision == .error(.queryRejected))
    }
}
