import GateAnalysis
import GateModel

/// The answers to a plan, in the order of its questions.
struct Answers {
    let outcomes: [QueryOutcome]

    /// Collects the answers; `nil` when one is not known.
    init?(to plan: QueryPlan, in store: inout AnswerStore) {
        var outcomes: [QueryOutcome] = []
        outcomes.reserveCapacity(32)
        for subjects in [plan.gates, plan.stopRules] {
            for subject in subjects {
                for query in subject.queries {
                    guard let outcome = store.answer(to: query, at: plan.at) else { return nil }
                    outcomes.append(outcome)
                }
            }
        }
        self.outcomes = outcomes
    }
}
