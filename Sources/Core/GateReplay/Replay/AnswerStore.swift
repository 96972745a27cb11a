import GateAnalysis
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
    private var texts: [StoredText] = []
    /// Places of the texts.
    private var stored: [TextKey: Int] = [:]
    private var places: [Question: Place] = [:]
    /// The questions of the grid point before, in the order they were asked: the next one asks the same again.
    private var usual: [(question: Question, place: Place)] = []
    /// How many questions of the present grid point were asked.
    private var asked = 0
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
        let question = Question(query, at: point)
        if let place = usualPlace(of: question), let known = outcome(at: place, query.time) {
            if let fetch = texts[place.text].wish(at: query.time) { wishes.append(fetch) }
            return known
        }
        return instants.isEmpty ? nil : instants[InstantKey(query.expression, query.time)]?.outcome
    }

    /// The answers to a plan, in the order of its questions; `nil` when one has to be asked first.
    mutating func answers(to plan: QueryPlan) -> [QueryOutcome]? {
        var outcomes: [QueryOutcome] = []
        outcomes.reserveCapacity(32)
        for subjects in [plan.gates, plan.stopRules] {
            for subject in subjects {
                for query in subject.queries {
                    guard let outcome = answer(to: query, at: plan.at) else { return nil }
                    outcomes.append(outcome)
                }
            }
        }
        return outcomes
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
            guard let index = texts.firstIndex(where: { $0.pending == fetch }) else { return }
            switch fetched {
            case .answered(let result): texts[index].take(result, to: fetch)
            case .tooMuch: texts[index].shorten(after: fetch)
            case .failed(let failure): texts[index].refuse(failure)
            }
        }
    }

    /// Goes on to a grid point; what lies before it is dropped now and then.
    public mutating func begin(_ point: Timestamp) {
        self.point = point
        asked = 0
        count += 1
        guard count % Self.dropEvery == 0 else { return }
        for (key, index) in stored { texts[index].drop(before: point - key.lag) }
        // A range that grows is another question at every point.
        places = [:]
        // Answers for single points were asked for so many points ahead and no more.
        let oldest = point - step * Int64(form.lookAhead + 1)
        instants = instants.filter { $0.value.askedAt.map { $0 >= oldest } ?? true }
    }

    /// The chunk a query of a grid point is part of; `nil` where it has to be asked by itself.
    mutating func chunk(for query: Query, at point: Timestamp) -> Fetch? {
        guard form.longest > 0 else { return nil }
        let question = Question(query, at: point)
        let place = place(of: question) ?? store(question)
        return texts[place.text].need(place.range ?? .zero, at: query.time)
    }

    private mutating func outcome(at place: Place, _ time: Timestamp) -> QueryOutcome? {
        guard let range = place.range else { return texts[place.text].outcome(at: time) }
        return texts[place.text].outcome(range, at: time, isLeftOpen: form.isLeftOpen)
    }

    /// Where the answers to a question are, found by its turn where that is the one it had at the point before.
    private mutating func usualPlace(of question: Question) -> Place? {
        defer { asked += 1 }
        if asked < usual.count, usual[asked].question == question { return usual[asked].place }
        guard let place = place(of: question) else { return nil }
        if asked < usual.count {
            usual[asked] = (question, place)
        } else if asked == usual.count {
            usual.append((question, place))
        }
        return place
    }

    /// Where the answers to a question are; `nil` when it was never asked.
    private mutating func place(of question: Question) -> Place? {
        if let known = places[question] { return known }
        let range = RangeText(question.expression)
        guard let index = stored[TextKey(question, range)] else { return nil }
        let place = Place(text: index, range: range?.range)
        places[question] = place
        return place
    }

    private mutating func store(_ question: Question) -> Place {
        let range = RangeText(question.expression)
        let key = TextKey(question, range)
        stored[key] = texts.count
        texts.append(
            StoredText(
                key.text, range == nil ? .steps : .samples, step: step, end: end - question.lag, longest: form.longest))
        return Place(text: texts.count - 1, range: range?.range)
    }
}

/// What is asked at a grid point: a query, and how far behind the point.
struct Question: Hashable {
    let expression: String
    let lag: TimeSpan

    init(_ query: Query, at point: Timestamp) {
        expression = query.expression
        lag = point - query.time
    }
}

/// Where the answers to a question are.
private struct Place {
    /// Place of the text.
    let text: Int
    /// The range, where the text is a selector of samples.
    let range: TimeSpan?
}

/// A text, and how far behind the grid point it is asked.
private struct TextKey: Hashable {
    let text: String
    let lag: TimeSpan
    let isSamples: Bool

    init(_ question: Question, _ range: RangeText?) {
        text = range?.selector ?? question.expression
        lag = question.lag
        isSamples = range != nil
    }
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
