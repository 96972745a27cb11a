import GateAnalysis
import GateModel

/// The answers to a plan, found by their place in it: the judge asks for them in the plan's own order.
struct Answers {
    private let outcomes: [(query: Query, outcome: QueryOutcome)]

    /// Collects the answers; `nil` when one is not known.
    init?(to plan: QueryPlan, in store: inout AnswerStore) {
        var outcomes: [(query: Query, outcome: QueryOutcome)] = []
        outcomes.reserveCapacity(32)
        for subjects in [plan.gates, plan.stopRules] {
            for subject in subjects {
                for query in subject.queries {
                    guard let outcome = store.answer(to: query, at: plan.at) else { return nil }
                    outcomes.append((query, outcome))
                }
            }
        }
        self.outcomes = outcomes
    }

    /// The answer to a query; few comparisons, because texts that are the same share their storage.
    subscript(_ query: Query) -> QueryOutcome? {
        outcomes.first { $0.query == query }?.outcome
    }

    /// The answers by query.
    var byQuery: [Query: QueryOutcome] {
        Dictionary(outcomes.map { ($0.query, $0.outcome) }) { first, _ in first }
    }
}
