import GateModel
import Testing

@testable import GateReplay

/// What a chunk says of a point is what an instant query would have said.
@Suite struct AnswerStoreTests {
    private static let start = Timestamp(seconds: 1_770_000_000)

    @Test func aStepIsFoundByItsVeryTime() {
        let series = RangeSeries(
            labels: ["le": "1.0"],
            points: [0, 30, 60].map { RangePoint(at: Self.start + .seconds($0), .finite(Double($0))) })
        var chunk = StepChunk(
            QueryResult(ranges: [series]), from: Self.start, through: Self.start + .seconds(90), step: .seconds(30))
        #expect(chunk.result(at: Self.start + .seconds(60)).samples == [Sample(labels: ["le": "1.0"], 60)])
        #expect(chunk.result(at: Self.start).samples == [Sample(labels: ["le": "1.0"], 0)])
        #expect(chunk.result(at: Self.start + .seconds(90)).samples.isEmpty)
        #expect(!chunk.covers(Self.start + .seconds(15)) && !chunk.covers(Self.start + .seconds(120)))
    }

    @Test func aStepOfANativeHistogramIsAHistogram() {
        let bucket = HistogramBucket(lower: .finite(0), upper: .finite(1), count: .finite(4))
        let series = RangeSeries(
            labels: [:], histograms: [RangeHistogram(at: Self.start, count: .finite(4), buckets: [bucket])])
        var chunk = StepChunk(
            QueryResult(ranges: [series]), from: Self.start, through: Self.start, step: .seconds(30))
        #expect(
            chunk.result(at: Self.start).samples.map(\.content) == [.histogram(count: .finite(4), buckets: [bucket])])
    }

    @Test("the sample at the very beginning belongs to the range before Prometheus 3", arguments: [true, false])
    func rangesAreCut(_ isLeftOpen: Bool) {
        let series = RangeSeries(
            labels: ["job": "a"],
            points: (0...8).map { RangePoint(at: Self.start + .seconds($0 * 15), .finite(Double($0))) })
        let gone = RangeSeries(labels: ["job": "b"], points: [RangePoint(at: Self.start, .finite(1))])
        let chunk = SampleChunk(
            QueryResult(ranges: [series, gone]), from: Self.start, through: Self.start + .minutes(2))
        let cut = chunk.result(.minutes(1), at: Self.start + .seconds(90), isLeftOpen: isLeftOpen)
        #expect(cut.ranges?.map(\.labels) == [["job": "a"]])
        #expect(cut.ranges?.first?.points.map(\.value.number) == (isLeftOpen ? [3, 4, 5, 6] : [2, 3, 4, 5, 6]))
        #expect(chunk.covers(.minutes(1), at: Self.start + .minutes(1)))
        #expect(!chunk.covers(.minutes(1), at: Self.start + .seconds(59)))
    }

    @Test(
        "only a bare selector with a range is one",
        arguments: [
            ("requests_total[5m]", true), ("requests_total{code=\"[1]\"}[5m15s]", true), ("rate(x[5m])", false),
            ("x[5m:1m]", false), ("sum(x)[5m]", false), ("x", false), ("x[]", false), ("]", false),
        ])
    func rangeTexts(_ text: String, _ isRange: Bool) {
        #expect((RangeText(text) != nil) == isRange)
    }

    @Test func warningsOfAChunkAreThoseOfItsPoints() {
        let result = QueryResult(ranges: [], warnings: ["a store is gone"], isPartial: true)
        var chunk = StepChunk(result, from: Self.start, through: Self.start, step: .seconds(30))
        #expect(chunk.result(at: Self.start).isPartial)
        #expect(chunk.result(at: Self.start).warnings == ["a store is gone"])
    }
}
