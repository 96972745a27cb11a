public import GateModel

/// Something a replay has to ask the source for.
public enum Fetch: Hashable, Sendable {
    /// An instant query, word for word as it would have been asked then.
    case instant(expression: String, time: Timestamp)
    /// An expression at many evaluation times: each gives what an instant query at that time gives.
    case steps(expression: String, from: Timestamp, through: Timestamp, step: TimeSpan)
    /// The samples of a selector, both ends included.
    case samples(selector: String, from: Timestamp, through: Timestamp)
}

/// What came of a fetch.
public enum Fetched: Equatable, Sendable {
    /// The source's answer; ranges of samples for steps and samples.
    case answered(QueryResult)
    /// It was too much at once.
    case tooMuch(QueryFailure)
    /// There is no answer, and there would be none to less.
    case failed(QueryFailure)
}

extension Fetch {
    /// How many evaluation times it is about: what progress is counted in.
    var points: Int {
        guard case .steps(_, let from, let through, let step) = self else { return 1 }
        return Int(clamping: (through - from).milliseconds / step.milliseconds + 1)
    }
}
