import GateAnalysis
import GateModel
import GateReplay
import PrometheusAPI

/// Answers the instant queries of one test after another, most of them from ranges that were asked for ahead.
///
/// A test of a day has a hundred thousand instant queries, but few expressions. An expression that is asked again at the next
/// step is asked as a range query from then on, in steps of the evaluation grid: the same values at the same times. So are
/// those of the first evaluation. Raw samples are taken out of longer ranges in the same way.
struct PrefetchedAnswers: Sendable {
    private static let timeout = TimeSpan.seconds(60)

    private let server: ThrowawayPrometheus
    /// The distance between two evaluations.
    private let step: TimeSpan
    /// Nothing later is asked for.
    private let end: Timestamp
    private var steps: [StepAnswers] = []
    private var samples: [String: SampleAnswers] = [:]
    private var instants: [Query: QueryOutcome] = [:]
    /// What each expression is, so that none is read twice.
    private var forms: [String: Form] = [:]

    init(_ server: ThrowawayPrometheus, step: TimeSpan, end: Timestamp) {
        self.server = server
        self.step = step
        self.end = end
    }

    /// The answer to one query.
    mutating func answer(to query: Query) async -> QueryOutcome {
        await answers(to: [query])[0]
    }

    /// The answers to the queries of one evaluation in their order; what is there several times is asked once.
    mutating func answers(to queries: [Query]) async -> [QueryOutcome] {
        var answers: [QueryOutcome] = []
        answers.reserveCapacity(queries.count)
        var fetches: [(query: Query, form: Form, fetch: Fetch)] = []
        var asked: Set<Query> = []
        // What is asked at the beginning is asked on. Later, expressions that are new come with the entry into a stage, whose
        // ranges grow from step to step, so that most of them are never asked again.
        let isBeginning = forms.isEmpty
        for query in queries {
            let form = form(of: query, isBeginning: isBeginning)
            if let known = known(query, form) {
                answers.append(known)
            } else if asked.insert(query).inserted {
                fetches.append((query, form, fetch(for: query, form)))
            }
        }
        guard !fetches.isEmpty else { return answers }
        let client = server.client
        await withTaskGroup(of: (Query, Form, Fetch, QueryOutcome).self) { group in
            for (query, form, fetch) in fetches {
                group.addTask { (query, form, fetch, await Self.ask(query, form, fetch, client)) }
            }
            for await (query, form, fetch, outcome) in group {
                keep(outcome, of: query, form, fetch)
            }
        }
        for (query, form, _) in fetches where known(query, form) == nil {
            // A range that is refused may be too long; what it was asked for is still to be had.
            instants[query] = await Self.ask(query, form, .instant, client)
        }
        return queries.map { known($0, form(of: $0, isBeginning: false)) ?? .unanswered }
    }

    private mutating func form(of query: Query, isBeginning: Bool) -> Form {
        let expression = query.expression
        if let form = forms[expression] { return form }
        let form: Form
        if let selection = RangeText(expression) {
            form = .selected(selection)
        } else if StepAnswers.canBeAskedAhead(expression) {
            form = .computed(steps.count)
            steps.append(StepAnswers(step: step, from: isBeginning ? query.time : nil))
        } else {
            form = .other
        }
        forms[expression] = form
        return form
    }

    private func known(_ query: Query, _ form: Form) -> QueryOutcome? {
        let found: QueryOutcome? =
            switch form {
            case .selected(let selection):
                samples[selection.selector]?.outcome(
                    from: query.time - selection.range, through: query.time, isLeftOpen: server.isLeftOpen)
            case .computed(let index): steps[index].outcome(at: query.time)
            case .other: nil
            }
        return found ?? (instants.isEmpty ? nil : instants[query])
    }

    private mutating func fetch(for query: Query, _ form: Form) -> Fetch {
        switch form {
        case .selected(let selection):
            return .samples(through: samples[selection.selector, default: SampleAnswers()].reach(query, end))
        case .computed(let index):
            let count = steps[index].nextCount(from: query.time, through: end)
            return count > 1 ? .steps(step, through: query.time + step * Int64(count - 1)) : .instant
        case .other: return .instant
        }
    }

    private static func ask(
        _ query: Query, _ form: Form, _ fetch: Fetch, _ client: PrometheusClient
    ) async -> QueryOutcome {
        switch (fetch, form) {
        case (.steps(let step, let last), _):
            return await client.queryRange(
                query.expression, from: query.time, through: last, step: step, timeout: timeout)
        case (.samples(let last), .selected(let selection)):
            let range = last - (query.time - selection.range)
            let longer = Query(name: query.name, expression: "\(selection.selector)[\(range)]", time: last)
            return await client.query(longer, timeout: timeout)
        case (.instant, _), (.samples, _): return await client.query(query, timeout: timeout)
        }
    }

    private mutating func keep(_ outcome: QueryOutcome, of query: Query, _ form: Form, _ fetch: Fetch) {
        switch (fetch, form) {
        case (.steps(_, let last), .computed(let index)): steps[index].add(outcome, from: query.time, through: last)
        case (.samples(let last), .selected(let selection)):
            samples[selection.selector]?.add(outcome, from: query.time - selection.range, through: last)
        default: instants[query] = outcome
        }
    }

    /// What an expression is for the one who asks it again and again.
    private enum Form {
        /// It selects raw samples.
        case selected(RangeText)
        /// It computes something that can be asked for many times at once: the place of what is known of it.
        case computed(Int)
        /// It is asked as it stands each time.
        case other
    }

    private enum Fetch {
        case instant
        case steps(TimeSpan, through: Timestamp)
        case samples(through: Timestamp)
    }
}
