import GateModel

/// What is known of one text: chunks of answers, the oldest first, and how the next one is asked.
struct StoredText {
    /// How a text is asked.
    enum Form: Equatable {
        /// By range queries.
        case steps
        /// As the samples of a selector.
        case samples
    }

    /// The first chunk of a text is short, because nobody knows for how long it will be asked.
    static let firstLength = 240

    let text: String
    let form: Form
    private let step: TimeSpan
    /// The last time anything is asked of it.
    private let end: Timestamp
    private var steps: [StepChunk] = []
    private var samples: [SampleChunk] = []
    /// A chunk that is being asked.
    private(set) var pending: Fetch?
    /// Points of the next chunk; each is twice as long as the one before, up to the longest.
    private var nextLength: Int
    private var refusal: QueryFailure?
    private var longest: Int
    /// How far a chunk of samples reaches back behind its first evaluation.
    private var reach = TimeSpan.zero

    init(_ text: String, _ form: Form, step: TimeSpan, end: Timestamp, longest: Int) {
        self.text = text
        self.form = form
        self.step = step
        self.end = end
        self.longest = longest
        nextLength = min(Self.firstLength, longest)
    }

    /// The answer at a time; `nil` where it is not known.
    mutating func outcome(at time: Timestamp) -> QueryOutcome? {
        if let refusal { return .failed(refusal) }
        for index in steps.indices where steps[index].covers(time) { return .answered(steps[index].result(at: time)) }
        return nil
    }

    /// The samples in a range that ends at a time; `nil` where they are not known.
    func outcome(_ range: TimeSpan, at time: Timestamp, isLeftOpen: Bool) -> QueryOutcome? {
        if let refusal { return .failed(refusal) }
        let chunk = samples.first { $0.covers(range, at: time) }
        return chunk.map { .answered($0.result(range, at: time, isLeftOpen: isLeftOpen)) }
    }

    /// What has to be asked for the answer at a time; `nil` when not even a single point can be asked in this way.
    mutating func need(_ range: TimeSpan, at time: Timestamp) -> Fetch? {
        if let pending, pending.serves(range, at: time) { return pending }
        guard longest > 0 else { return nil }
        // A range that outgrew the chunk at hand goes on growing.
        if samples.contains(where: { $0.through >= time }) { reach = range + range }
        reach = max(reach, range)
        let fetch = fetch(from: time)
        pending = fetch
        return fetch
    }

    /// What should be asked next while there is still half a chunk to work on; `nil` when there is nothing.
    mutating func wish(at time: Timestamp) -> Fetch? {
        guard pending == nil, refusal == nil, longest > 0, let (from, through) = newest, through < end,
            time >= from, (time - from) * 2 >= through - from
        else { return nil }
        let fetch = fetch(from: through + step)
        pending = fetch
        return fetch
    }

    /// Takes the answer to what was asked.
    mutating func take(_ result: QueryResult, to fetch: Fetch) {
        if pending == fetch { pending = nil }
        switch fetch {
        case .steps(_, let from, let through, let step):
            steps.append(StepChunk(result, from: from, through: through, step: step))
        case .samples(_, let from, let through):
            samples.append(SampleChunk(result, from: from, through: through))
        case .instant: break
        }
    }

    /// Takes note that the source refuses the text, whenever it is asked.
    mutating func refuse(_ failure: QueryFailure) {
        pending = nil
        refusal = failure
    }

    /// Asks for less from now on; down to nothing, where the points have to be asked one by one.
    mutating func shorten(after fetch: Fetch) {
        pending = nil
        let length = length(of: fetch)
        longest = length > 1 ? max(1, length / 2) : 0
        nextLength = longest
    }

    /// Forgets what lies before a time.
    mutating func drop(before time: Timestamp) {
        if let first = steps.first, first.through < time { steps.removeFirst() }
        if let first = samples.first, first.through < time { samples.removeFirst() }
    }

    private var newest: (from: Timestamp, through: Timestamp)? {
        switch form {
        case .steps: steps.last.map { ($0.from, $0.through) }
        case .samples: samples.last.map { ($0.from, $0.through) }
        }
    }

    private func length(of fetch: Fetch) -> Int {
        switch fetch {
        case .instant: 1
        case .steps: fetch.points
        case .samples(_, let from, let through):
            Int(clamping: (through - from - reach).milliseconds / step.milliseconds + 1)
        }
    }

    private mutating func fetch(from time: Timestamp) -> Fetch {
        let left = max(0, (end - time).milliseconds / step.milliseconds)
        let length = min(Int64(nextLength) - 1, left)
        let through = time + step * length
        nextLength = min(nextLength * 2, longest)
        return form == .steps
            ? .steps(expression: text, from: time, through: through, step: step)
            : .samples(selector: text, from: time - reach, through: through)
    }
}

extension Fetch {
    /// Whether its answer will be the one asked for.
    fileprivate func serves(_ range: TimeSpan, at time: Timestamp) -> Bool {
        switch self {
        case .instant: false
        case .steps(_, let from, let through, let step):
            time >= from && time <= through && (time - from).milliseconds % step.milliseconds == 0
        case .samples(_, let from, let through): time - range >= from && time <= through
        }
    }
}

extension TimeSpan {
    fileprivate static func - (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        TimeSpan(milliseconds: left.milliseconds - right.milliseconds)
    }
}
