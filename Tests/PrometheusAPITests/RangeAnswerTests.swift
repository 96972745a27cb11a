import GateModel
import Testing

@testable import PrometheusAPI

@Suite struct RangeAnswerTests {
    private static let original = Array(
        #"""
        {"status":"success","data":{"resultType":"matrix","result":[
          {"metric":{"__name__":"requests_total","code":"500"},"values":[[1700000000.123,"1"],[1700000015,"2.5"]]},
          {"values":[[1700000000.5,"NaN"],[1700000015.25,"+Inf"]],"metric":{"code":"\u00e9"}},
          {"metric":{},"values":[]}
        ]}}
        """#.utf8)

    @Test func samplesKeepTheirTimes() throws {
        let ranges = try #require(try Answer.read(Self.original, limits: .small).ranges)
        #expect(
            ranges == [
                RangeSeries(
                    labels: ["__name__": "requests_total", "code": "500"],
                    points: [
                        RangePoint(at: Timestamp(milliseconds: 1_700_000_000_123), .finite(1)),
                        RangePoint(at: Timestamp(seconds: 1_700_000_015), .finite(2.5)),
                    ]),
                RangeSeries(
                    labels: ["code": "é"],
                    points: [
                        RangePoint(at: Timestamp(milliseconds: 1_700_000_000_500), .notANumber),
                        RangePoint(at: Timestamp(milliseconds: 1_700_000_015_250), .positiveInfinity),
                    ]),
                RangeSeries(labels: [:], points: []),
            ])
    }

    @Test func theTypeMayComeAfterTheResult() throws {
        let text = #"{"data":{"result":[{"metric":{},"values":[[1,"2"]]}],"resultType":"matrix"},"status":"success"}"#
        let point = RangePoint(at: Timestamp(seconds: 1), .finite(2))
        #expect(
            try Answer.read(Array(text.utf8), limits: .small).ranges == [RangeSeries(labels: [:], points: [point])])
    }

    @Test func everyMillisecondComesBack() throws {
        for rest in 0..<1000 {
            let decimals = String(repeating: "0", count: 3 - "\(rest)".count) + "\(rest)"
            let text =
                #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[4102444799.\#(decimals),"#
                + #""1"]]}]}}"#
            let at = try Answer.read(Array(text.utf8), limits: .small).ranges?.first?.points.first?.at
            #expect(at == Timestamp(milliseconds: 4_102_444_799_000 + Int64(rest)))
        }
    }

    @Test func noBeginningIsTakenForTheWhole() {
        let readable = (0..<Self.original.count).filter { count in
            // A fault is what is expected of every one of them.
            (try? Answer.read(Array(Self.original.prefix(count)), limits: .small)) != nil
        }
        #expect(readable.isEmpty)
    }

    @Test(arguments: 1...20) func damageNeverAddsSamples(_ seed: UInt64) {
        var random = SeededRandom(seed)
        var counts: [Int] = []
        for _ in 0..<500 {
            var bytes = Self.original
            for _ in 0...random.next(below: 3) { random.damage(&bytes) }
            // A fault is what is expected of most of them.
            guard let answer = try? Answer.read(bytes, limits: .small) else { continue }
            counts.append(answer.ranges?.reduce(0) { $0 + $1.points.count } ?? 0)
        }
        #expect(!counts.isEmpty)
        #expect(counts.allSatisfy { $0 <= 4 })
    }
}
