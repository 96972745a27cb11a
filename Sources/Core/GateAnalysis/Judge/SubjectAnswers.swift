public import GateModel
import GateRules

/// The answers to the queries of one subject, by the queries' names.
struct SubjectAnswers {
    private let queries: [Query]
    /// In the order of the queries, which are few.
    private let outcomes: ArraySlice<QueryOutcome>

    /// The answers to a subject's queries, one each.
    init(_ queries: [Query], _ outcomes: ArraySlice<QueryOutcome>) {
        self.queries = queries
        self.outcomes = outcomes
    }

    private func outcome(_ name: String) -> QueryOutcome? {
        queries.firstIndex { $0.name == name }.map { outcomes[outcomes.startIndex + $0] }
    }

    /// Throws what went wrong with the first query that has no usable answer.
    ///
    /// A range of samples has no instant values, which must not be taken for no events, and the other way round.
    ///
    /// - Parameter expectsRange: Whether the answer to a query has to be a range of samples.
    /// - Throws: The failure of the query, or `badResponse` for an answer of the wrong kind.
    func requireAnswers(expectsRange: (Query) -> Bool = { _ in false }) throws(Blindness) {
        for (query, outcome) in zip(queries, outcomes) {
            let result: QueryResult
            switch outcome {
            case .answered(let answer): result = answer
            case .failed(let failure):
                throw Blindness(failure.reason.asFailure, "query \(query.name) failed: \(failure.message)")
            }
            switch (result.ranges != nil, expectsRange(query)) {
            case (true, false):
                throw Blindness(
                    .badResponse,
                    "query \(query.name) returns a range of values (matrix), not an instant value; wrap it in a function"
                )
            case (false, true):
                throw Blindness(.badResponse, "query \(query.name) returned no range of values (matrix)")
            case (true, true), (false, false): continue
            }
        }
    }

    /// The series of an answer with the samples in their range; none when the subject has no such query.
    func ranges(_ name: String) -> [RangeSeries] {
        if case .answered(let result)? = outcome(name) { result.ranges ?? [] } else { [] }
    }

    /// The series of an answer; none when the subject has no such query.
    func samples(_ name: String) -> [Sample] {
        if case .answered(let result)? = outcome(name) { result.samples } else { [] }
    }

    /// The series of an answer with their numbers.
    func values(_ name: String) throws(Blindness) -> [(labels: Labels, value: SampleValue)] {
        var values: [(labels: Labels, value: SampleValue)] = []
        for sample in samples(name) {
            guard case .value(let value) = sample.content else {
                throw Blindness(.badResponse, "query \(name) returned a native histogram where a number was expected")
            }
            values.append((sample.labels, value))
        }
        return values
    }

    /// Whether the source said of any answer that parts of the data are missing.
    var isPartial: Bool {
        outcomes.contains { if case .answered(let result) = $0 { result.isPartial } else { false } }
    }

    /// The source's warnings in the order of the queries, each once.
    var warnings: [String] {
        let all = outcomes.flatMap { if case .answered(let result) = $0 { result.warnings } else { [String]() } }
        if all.isEmpty { return [] }
        var seen: Set<String> = []
        return all.filter { seen.insert($0).inserted }
    }

    /// Every query as sent and what it returned.
    var evidence: [QueryEvidence] {
        zip(queries, outcomes).map { query, outcome in
            switch outcome {
            case .answered(let result):
                QueryEvidence(
                    query: query, seriesCount: result.seriesCount, value: result.onlyValue, failure: nil)
            case .failed(let failure):
                QueryEvidence(query: query, seriesCount: 0, value: nil, failure: failure.message)
            }
        }
    }
}

extension QueryOutcome {
    /// What a query that nobody answered counts as: a source that could not be reached.
    public static let unanswered = failed(
        QueryFailure(reason: .sourceUnavailable, message: "the query was not answered"))
}

extension Reason {
    /// The reason itself where it says that evidence is missing or broken; a failed query can decide nothing.
    fileprivate var asFailure: Reason {
        switch self {
        case .withinThreshold, .beyondThreshold, .notProven: .badResponse
        default: self
        }
    }
}

extension QueryResult {
    fileprivate var seriesCount: Int { ranges?.count ?? samples.count }

    fileprivate var onlyValue: SampleValue? {
        guard samples.count == 1, case .value(let value) = samples[0].content else { return nil }
        return value
    }
}
