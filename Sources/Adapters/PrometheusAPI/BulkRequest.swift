public import GateModel

/// A request for much at once.
public enum BulkRequest: Equatable, Sendable {
    /// An instant query, as a range selector that returns its samples.
    case instant(expression: String, time: Timestamp)
    /// A range query: every step from the start through the end is evaluated as an instant query would be.
    case range(expression: String, start: Timestamp, end: Timestamp, step: TimeSpan)

    var isRange: Bool {
        if case .range = self { true } else { false }
    }
}

/// What came of a request for much at once.
public enum BulkOutcome: Equatable, Sendable {
    /// The server answered, in full or in part.
    case answered(QueryResult)
    /// It was too much for the server, for the time or for the limits of the client: less may be answered.
    case tooMuch(QueryFailure)
    /// There is no answer, and asking for less would bring none.
    case failed(QueryFailure)
}
