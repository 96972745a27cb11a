import GateModel
import GateRules
import PrometheusAPI

/// Answers the instant queries of one test after another, most of them from ranges that were asked for ahead.
///
/// A test of a day has a hundred thousand instant queries, but few expressions. An expression that is asked again is asked as
/// a range query from then on, in steps of the evaluation grid: the same values at the same times. Raw samples are taken out
/// of longer ranges in the same way.
struct PrefetchedAnswers: Sendable {
    private static let timeout = TimeSpan.seconds(60)

    private let server: ThrowawayPrometheus
    /// The distance between two evaluations.
    private let step: TimeSpan
    /// Nothing later is asked for.
    private let end: Timestamp
    private var steps: [String: StepAnswers] = [:]
    private var samples: [String: SampleAnswers] = [:]
    private var instants: [Query: QueryOutcome] = [:]
    /// Which texts select counters, so that none is read twice.
    private var selectors: [String: Bool] = [:]

    init(_ server: ThrowawayPrometheus, step: TimeSpan, end: Timestamp) {
        self.server = server
        self.step = step
        self.end = end
    }

    /// The answer to one query.
    mutating func answer(to query: Query) async -> QueryOutcome {
        await answers(to: [query])[query] ?? .failed(QueryFailure(reason: .sourceUnavailable, message: "no answer"))
    }

    /// The answers to the queries of one evaluation.
    mutating func answers(to queries: [Query]) async -> [Query: QueryOutcome] {
        var answers: [Query: QueryOutcome] = [:]
        var fetches: [(query: Query, fetch: Fetch)] = []
        for query in queries {
            let selection = selection(query)
            if let known = known(query, selection) {
                answers[query] = known
            } else {
                fetches.append((query, fetch(for: query, selection)))
            }
        }
        guard !fetches.isEmpty else { return answers }
        let client = server.client
        await withTaskGroup(of: (Query, Fetch, QueryOutcome).self) { group in
            for (query, fetch) in fetches { group.addTask { (query, fetch, await Self.ask(query, fetch, client)) } }
            for await (query, fetch, outcome) in group {
                keep(outcome, of: query, fetch)
                answers[query] = known(query, selection(query))
            }
        }
        for (query, _) in fetches where answers[query] == nil {
            // A range that is refused may be too long; what it was asked for is still to be had.
            let outcome = await Self.ask(query, .instant, client)
            keep(outcome, of: query, .instant)
            answers[query] = outcome
        }
        return answers
    }

    /// The samples that a query selects; `nil` when it computes something.
    private mutating func selection(_ query: Query) -> RangeSelection? {
        guard let selection = RangeSelection(query) else { return nil }
        let isBare = selectors[selection.selector] ?? CounterSelector.isBare(selection.selector)
        selectors[selection.selector] = isBare
        return isBare ? selection : nil
    }

    private func known(_ query: Query, _ selection: RangeSelection?) -> QueryOutcome? {
        let found =
            if let selection {
                samples[selection.selector]?.outcome(selection, isLeftOpen: server.isLeftOpen)
            } else {
                steps[query.expression]?.outcome(at: query.time)
            }
        return found ?? instants[query]
    }

    private mutating func fetch(for query: Query, _ selection: RangeSelection?) -> Fetch {
        if let selection {
            return .samples(selection, through: samples[selection.selector, default: SampleAnswers()].reach(query, end))
        }
        guard StepAnswers.canBeAskedAhead(query.expression) else { return .instant }
        let count = steps[query.expression, default: StepAnswers(step: step)].nextCount(from: query.time, through: end)
        return count > 1 ? .steps(step, through: query.time + step * Int64(count - 1)) : .instant
    }

    private static func ask(_ query: Query, _ fetch: Fetch, _ client: PrometheusClient) async -> QueryOutcome {
        switch fetch {
        case .instant: return await client.query(query, timeout: timeout)
        case .steps(let step, let last):
            return await client.queryRange(
                query.expression, from: query.time, through: last, step: step, timeout: timeout)
        case .samples(let selection, let last):
            let range = last - selection.from
            let longer = Query(name: query.name, expression: "\(selection.selector)[\(range)]", time: last)
            return await client.query(longer, timeout: timeout)
        }
    }

    private mutating func keep(_ outcome: QueryOutcome, of query: Query, _ fetch: Fetch) {
        switch fetch {
        case .instant: instants[query] = outcome
        case .steps(_, let last): steps[query.expression]?.add(outcome, from: query.time, through: last)
        case .samples(let selection, let last):
            samples[selection.selector]?.add(outcome, from: selection.from, through: last)
        }
    }

    private enum Fetch {
        case instant
        case steps(TimeSpan, through: Timestamp)
        case samples(RangeSelection, through: Timestamp)
    }
}

/// A query that ends with a range: `requests_total{…}[1m]`.
struct RangeSelection {
    let selector: String
    let from: Timestamp
    let through: Timestamp

    init?(_ query: Query) {
        guard query.expression.hasSuffix("]"), let bracket = query.expression.lastIndex(of: "[") else { return nil }
        let text = query.expression[query.expression.index(after: bracket)...].dropLast()
        selector = String(query.expression[..<bracket])
        guard let range = TimeSpan(prometheusDuration: String(text)) else { return nil }
        from = query.time - range
        through = query.time
    }
}
