import GateLint
import GateModel
import GateRules
import GateRuntime

/// Looks up the selectors of queries, each once.
struct SelectorCheck {
    /// What is wrong with a selector.
    enum Problem {
        case metricUnknown
        case labelUnknown(String)
        /// The conditions that nothing fulfils even on its own.
        case noSeries([String])
    }

    /// What is known of a selector.
    struct Found {
        let selector: VectorSelector
        /// How many series match; `nil` when the source did not say.
        var series: Double?
        var problem: Problem?
        var samplesEvery: TimeSpan?
    }

    /// How far back samples are looked at.
    private static let past = TimeSpan.minutes(15)

    private let open: OpenSource
    private let timeout: TimeSpan
    private let time: Timestamp
    private var known: [String: Found] = [:]
    private var paces: [String: TimeSpan?] = [:]

    init(open: OpenSource, timeout: TimeSpan, time: Timestamp) {
        self.open = open
        self.timeout = timeout
        self.time = time
    }

    /// The metric whose samples come least often, and how often.
    var slowest: (metric: String, every: TimeSpan)? {
        paces.compactMap { metric, every in every.map { (metric, $0) } }
            .max { ($0.1, $1.0) < ($1.1, $0.0) }
    }

    /// Looks up every selector of a query.
    mutating func look(at query: Query) async -> [Found] {
        var found: [Found] = []
        for selector in VectorSelector.all(in: query.expression) {
            if known[selector.text] == nil { known[selector.text] = await look(up: selector) }
            guard let result = known[selector.text] else { continue }
            found.append(
                Found(
                    selector: selector, series: result.series, problem: result.problem,
                    samplesEvery: result.samplesEvery))
        }
        return found
    }

    private mutating func look(up selector: VectorSelector) async -> Found {
        var found = Found(selector: selector)
        found.series = await count(selector.text)
        guard let series = found.series else { return found }
        if series > 0 {
            found.samplesEvery = await pace(of: selector)
        } else {
            found.problem = await problem(of: selector)
        }
        return found
    }

    /// Why nothing matches: from the name of the metric down to single conditions.
    private func problem(of selector: VectorSelector) async -> Problem? {
        guard let metric = selector.metric else { return .noSeries([]) }
        guard let all = await count(metric) else { return nil }
        if all == 0 { return .metricUnknown }
        var alone: [String] = []
        for condition in selector.conditions {
            if !condition.mayBeAbsent, await count("\(metric){\(condition.label)!=\"\"}") == 0 {
                return .labelUnknown(condition.label)
            }
            if await count("\(metric){\(condition.text)}") == 0 { alone.append(condition.text) }
        }
        return .noSeries(alone)
    }

    /// How many series match; `nil` when the source did not say.
    private func count(_ selector: String) async -> Double? {
        guard case .answered(let result) = await ask("count(\(selector))") else { return nil }
        guard let sample = result.samples.first else { return 0 }
        guard case .value(let value) = sample.content else { return nil }
        return value.finite
    }

    /// The usual distance between two samples of one of the series; `nil` when there are too few.
    private mutating func pace(of selector: VectorSelector) async -> TimeSpan? {
        let name = selector.metric ?? selector.text
        if let pace = paces[name] { return pace }
        let pace = await samples(of: selector).flatMap(Self.median)
        paces[name] = pace
        return pace
    }

    private func samples(of selector: VectorSelector) async -> [Timestamp]? {
        guard case .answered(let one) = await ask("topk(1, \(selector.text))"), let labels = one.samples.first?.labels,
            case .answered(let result) = await ask("\(labels)[\(Self.past)]"), let series = result.ranges?.first
        else { return nil }
        return series.points.isEmpty ? series.histograms.map(\.at) : series.points.map(\.at)
    }

    private static func median(_ times: [Timestamp]) -> TimeSpan? {
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
        return gaps.count < 2 ? nil : gaps[gaps.count / 2]
    }

    private func ask(_ expression: String) async -> QueryOutcome {
        await open.source.query(
            Query(name: "selector", expression: expression, time: time), timeout, SystemTime.newTrace())
    }
}
