public import GateModel

/// The answers a replay works on: fetched in chunks, handed out point by point, dropped when they are behind.
public struct AnswerStore: Sendable {
    /// How the source is asked.
    public struct Form: Equatable, Sendable {
        /// Evaluation times of one range query, at most; 0 asks every point by an instant query.
        public var longest: Int
        /// Whether the server leaves out a sample at the very beginning of a range.
        public var isLeftOpen: Bool
        /// Grid points that are looked ahead.
        public var lookAhead: Int

        /// Points of a chunk where nothing else is said: Prometheus answers 11 000 and no more.
        ///
        /// - Source: prometheus/prometheus `web/api/v1/api.go`.
        public static let defaultLongest = 5_760

        /// Makes a form.
        public init(longest: Int = defaultLongest, isLeftOpen: Bool = false, lookAhead: Int = 24) {
            self.longest = min(longest, 11_000)
            self.isLeftOpen = isLeftOpen
            self.lookAhead = lookAhead
        }
    }

    /// What is behind is dropped once in so many grid points.
    private static let dropEvery = 64

    let form: Form
    let step: TimeSpan
    private let end: Timestamp
    private var texts: [TextKey: StoredText] = [:]
    private var ranges: [String: RangeText?] = [:]
    private var instants: [InstantKey: Instant] = [:]
    /// The grid point that is worked on.
    private var point: Timestamp?
    private var wishes: [Fetch] = []
    private var count = 0

    /// An empty store.
    ///
    /// - Parameters:
    ///   - form: How the source is asked.
    ///   - step: The interval of the grid.
    ///   - end: The last grid point.
    public init(_ form: Form, step: TimeSpan, end: Timestamp) {
        self.form = form
        self.step = step
        self.end = end
    }

    /// The answer to a query of a grid point; `nil` where it has to be asked first.
    public mutating func answer(to query: Query, at point: Timestamp) -> QueryOutcome? {
        let lag = point - query.time
        if let range = range(of: query.expression) {
            let key = TextKey(text: range.selector, lag: lag, isSamples: true)
            let known = texts[key]?.outcome(range.range, at: query.time, isLeftOpen: form.isLeftOpen)
            if let known {
                wish(key, at: query.time)
                return known
            }
        } else {
            let key = TextKey(text: query.expression, lag: lag, isSamples: false)
            if let known = texts[key]?.outcome(at: query.time) {
                wish(key, at: query.time)
                return known
            }
        }
        return instants.isEmpty ? nil : instants[InstantKey(query.expression, query.time)]?.outcome
    }

    /// What should be asked soon, each once.
    public mutating func takeWishes() -> [Fetch] {
        defer { wishes = [] }
        return wishes
    }

    /// Takes in what came of a fetch.
    public mutating func take(_ fetched: Fetched, to fetch: Fetch) {
        switch fetch {
        case .instant(let expression, let time):
            instants[InstantKey(expression, time)] = Instant(outcome: fetched.outcome, askedAt: point)
        case .steps, .samples:
            guard let key = texts.first(where: { $0.value.pending == fetch })?.key else { return }
            switch fetched {
            case .answered(let result): texts[key]?.take(result, to: fetch)
            case .tooMuch: texts[key]?.shorten(after: fetch)
            case .failed(let failure): texts[key]?.refuse(failure)
            }
        }
    }

    /// Goes on to a grid point; what lies before it is dropped now and then.
    public mutating func begin(_ point: Timestamp) {
        self.point = point
        count += 1
        guard count % Self.dropEvery == 0 else { return }
        for key in texts.keys { texts[key]?.drop(before: point - key.lag) }
        // Answers for single points were asked for so many points ahead and no more.
        let oldest = point - step * Int64(form.lookAhead + 1)
        instants = instants.filter { $0.value.askedAt.map { $0 >= oldest } ?? true }
    }

    /// The chunk a query of a grid point is part of; `nil` where it has to be asked by itself.
    mutating func chunk(for query: Query, at point: Timestamp) -> Fetch? {
        guard form.longest > 0 else { return nil }
        let lag = point - query.time
        let range = range(of: query.expression)
        let key = TextKey(text: range?.selector ?? query.expression, lag: lag, isSamples: range != nil)
        if texts[key] == nil {
            texts[key] = StoredText(
                key.text, range == nil ? .steps : .samples, step: step, end: end - lag, longest: form.longest)
        }
        return texts[key]?.need(range?.range ?? .zero, at: query.time)
    }

    private mutating func wish(_ key: TextKey, at time: Timestamp) {
        if let fetch = texts[key]?.wish(at: time) { wishes.append(fetch) }
    }

    mutating func range(of expression: String) -> RangeText? {
        if let known = ranges[expression] { return known }
        let range = RangeText(expression)
        ranges[expression] = .some(range)
        return range
    }
}

/// A text, and how far behind the grid point it is asked.
private struct TextKey: Hashable {
    let text: String
    let lag: TimeSpan
    let isSamples: Bool
}

private struct InstantKey: Hashable {
    let expression: String
    let time: Timestamp

    init(_ expression: String, _ time: Timestamp) {
        self.expression = expression
        self.time = time
    }
}

extension Fetched {
    /// The outcome of a single query.
    fileprivate var outcome: QueryOutcome {
        switch self {
        case .answered(let result): .answered(result)
        case .tooMuch(let failure), .failed(let failure): .failed(failure)
        }
    }
}

/// The answer to one query at one time, and the grid point that was worked on when it came.
private struct Instant {
    let outcome: QueryOutcome
    let askedAt: Timestamp?
}
