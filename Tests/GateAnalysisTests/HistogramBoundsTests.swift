import Foundation
import GateModel
import GateStatistics
import GateTestSupport
import Testing

@testable import GateAnalysis

/// Classic histograms and what is certain of them.
private struct Vectors: Decodable {
    struct Case: Decodable {
        let name: String
        let le: [Number]
        let cumulative: [Double]
        let bounds: [Bounds]
        let slow: [Slow]

        func histogram() throws -> Histogram {
            try Histogram(
                classic: zip(le, cumulative).map { edge, count in
                    (le: SampleValue(edge.value).description, value: SampleValue(count))
                })
        }
    }

    struct Bounds: Decodable {
        let q: Double
        let sample_quantile_bucket: [Number]?
        let ci95: [Number]?
    }

    struct Slow: Decodable {
        let target: Double
        let slow_min: Double
        let slow_max: Double
        let exact: Bool
        let budget: Double?
        let slow_lo95: Double?
        let slow_hi95: Double?
        let verdict_one_look: String?
    }

    struct Schema: Decodable {
        let schema: Int
        let base: Double
        let max_rel_width: Double
        let max_rel_error_geometric_mid: Double
    }

    /// A number, or +Inf as text.
    struct Number: Decodable {
        let value: Double

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            // What is no number is the text of infinity.
            value = (try? container.decode(Double.self)) ?? .infinity
        }
    }

    let cases: [Case]
    let native_schema: [Schema]

    static func load() throws -> Vectors {
        try StatisticsVectors.load("histogram_quantile", as: Vectors.self)
    }
}

@Suite struct HistogramBoundsTests {
    @Test func aQuantileIsInTheBucketItIsIn() throws {
        let cases = try Vectors.load().cases
        #expect(cases.count == 8)
        for vector in cases {
            let histogram = try vector.histogram()
            for bounds in vector.bounds {
                let bucket = histogram.bucket(ofQuantile: bounds.q)
                #expect(list(bucket) == bounds.sample_quantile_bucket?.map(\.value), "\(vector.name) \(bounds.q)")
            }
        }
    }

    @Test func boundsAreExactAtEveryEdge() throws {
        for vector in try Vectors.load().cases {
            let histogram = try vector.histogram()
            for bounds in vector.bounds {
                let found = histogram.bounds(ofQuantile: bounds.q, alpha: 0.05)
                #expect(list(found) == bounds.ci95?.map(\.value), "\(vector.name) \(bounds.q)")
            }
        }
    }

    @Test func eachSideHasHalfOfAlpha() throws {
        var decided = Set<Double>()
        for count in stride(from: 900.0, through: 1000, by: 1) {
            let histogram = try Histogram(classic: [("1", .finite(count)), ("+Inf", .finite(1000))])
            let bounds = try #require(histogram.bounds(ofQuantile: 0.95, alpha: 0.05))
            let share = try #require(Binomial(events: count, trials: 1000))
            #expect((bounds.lower == 1) == (share.upperBound(alpha: 0.025) < 0.95), "\(count)")
            #expect((bounds.upper == 1) == (share.lowerBound(alpha: 0.025) >= 0.95), "\(count)")
            decided.formUnion([bounds.lower, bounds.upper])
        }
        #expect(decided == [0, 1, .infinity])
    }

    @Test func slowSharesAndWhatTheyProve() throws {
        for vector in try Vectors.load().cases {
            let histogram = try vector.histogram()
            for slow in vector.slow {
                let comment = Comment(rawValue: "\(vector.name) \(slow.target)")
                let share = histogram.slowShare(than: slow.target)
                #expect([share.least, share.most] == [slow.slow_min, slow.slow_max], comment)
                #expect(share.isExact == slow.exact, comment)
                let proof = share.proof(objective: 0.95, alpha: 0.05)
                let words: [Proof: String] = [.proven: "met", .refuted: "violated", .unknown: "unknown"]
                #expect(proof.flatMap { words[$0] } == slow.verdict_one_look, comment)
                guard let low = slow.slow_lo95, let high = slow.slow_hi95 else { continue }
                #expect(slow.budget == 0.05)
                let least = try #require(Binomial(events: share.least, trials: share.total)).lowerBound(alpha: 0.05)
                let most = try #require(Binomial(events: share.most, trials: share.total)).upperBound(alpha: 0.05)
                #expect(StatisticsVectors.agree(least, low, absolute: 1e-12, relative: 1e-9), comment)
                #expect(StatisticsVectors.agree(most, high, absolute: 1e-12, relative: 1e-9), comment)
            }
        }
    }

    @Test func nativeBucketsAreAsFineAsTheirSchema() throws {
        let schemas = try Vectors.load().native_schema
        #expect(schemas.count == 9)
        for vector in schemas {
            let schema = try #require(NativeSchema(vector.schema))
            #expect(StatisticsVectors.agree(schema.base, vector.base, relative: 1e-14))
            #expect(StatisticsVectors.agree(schema.relativeWidth, vector.max_rel_width, relative: 1e-12))
            #expect(StatisticsVectors.agree(schema.relativeError, vector.max_rel_error_geometric_mid, relative: 1e-12))
        }
    }

