import GateModel
import GateTestSupport
import Testing

@testable import PrometheusAPI

@Suite struct AnswerTests {
    @Test func vectorsKeepTheirLabelsAndValues() throws {
        let answer = try read(
            """
            {"status":"success","data":{"resultType":"vector","result":[
              {"metric":{"__name__":"up","job":"a\\"b\\\\c\\n\\u00e4\\ud83d\\ude00\\ud800/"},"value":[1700000000.123,"1"]},
              {"value":[1,"1e+21"],"metric":{},"unknown":{"deep":[1,2,{"x":null,"y":[true,false,-1.5e-3]}]}},
              {"metric":{},"value":[1,"NaN"]},{"metric":{},"value":[1,"+Inf"]},{"metric":{},"value":[1,"-Inf"]}
            ]},"extra":[]}
            """)
        let samples = try #require(answer.samples)
        #expect(samples[0].labels == ["__name__": "up", "job": "a\"b\\c\nä😀\u{FFFD}/"])
        let values = samples.map(\.content)
        #expect(
            values == [
                .value(.finite(1)), .value(.finite(1e21)), .value(.notANumber), .value(.positiveInfinity),
                .value(.negativeInfinity),
            ])
    }

    @Test func scalarsAreOneSampleWithoutLabels() throws {
        let answer = try read(#"{"status":"success","data":{"resultType":"scalar","result":[1,"0.5"]}}"#)
        #expect(answer.samples == [Sample(0.5)])
    }

    @Test func theTypeMayComeAfterTheResult() throws {
        let answer = try read(
            #"{"data":{"result":[{"metric":{},"value":[1,"2"]}],"resultType":"vector"},"status":"success"}"#)
        #expect(answer.samples == [Sample(2)])
    }

    @Test func nativeHistogramsKeepTheirBuckets() throws {
        let answer = try read(
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{"count":"3","sum":"#
                + #""7.5","buckets":[[3,"-0.5","0.5","1"],[0,"1","+Inf","2"]]}]}]}}"#)
        let buckets = [
            HistogramBucket(lower: .finite(-0.5), upper: .finite(0.5), count: .finite(1)),
            HistogramBucket(lower: .finite(1), upper: .positiveInfinity, count: .finite(2)),
        ]
        #expect(answer.samples?.first?.content == .histogram(count: .finite(3), buckets: buckets))
    }

    @Test func rangesMayHoldNativeHistograms() throws {
        let answer = try read(
            #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},"histograms":[[1.5,{"#
                + #""count":"3","sum":"7.5","buckets":[[0,"1","2","3"]]}],[2,{"count":"0","sum":"0"}]]}]}}"#)
        let buckets = [HistogramBucket(lower: .finite(1), upper: .finite(2), count: .finite(3))]
        let expected = RangeSeries(
            labels: ["a": "b"],
            histograms: [
                RangeHistogram(at: Timestamp(milliseconds: 1500), count: .finite(3), buckets: buckets),
                RangeHistogram(at: Timestamp(seconds: 2), count: .finite(0), buckets: []),
            ])
        #expect(answer.data == .ranges([expected]))
    }

    @Test(arguments: [
        (#""warnings":["store failed"]"#, true), (#""warnings":["PromQL warning: x"]"#, false),
        (#""warnings":["PromQL info: x"]"#, false), (#""warnings":["PromQL info: x","results truncated"]"#, true),
        (#""infos":["anything"]"#, false), (#""isPartial":true"#, true), (#""isPartial":false"#, false),
        (#""warnings":null"#, false), (#""stats":{"seriesFetched":"0"}"#, false),
    ])
    func missingDataIsTold(_ field: String, _ isPartial: Bool) async throws {
        let reply = #"{"status":"success","data":{"resultType":"vector","result":[]},\#(field)}"#
        #expect(try await outcome(of: .text(reply)).result?.isPartial == isPartial)
    }

    @Test func remarksAreSortedByWhatTheyAre() async throws {
        let reply =
            #"{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["PromQL info: a","#
            + #""PromQL warning: b","c"],"infos":["PromQL info: d"]}"#
        let result = try await outcome(of: .text(reply)).result
        #expect(result?.warnings == ["PromQL warning: b", "c"])
        #expect(result?.infos == ["PromQL info: a", "PromQL info: d"])
    }

    @Test func remarksAreLimited() async throws {
        let long = "\"\(String(repeating: "x", count: 2000))\""
        let list = Array(repeating: long, count: 50).joined(separator: ",")
        let reply = #"{"status":"success","data":{"resultType":"vector","result":[]},"warnings":[\#(list)]}"#
        let warnings = try await outcome(of: .text(reply)).result?.warnings
        #expect(warnings?.count == 10)
        #expect(warnings?.allSatisfy { $0.count <= 301 } == true)
    }

    @Test func depthIsLimited() {
        let deep = #"{"status":"success","x":"# + String(repeating: "[", count: 100_000)
        #expect(throws: AnswerFault.self) { try read(deep) }
    }

    @Test(arguments: [
        "01", "+1", "1.", ".5", "1e", "-", "0x10", "NaN", "tru", "nul", "\"\u{1}\"", "\"\\x\"", "\"\\u12g4\"",
        "\"\\u+123\"", "[1,]", "[1 2]", "{\"a\" 1}", "{a:1}", "{\"a\":1,}", "'a'", "",
    ])
    func whatIsNotJSONIsRefused(_ value: String) {
        #expect(throws: AnswerFault.self) { try read(#"{"status":"success","x":\#(value)}"#) }
    }

    @Test(arguments: ["0", "-0", "10", "1.50", "1e5", "1E-5", " [ ] ", "{ }", "\"\\/\\b\\f\"", "true", "null"])
    func whatIsJSONIsSkipped(_ value: String) throws {
        #expect(try read(#" { "status" : "success" , "x" : \#(value) } "#).isSuccess)
    }

    private func read(_ text: String) throws -> Answer { try Answer.read(Array(text.utf8), limits: .small) }
}

@Suite struct DamagedAnswerTests {
    private static let original: [UInt8] = {
        let series = (0..<8).map {
            #"{"metric":{"__name__":"requests","path":"/r\#($0)","q":"\"\u00e9"},"value":[1700000000.123,"\#($0).5"]}"#
        }
        let histogram =
            #"{"metric":{"le":"x"},"histogram":[1,{"count":"3","sum":"1","buckets":[[0,"1","2","3"],[1,"2","+Inf","0"]]}]}"#
        let list = (series + [histogram]).joined(separator: ",")
        return Array(
            (#"{"status":"success","isPartial":false,"data":{"resultType":"vector","result":[\#(list)],"#
                + #""stats":{"seriesFetched":"9"}},"warnings":["PromQL warning: w"],"infos":[]}"#).utf8)
    }()

    @Test func noBeginningIsTakenForTheWhole() {
        let readable = (0..<Self.original.count).filter { count in
            // A fault is what is expected of every one of them.
            (try? Answer.read(Array(Self.original.prefix(count)), limits: .small)) != nil
        }
        #expect(readable.isEmpty)
    }

    @Test(arguments: 1...20) func damageNeverAddsSamples(_ seed: UInt64) throws {
        var random = SeededRandom(seed)
        #expect(try Answer.read(Self.original, limits: .small).samples?.count == 9)
        var counts: [Int] = []
        for _ in 0..<500 {
            var bytes = Self.original
            for _ in 0...random.next(below: 3) { random.damage(&bytes) }
            // A fault is what is expected of most of them.
            guard let answer = try? Answer.read(bytes, limits: .small) else { continue }
            counts.append(answer.samples?.count ?? 0)
        }
        #expect(!counts.isEmpty)
        #expect(counts.allSatisfy { $0 <= 9 })
    }

}

/// A generator that gives the same numbers for the same seed.
struct SeededRandom {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    /// Changes, adds or takes away a few bytes.
    mutating func damage(_ bytes: inout [UInt8]) {
        let place = next(below: bytes.count)
        switch next(below: 5) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: next(below: 256))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array("{}[]\",:\\0-eE.tfn".utf8)[next(below: 16)], at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + next(below: 40)))
        default: bytes[place] ^= 1 << UInt8(next(below: 8))
        }
    }
}

extension AnswerLimits {
    /// Enough for any test that does not look for the limits.
    static let small = AnswerLimits(series: 100, points: 1000)
}

extension Answer {
    /// The instant values, where the answer holds such.
    var samples: [Sample]? {
        if case .samples(let samples)? = data { samples } else { nil }
    }

    /// The ranges, where the answer holds such.
    var ranges: [RangeSeries]? {
        if case .ranges(let ranges)? = data { ranges } else { nil }
    }
}
