public import GateModel
public import GateRules

/// Who is on call, where the rule asks a query for it.
public struct OnCallQuestion: Equatable, Sendable {
    /// What to ask.
    public let query: Query
    private let label: String

    /// Makes the question of a rule; `nil` where the rule asks nothing, or for a text that nobody can fill in: who is on call
    /// depends on no range and no track.
    ///
    /// - Parameters:
    ///   - rule: The rule.
    ///   - state: Where the rollout stands.
    ///   - now: The moment of the approval.
    public init?(_ rule: RolloutRule, _ state: RolloutState, at now: Timestamp) {
        guard case .query(let text, let label) = rule.approval.onCall, let template = QueryTemplate(text),
            !template.uses(.over), !template.uses(.track)
        else { return nil }
        let parts = template.parts.map { part in
            switch part {
            case .literal(let text): text
            case .placeholder(.rollout): PromQLString.escape(state.rollout)
            case .placeholder(.revision): PromQLString.escape(state.attempt?.revision ?? "")
            case .placeholder(.stage): PromQLString.escape(state.attempt?.visit.stage ?? "")
            case .placeholder(.weight): "\(state.weight.percent)"
            case .placeholder(.over), .placeholder(.track): ""
            }
        }
        query = Query(name: "on_call", expression: parts.joined(), time: now)
        self.label = label
    }

    /// The label's values of every series above 0, sorted; `nil` when there is no complete answer.
    public func names(in outcome: QueryOutcome) -> [String]? {
        guard case .answered(let result) = outcome, !result.isPartial else { return nil }
        let names = result.samples.compactMap { sample -> String? in
            guard case .value(let value) = sample.content, let number = value.finite, number > 0 else { return nil }
            return sample.labels[label]
        }
        return Set(names).sorted()
    }
}