    @Test(arguments: [-5, 9, Int.min, Int.max]) func otherSchemasDoNotExist(schema: Int) {
        #expect(NativeSchema(schema) == nil)
    }

    @Test(arguments: [(0.5, false, true), (1, true, true), (1.5, true, true), (2, true, true), (2.1, true, false)])
    func notEveryTargetCanBeDecided(target: Double, canProve: Bool, canRefute: Bool) throws {
        for (fast, isProven) in [(1e6, canProve), (0, false)] {
            let histogram = try Histogram(classic: [("1", .finite(fast)), ("2", .finite(fast)), ("+Inf", .finite(1e6))])
            let proof = histogram.slowShare(than: target).proof(objective: 0.95, alpha: 0.05)
            #expect((proof == .proven) == isProven)
            #expect((proof == .refuted) == (fast == 0 && canRefute))
            #expect(histogram.canProve(target: target) == canProve)
            #expect(histogram.canRefute(target: target) == canRefute)
        }
    }

    @Test func nothingIsKnownBelowAFirstEdgeThatIsNegative() throws {
        let histogram = try Histogram(classic: [("-1", .finite(10)), ("1", .finite(20)), ("+Inf", .finite(20))])
        #expect(histogram.bucket(ofQuantile: 0.25) == QuantileBounds(lower: -.infinity, upper: -1))
        #expect(histogram.bounds(ofQuantile: 0.1, alpha: 0.05)?.lower == -.infinity)
    }

    @Test func nativeHistogramsHaveBoundsAsWell() throws {
        let histogram = try Histogram(
            nativeCount: .finite(1000),
            buckets: [(0.5, 1, 500.0), (1, 2, 450), (4, 8, 50)].map {
                HistogramBucket(lower: .finite($0.0), upper: .finite($0.1), count: .finite($0.2))
            })
        #expect(histogram.bucket(ofQuantile: 0.25) == QuantileBounds(lower: 0.5, upper: 1))
        #expect(histogram.bucket(ofQuantile: 0.99) == QuantileBounds(lower: 4, upper: 8))
        #expect(histogram.slowShare(than: 3) == SlowShare(least: 50, most: 50, total: 1000))
        #expect(histogram.slowShare(than: 5) == SlowShare(least: 0, most: 50, total: 1000))
    }

    private func list(_ bounds: QuantileBounds?) -> [Double]? { bounds.map { [$0.lower, $0.upper] } }
}

@Suite struct HistogramBoundsProperties {
    private static let seeds = UInt64(0)..<120

    @Test func boundsHoldTheBucketAndShrinkWithAlpha() throws {
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            guard let histogram = random.wholeHistogram() else { continue }
            for quantile in [0.01, 0.5, 0.9, 0.99] {
                let bucket = try #require(histogram.bucket(ofQuantile: quantile))
                let wide = try #require(histogram.bounds(ofQuantile: quantile, alpha: 0.001))
                let narrow = try #require(histogram.bounds(ofQuantile: quantile, alpha: 0.2))
                #expect(wide.lower <= narrow.lower && narrow.upper <= wide.upper, "seed \(seed)")
                #expect(narrow.lower <= bucket.lower && bucket.upper <= narrow.upper, "seed \(seed)")
                let value = try #require(histogram.quantile(quantile))
                #expect(bucket.lower <= value.value && value.value <= bucket.upper, "seed \(seed)")
            }
        }
    }

    @Test func interpolationLiesBetweenTheCertainCounts() {
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            guard let histogram = random.wholeHistogram() else { continue }
            var previous = SlowShare(least: .infinity, most: .infinity, total: 0)
            for target in stride(from: 0.01, through: 1, by: 0.01) {
                let share = histogram.slowShare(than: target)
                let interpolated = histogram.slower(than: target).events
                #expect(share.least <= interpolated && interpolated <= share.most, "seed \(seed) \(target)")
                #expect(share.least <= previous.least && share.most <= previous.most, "seed \(seed) \(target)")
                previous = share
            }
        }
    }

    /// More slow observations never turn a refusal into a proof.
    @Test func proofsAreMonotoneInTheSlowOnes() {
        var last = 2
        for slow in 0...400 {
            let share = SlowShare(least: Double(slow), most: Double(slow) + 10, total: 1000)
            let rank = [Proof.refuted, .unknown, .proven].firstIndex(
                of: share.proof(objective: 0.9, alpha: 0.05) ?? .unknown)
            #expect((rank ?? 0) <= last)
            last = rank ?? 0
        }
        #expect(last == 0)
    }
}

extension SeededGenerator {
    /// A classic histogram with observations.
    fileprivate mutating func wholeHistogram() -> Histogram? {
        var cumulative = 0.0
        let buckets = ["0.1", "0.2", "0.4", "0.8", "+Inf"].map { le in
            cumulative += Double(Int.random(in: 0...300, using: &self))
            return (le: le, value: SampleValue(cumulative))
        }
        // A histogram of these counts cannot be broken, at most empty.
        let histogram = try? Histogram(classic: buckets)
        return histogram.flatMap { $0.total > 0 ? $0 : nil }
    }
}
