import GateModel
import GateTestSupport

@testable import GateAnalysis

/// Counters as they were scraped and what different ways to count make of them.
struct CounterVectors: Decodable {
    struct Case: Decodable {
        let series: String
        let range_s: Int64
        let eval_t: Int64
        let prometheus_2: Double?
        let prometheus_3: Double?
        let anchored: Double?
        let offset_form: Double?
        let exact_new_series_from_zero: Double

        var range: TimeSpan { .seconds(range_s) }
        var name: String { "\(series)[\(range_s)s] at \(eval_t)" }
    }

    let t0: Int64
    let series: [String: [[Double]]]
    let cases: [Case]

    static func load() throws -> CounterVectors {
        try StatisticsVectors.load("counter_increase", as: CounterVectors.self)
    }

    /// The evaluation time of a case.
    func end(_ vector: Case) -> Timestamp { Timestamp(seconds: t0 + vector.eval_t) }

    /// The counter of a case as a range selector returns it.
    func range(_ vector: Case) -> RangeSeries {
        let points = (series[vector.series] ?? []).map { pair in
            let at = Timestamp(milliseconds: t0 * 1000 + Int64((pair[0] * 1000).rounded()))
            return RangePoint(at: at, SampleValue(pair[1]))
        }
        return RangeSeries(labels: ["__name__": "m", "job": "j", "instance": "i"], points: points)
    }

    /// The samples of a case, those after the evaluation time included.
    func counter(_ vector: Case) throws -> CounterPoints {
        try CounterPoints(range(vector), through: Timestamp(seconds: t0 + 10_000), counter: "m")
    }
}
