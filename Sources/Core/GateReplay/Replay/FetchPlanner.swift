import GateAnalysis
import GateModel

/// Says what has to be asked before a grid point can be judged.
///
/// A text that is asked again at the next grid point is fetched in a chunk. One that changes from point to point, as
/// `{{ over }}` does in the first minutes of a stage, is asked word for word, for the points ahead as well, so that the
/// queries go out side by side.
struct FetchPlanner {
    /// Plans a grid point as it will be if nothing moves the rollout before.
    let plan: (Timestamp) -> QueryPlan?

    /// What the answers to a plan wait for; empty when everything is known.
    ///
    /// - Parameters:
    ///   - store: What is known, and what is being asked.
    ///   - now: The plan of the grid point.
    /// - Returns: The fetches, each once.
    func needs(_ store: inout AnswerStore, for now: QueryPlan) -> [Fetch] {
        var collected = Collected()
        for (subject, query) in now.attributed where store.answer(to: query, at: now.at) == nil {
            collected.missing.append((subject, query))
        }
        if collected.missing.isEmpty { return [] }
        // What is counted since the last evaluation is asked in chunks anyhow.
        let needsAhead = collected.missing.contains { $0.0.evidence == nil }
        let ahead = needsAhead ? plansAhead(of: now, store) : []
        let lasting = Self.lasting([now] + ahead)
        for (subject, query) in collected.missing {
            collect(query, of: subject, at: now.at, lasting, &store, &collected)
        }
        for plan in ahead {
            for (subject, query) in plan.attributed
            where subject.evidence == nil && store.answer(to: query, at: plan.at) == nil {
                collect(query, of: subject, at: plan.at, lasting, &store, &collected)
            }
        }
        return collected.fetches
    }

    private struct Collected {
        var missing: [(QueryPlan.Subject, Query)] = []
        var fetches: [Fetch] = []
        private var seen: Set<Fetch> = []

        mutating func add(_ fetch: Fetch) {
            if seen.insert(fetch).inserted { fetches.append(fetch) }
        }
    }

    private func collect(
        _ query: Query, of subject: QueryPlan.Subject, at point: Timestamp, _ lasting: Set<Question>,
        _ store: inout AnswerStore, _ collected: inout Collected
    ) {
        let isLasting = isCounted(query, subject) || lasting.contains(Question(query, at: point))
        if isLasting, !Self.namesItsRange(query), let chunk = store.chunk(for: query, at: point) {
            collected.add(chunk)
        } else {
            collected.add(.instant(expression: query.expression, time: query.time))
        }
    }

    /// Whether it counts what happened since the last evaluation, which is asked again and again with the same text once
    /// the counting goes on; plans ahead do not show it, because they know no new evidence.
    private func isCounted(_ query: Query, _ subject: QueryPlan.Subject) -> Bool {
        subject.evidence != nil && !subject.historyQueries.contains(query)
    }

    /// A text with `@ start()` or `@ end()` means something else in a range query; other uses of the modifier are rare.
    ///
    /// - Source: prometheus.io/docs/prometheus/latest/querying/basics, "@ modifier".
    private static func namesItsRange(_ query: Query) -> Bool {
        query.expression.utf8.contains(UInt8(ascii: "@"))
    }

    private func plansAhead(of now: QueryPlan, _ store: AnswerStore) -> [QueryPlan] {
        (0..<store.form.lookAhead).compactMap { plan(now.at + store.step * Int64($0 + 1)) }
    }

    /// The texts that are asked at two points one after the other.
    private static func lasting(_ plans: [QueryPlan]) -> Set<Question> {
        var lasting: Set<Question> = []
        var before: Set<Question> = []
        for plan in plans {
            let texts = Set(plan.attributed.map { Question($0.1, at: plan.at) })
            lasting.formUnion(texts.intersection(before))
            before = texts
        }
        return lasting
    }
}

extension QueryPlan {
    /// Every query with whom it is asked for.
    fileprivate var attributed: [(Subject, Query)] {
        (gates + stopRules).flatMap { subject in subject.queries.map { (subject, $0) } }
    }
}
