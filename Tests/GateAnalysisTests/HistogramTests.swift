import Foundation
import GateModel
import GateRules
import GateTestSupport
import Testing

@testable import GateAnalysis

/// Cases measured on a Prometheus server.
private struct Vectors: Decodable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let le: [Number]
        let cumulative: [Double]
        let quantiles: [String: Number]
        let slow: [Slow]

        enum CodingKeys: String, CodingKey {
            case name, le, cumulative, slow
            case quantiles = "histogram_quantile"
        }

        var testDescription: String { name }

        var buckets: [(le: String, value: SampleValue)] {
            zip(le, cumulative).map { ($0.text, SampleValue($1)) }
        }
    }

    struct Slow: Decodable, Sendable {
        let target: Double
        let slow_min: Double
        let slow_max: Double
        let exact: Bool
    }

    /// A number, or a special one as text.
    struct Number: Decodable, Sendable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Double.self) {  // what is no number is text
                text = "\(number)"
            } else {
                text = try container.decode(String.self)
            }
        }
    }

    let cases: [Case]

    static func load() throws -> [Case] {
        let url = Golden.fixtures().appendingPathComponent("histogram_quantile.json")
        return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url)).cases
    }
}

@Suite struct HistogramTests {
    @Test func quantilesAreThoseOfPrometheus() throws {
        let cases = try Vectors.load()
        #expect(cases.count == 8)
        for vector in cases {
            let histogram = try Histogram(classic: vector.buckets)
            for (quantile, expected) in vector.quantiles {
                let value = histogram.quantile(try #require(Double(quantile)))?.value
                guard let expected = Double(expected.text), expected.isFinite else {
                    #expect(value == nil, "\(vector.name) \(quantile)")
                    continue
                }
                let difference = abs(try #require(value) - expected)
                #expect(difference <= 1e-12 * expected, "\(vector.name) \(quantile)")
            }
        }
    }

    @Test func slowCountsLieWithinWhatTheBucketsSay() throws {
        for vector in try Vectors.load() {
            let histogram = try Histogram(classic: vector.buckets)
            for slow in vector.slow {
                let events = histogram.slower(than: slow.target).events
                // Of a target above the last finite edge only the lower end is known; all of that bucket count as
                // slower.
                #expect(events >= slow.slow_min && events <= slow.slow_max, "\(vector.name) \(slow.target)")
                if slow.exact { #expect(events == slow.slow_min) }
            }
        }
    }

    @Test func verdictAndQuantileNeverContradictEachOther() throws {
        for vector in try Vectors.load() {
            let histogram = try Histogram(classic: vector.buckets)
            for quantile in [0.5, 0.9, 0.95, 0.99] {
                for target in stride(from: 0.05, through: 2, by: 0.05) {
                    let latency = Latency(histogram: "", quantile: quantile, target: target)
                    let finding = LatencyJudge(latency: latency, minEvents: 0).judge(histogram)
                    guard let value = histogram.quantile(quantile) else {
                        #expect(finding.reason == .noData)
                        continue
                    }
                    let expected: Reason =
                        if value.isLowerBound {
                            target <= value.value ? .beyondThreshold : .infinite
                        } else {
                            value.value <= target * (1 + 1e-12) ? .withinThreshold : .beyondThreshold
                        }
                    #expect(finding.reason == expected, "\(vector.name) \(quantile) \(target)")
                }
            }
        }
    }

    @Test func equalEdgesAreAddedUp() throws {
        let histogram = try Histogram(classic: [
            ("1", .finite(10)), ("1.0", .finite(20)), ("+Inf", .finite(30)), ("2", .finite(30)),
        ])
        #expect(histogram.edges.map(\.upper) == [1, 2])
        #expect(histogram.edges.map(\.cumulative) == [30, 30])
    }

    @Test func fallingCountsAreLifted() throws {
        let histogram = try Histogram(classic: [
            ("1", .finite(10)), ("2", .finite(8)), ("4", .finite(20)), ("+Inf", .finite(19)),
        ])
        #expect(histogram.edges.map(\.cumulative) == [10, 10, 20])
        #expect(histogram.total == 20)
    }

    @Test func aFirstEdgeBelowZeroIsAPoint() throws {
        let histogram = try Histogram(classic: [("-1", .finite(10)), ("1", .finite(20)), ("+Inf", .finite(20))])
        #expect(histogram.quantile(0.25) == Histogram.Quantile(value: -1, isLowerBound: false))
        #expect(histogram.quantile(0.75) == Histogram.Quantile(value: 0, isLowerBound: false))
        #expect(histogram.count(atMost: -2) == 0)
    }

    @Test func nativeBucketsAreInterpolatedAcrossGaps() throws {
        let histogram = try Histogram(
            nativeCount: .finite(100),
            buckets: [(-0.01, 0.01, 20.0), (1, 2, 40), (4, 8, 40)].map {
                HistogramBucket(lower: .finite($0.0), upper: .finite($0.1), count: .finite($0.2))
            })
        #expect(histogram.lowest == 0)
        #expect(histogram.quantile(0.1)?.value == 0.005)
        #expect(histogram.quantile(0.4)?.value == 1.5)
        #expect(histogram.quantile(0.8)?.value == 6)
        #expect(histogram.count(atMost: 3) == 60)
        #expect(histogram.count(atMost: 1.5) == 40)
    }

    @Test func nativeBucketsUpToInfinityAreAboveAllEdges() throws {
        let histogram = try Histogram(
            nativeCount: .finite(100),
            buckets: [
                HistogramBucket(lower: .negativeInfinity, upper: .finite(1), count: .finite(50)),
                HistogramBucket(lower: .finite(2), upper: .positiveInfinity, count: .finite(50)),
            ])
        #expect(histogram.quantile(0.5) == Histogram.Quantile(value: 1, isLowerBound: false))
        #expect(histogram.quantile(0.9) == Histogram.Quantile(value: 2, isLowerBound: true))
    }

    @Test func histogramsOfDifferentEdgesAddUp() throws {
        let one = try Histogram(classic: [("1", .finite(10)), ("2", .finite(20)), ("+Inf", .finite(30))])
        let other = try Histogram(classic: [("2", .finite(40)), ("4", .finite(40)), ("+Inf", .finite(50))])
        let sum = Histogram.sum([one, other])
        #expect(sum.total == 80)
        #expect(sum.count(atMost: 1) == 30)
        #expect(sum.count(atMost: 2) == 60)
        #expect(sum.count(atMost: 4) == 60)
    }
}
