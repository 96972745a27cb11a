/// One instant query, ready to send: nothing in it depends on when it is sent.
public struct Query: Hashable, Codable, Sendable {
    /// What the answer is used for, unique within its gate: `bad`, `total`, `canary_numerator` and the like.
    public let name: String
    /// The PromQL expression with every template filled in.
    public let expression: String
    /// The evaluation time sent to the server.
    public let time: Timestamp

    /// Makes a query.
    public init(name: String, expression: String, time: Timestamp) {
        self.name = name
        self.expression = expression
        self.time = time
    }
}

/// What came of one query.
public enum QueryOutcome: Equatable, Sendable {
    /// The server answered in full or in part.
    case answered(QueryResult)
    /// There is no usable answer.
    case failed(QueryFailure)
}

/// The answer to an instant query: its series and what the server said beside them.
public struct QueryResult: Equatable, Sendable {
    /// The series of the answer in the server's order; a scalar is one sample without labels.
    ///
    /// Empty when the answer is a range of samples: nobody may take that for an answer without series.
    public let samples: [Sample]
    /// The series of a range selector, with every sample in the range; `nil` for every other answer.
    public let ranges: [RangeSeries]?
    /// Warnings of the server, word for word; at most ten.
    public let warnings: [String]
    /// Advisory remarks of the server, word for word, at most ten; they never change a verdict.
    public let infos: [String]
    /// Whether the server said that parts of the data are missing.
    public let isPartial: Bool

    /// Makes the result of a query for instant values.
    public init(samples: [Sample], warnings: [String] = [], infos: [String] = [], isPartial: Bool = false) {
        self.samples = samples
        ranges = nil
        self.warnings = warnings
        self.infos = infos
        self.isPartial = isPartial
    }

    /// Makes the result of a query for ranges of samples.
    public init(ranges: [RangeSeries], warnings: [String] = [], infos: [String] = [], isPartial: Bool = false) {
        samples = []
        self.ranges = ranges
        self.warnings = warnings
        self.infos = infos
        self.isPartial = isPartial
    }
}

/// Why a query has no usable answer.
public struct QueryFailure: Equatable, Sendable {
    /// One of `queryRejected`, `sourceUnavailable`, `badResponse` or `tooManySeries`.
    public let reason: Reason
    /// What happened, safe to show: no secrets, at most a few hundred characters.
    public let message: String

    /// Makes a failure.
    public init(reason: Reason, message: String) {
        self.reason = reason
        self.message = message
    }
}
