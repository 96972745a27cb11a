import GateModel
import GateReplay

/// A source whose every answer is a function of text and time, so that it says the same in whatever form it is asked.
struct PretendSource {
    /// The value of an expression at a time; `nil`: no series.
    let value: (String, Timestamp) -> Double?
    /// Points it answers at once, at most.
    var limit = Int.max
    /// Texts it refuses.
    var refused: Set<String> = []
    /// What was asked.
    private(set) var asked: [Fetch] = []

    init(limit: Int = .max, refused: Set<String> = [], _ value: @escaping (String, Timestamp) -> Double?) {
        self.limit = limit
        self.refused = refused
        self.value = value
    }

    /// How far apart the samples of counters are.
    static let scrape = TimeSpan.seconds(10)

    mutating func fetch(_ fetch: Fetch) -> Fetched {
        asked.append(fetch)
        switch fetch {
        case .instant(let expression, let time):
            if refused.contains(expression) { return .failed(Self.failure(.queryRejected)) }
            if expression.hasSuffix("]") { return .answered(QueryResult(ranges: samples(expression, time))) }
            return .answered(QueryResult(samples: value(expression, time).map { [Sample($0)] } ?? []))
        case .steps(let expression, let from, let through, let step):
            if refused.contains(expression) { return .failed(Self.failure(.queryRejected)) }
            var points: [RangePoint] = []
            var time = from
            var count = 0
            while time <= through {
                count += 1
                if let value = value(expression, time) { points.append(RangePoint(at: time, SampleValue(value))) }
                time = time + step
            }
            if count > limit { return .tooMuch(Self.failure(.queryRejected)) }
            return .answered(QueryResult(ranges: points.isEmpty ? [] : [RangeSeries(labels: [:], points: points)]))
        case .samples(let selector, let from, let through):
            let points = scraped(selector, from, through)
            if points.count > limit { return .tooMuch(Self.failure(.queryRejected)) }
            return .answered(QueryResult(ranges: points.isEmpty ? [] : [Self.series(points)]))
        }
    }

    /// Replays everything.
    mutating func play(_ run: inout some Replayable, _ form: AnswerStore.Form, step: TimeSpan, end: Timestamp) {
        var store = AnswerStore(form, step: step, end: end)
        while run.nextPoint != nil {
            for need in run.advance(&store) { store.take(fetch(need), to: need) }
            for wish in store.takeWishes() { store.take(fetch(wish), to: wish) }
        }
    }

    private func samples(_ expression: String, _ time: Timestamp) -> [RangeSeries] {
        let bracket = expression.lastIndex(of: "[") ?? expression.startIndex
        let range = TimeSpan(prometheusDuration: String(expression[bracket...].dropFirst().dropLast())) ?? .zero
        let points = scraped(String(expression[..<bracket]), time - range, time)
        return points.isEmpty ? [] : [Self.series(points)]
    }

    private func scraped(_ selector: String, _ from: Timestamp, _ through: Timestamp) -> [RangePoint] {
        let step = Self.scrape.milliseconds
        var time = Timestamp(milliseconds: (from.milliseconds + step - 1) / step * step)
        var points: [RangePoint] = []
        while time <= through {
            if let value = value(selector, time) { points.append(RangePoint(at: time, SampleValue(value))) }
            time = time + Self.scrape
        }
        return points
    }

    private static func series(_ points: [RangePoint]) -> RangeSeries {
        RangeSeries(labels: ["job": "shop", "instance": "a:1"], points: points)
    }

    private static func failure(_ reason: Reason) -> QueryFailure {
        QueryFailure(reason: reason, message: "as the test wants it")
    }
}
