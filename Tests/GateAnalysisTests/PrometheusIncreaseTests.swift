import GateModel
import GateTestSupport
import Testing

@testable import GateAnalysis

@Suite struct PrometheusIncreaseTests {
    @Test func itIsWhatEachVersionAnswers() throws {
        let vectors = try CounterVectors.load()
        #expect(vectors.cases.count == 56)
        for vector in vectors.cases {
            for version in PrometheusIncrease.Version.allCases {
                let increase = PrometheusIncrease(
                    try vectors.counter(vector), over: vector.range, at: vectors.end(vector), version: version)
                let expected = version == .two ? vector.prometheus_2 : vector.prometheus_3
                #expect(agree(increase?.value, expected), "\(vector.name) \(version)")
            }
        }
    }

    @Test func anchoredIsWhatTheServerAnswers() throws {
        let vectors = try CounterVectors.load()
        for vector in vectors.cases {
            let value = CounterForms.anchored(
                try vectors.counter(vector), over: vector.range, at: vectors.end(vector))
            #expect(value == vector.anchored, "\(vector.name)")
        }
    }

    @Test func theOffsetFormIsWhatTheServerAnswers() throws {
        let vectors = try CounterVectors.load()
        for vector in vectors.cases {
            let value = CounterForms.offset(
                try vectors.counter(vector), over: vector.range, at: vectors.end(vector))
            #expect(value == vector.offset_form, "\(vector.name)")
        }
    }

    /// A counter whose beginning has to be guessed, and what each version makes of it.
    struct Beginning {
        let times: [Int64]
        let values: [Double]
        let range: Int64
        let two: Double
        let three: Double
    }

    /// A sample a little late still is on time.
    ///
    /// And the older version lets a counter begin at 0 before it asks how far away the beginning is. Its numbers are
    /// those of `promtool` 2.42.
    @Test(arguments: [
        Beginning(
            times: [16, 31, 46, 61], values: [100, 110, 120, 130], range: 62, two: 124.0 / 3, three: 124.0 / 3),
        Beginning(
            times: [17, 32, 47, 62], values: [100, 110, 120, 130], range: 63, two: 107.0 / 3, three: 107.0 / 3),
        Beginning(times: [45, 60, 75], values: [8, 18, 28], range: 75, two: 28, three: 25),
    ])
    func beginningsAreGuessed(beginning: Beginning) {
        let counter = CounterPoints(
            points: zip(beginning.times, beginning.values).map {
                CounterPoints.Point(at: Timestamp(seconds: $0), value: $1)
            })
        for version in PrometheusIncrease.Version.allCases {
            let increase = PrometheusIncrease(
                counter, over: .seconds(beginning.range), at: Timestamp(seconds: beginning.range), version: version)
            #expect(agree(increase?.value, version == .two ? beginning.two : beginning.three), "\(version)")
        }
    }

    @Test func instantSelectorsLookBackFiveMinutes() {
        let counter = CounterPoints(points: [
            CounterPoints.Point(at: Timestamp(seconds: 1000), value: 4),
            CounterPoints.Point(at: Timestamp(seconds: 1400), value: 9),
        ])
        #expect(CounterForms.offset(counter, over: .seconds(150), at: Timestamp(seconds: 1449)) == 5)
        #expect(CounterForms.offset(counter, over: .seconds(150), at: Timestamp(seconds: 1450)) == 9)
        #expect(CounterForms.offset(counter, over: .seconds(150), at: Timestamp(seconds: 1699)) == 0)
        #expect(CounterForms.offset(counter, over: .seconds(150), at: Timestamp(seconds: 1700)) == nil)
        #expect(CounterForms.anchored(counter, over: .seconds(150), at: Timestamp(seconds: 1449)) == 5)
        #expect(CounterForms.anchored(counter, over: .seconds(150), at: Timestamp(seconds: 1450)) == 0)
    }

    /// Without it a window of two scrapes would count everything twice in the eyes of a test.
    @Test func aRegularCounterIsNeverInflatedBeyondTheBound() throws {
        var largest = 0.0
        for seed in UInt64(0)..<500 {
            var random = SeededGenerator(seed: seed)
            let scrape = Int64.random(in: 1...60, using: &random) * 1000
            let range = Int64.random(in: 2 * scrape...20 * scrape, using: &random)
            let phase = Int64.random(in: 0..<scrape, using: &random)
            var value = Double(Int.random(in: 0...100, using: &random))
            let points = (0..<40).map { index -> CounterPoints.Point in
                value += Double(Int.random(in: 0...9, using: &random))
                return CounterPoints.Point(at: Timestamp(milliseconds: phase + Int64(index) * scrape), value: value)
            }
            let bound = try #require(
                PrometheusIncrease.inflationBound(
                    over: TimeSpan(milliseconds: range), scrape: TimeSpan(milliseconds: scrape)))
            for version in PrometheusIncrease.Version.allCases {
                let increase = try #require(
                    PrometheusIncrease(
                        CounterPoints(points: points), over: TimeSpan(milliseconds: range),
                        at: Timestamp(milliseconds: 30 * scrape), version: version))
                #expect(increase.inflation >= 1 && increase.inflation <= bound * (1 + 1e-12), "seed \(seed)")
                largest = max(largest, increase.inflation / bound)
            }
        }
        #expect(largest > 0.99)
    }

    @Test(arguments: [(60, 15, 4.0 / 3), (150, 15, 10.0 / 9), (30, 15, 2), (45, 15, 1.5), (40, 15, 40.0 / 15)])
    func theBoundShrinksWithTheWindow(range: Int64, scrape: Int64, expected: Double) {
        #expect(PrometheusIncrease.inflationBound(over: .seconds(range), scrape: .seconds(scrape)) == expected)
    }

    @Test(arguments: [(29, 15), (15, 15), (0, 15), (60, 0)])
    func aWindowWithoutTwoSureSamplesHasNoBound(range: Int64, scrape: Int64) {
        #expect(PrometheusIncrease.inflationBound(over: .seconds(range), scrape: .seconds(scrape)) == nil)
    }

    private func agree(_ value: Double?, _ expected: Double?) -> Bool {
        guard let value, let expected else { return value == nil && expected == nil }
        return StatisticsVectors.agree(value, expected, relative: 1e-12)
    }
}
