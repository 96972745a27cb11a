public import GateModel
public import GateRules

/// Where the tests of a file lie in time, so that they can share a server and none sees another's samples.
///
/// - Source: the idea of one set of data at far apart times is Prometheus's own: its data has no other dimension that PromQL
///   leaves alone.
public struct TestLayout: Equatable, Sendable {
    /// The place of one test.
    public struct Place: Equatable, Sendable {
        /// When it begins.
        public let start: Timestamp
        /// Which server has its series, from 0.
        public let server: Int
    }

    /// One place a test, in the order of the tests.
    public let places: [Place]
    /// How many servers it takes: one, unless tests insist on the same time.
    public var serverCount: Int { (places.map(\.server).max() ?? -1) + 1 }

    /// Saturday, 1 January 2000: what says nothing begins here.
    private static let begin = Timestamp(seconds: 946_684_800)
    private static let day = TimeSpan.hours(24)

    /// Finds a place for every test.
    ///
    /// - Parameters:
    ///   - tests: The tests.
    ///   - reach: How far back the queries of each test may look, in the same order.
    public init(_ tests: [RuleTest], reach: [TimeSpan]) {
        var cursor = Self.begin
        var taken: [(from: Timestamp, through: Timestamp, server: Int)] = []
        places = zip(tests, reach).map { test, reach in
            // Whole days, so that every test has the same place on the evaluation grid.
            let start = test.startsAt ?? Self.wholeDays(cursor - Self.begin, atLeast: reach)
            if test.startsAt == nil { cursor = start + test.duration + Self.day }
            let (from, through) = (start - reach, start + test.duration + Self.day)
            let server = (0...).first { server in
                !taken.contains { $0.server == server && $0.from <= through && from <= $0.through }
            }
            taken.append((from, through, server ?? 0))
            return Place(start: start, server: server ?? 0)
        }
    }

    private static func wholeDays(_ elapsed: TimeSpan, atLeast reach: TimeSpan) -> Timestamp {
        let span = elapsed.milliseconds + reach.milliseconds + day.milliseconds - 1
        return begin + TimeSpan(milliseconds: span / day.milliseconds * day.milliseconds)
    }
}

extension RolloutRule {
    /// How far back its queries look, at most; rather more than that, because PromQL is not parsed.
    public var reach: TimeSpan {
        var structural = [interval, queryOffset]
        var texts: [String] = []
        for gate in gates {
            if case .sliding(let span) = gate.over { structural.append(span) }
            for source in [gate.baseline, gate.baselineAtFull ?? .concurrent] {
                if case .offset(let span) = source { structural.append(span) }
            }
            structural += [gate.confidence?.history ?? .zero, gate.confidence?.tenantMix?.period ?? .zero]
            texts += gate.kind.queryTexts
        }
        for stopRule in stopRules {
            structural += stopRule.kind.spans
            texts += stopRule.kind.queryTexts
        }
        if case .query(let text, _) = approval.onCall { texts.append(text) }
        let written = texts.map { Durations.sum(in: $0) }.max() ?? .zero
        // The hour is the look-back of instant selectors and of counts that were missed, twelve times over.
        return structural.reduce(written + .hours(1), +)
    }
}

extension GateKind {
    fileprivate var queryTexts: [String] {
        switch self {
        case .availability(let availability):
            switch availability.counted {
            case .good(let query), .bad(let query): [query, availability.total]
            }
        case .latency(let latency): [latency.histogram]
        case .conversion(let conversion): [conversion.numerator, conversion.denominator]
        case .threshold(let threshold): [threshold.query]
        case .events(let events): [events.query]
        }
    }
}

extension StopRuleKind {
    fileprivate var queryTexts: [String] {
        switch self {
        case .spikes(let spikes): [spikes.bad, spikes.total]
        case .expression(let expression): [expression.query]
        case .breach, .burnRate, .incident: []
        }
    }

    fileprivate var spans: [TimeSpan] {
        switch self {
        case .spikes(let spikes): [spikes.over]
        case .expression(let expression): [expression.over]
        case .burnRate(let burnRate): [burnRate.long, burnRate.short]
        case .breach, .incident: []
        }
    }
}

/// Durations in a text that is not understood otherwise.
enum Durations {
    /// The sum of everything that looks like a duration, such as `[30d]` or `offset 1w`; at most ten years.
    static func sum(in text: String) -> TimeSpan {
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let limit = TimeSpan.hours(24 * 3650)
        return words.reduce(TimeSpan.zero) { sum, word in
            min(limit, sum + min(limit, TimeSpan(prometheusDuration: String(word)) ?? .zero))
        }
    }
}
