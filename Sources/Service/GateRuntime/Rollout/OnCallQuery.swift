import GateModel
import GateRules
import MetricsExposition

/// Finds out who is on call where the rule asks a query.
struct OnCallQuery: Sendable {
    let surroundings: Surroundings

    /// The event with the names filled in; unchanged unless it is an approval under a rule that asks.
    ///
    /// A query that fails leaves nobody on call, and the engine refuses.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - snapshot: Where the rollout stands.
    /// - Returns: The event to decide.
    func fillIn(_ event: Event, for snapshot: RolloutSnapshot) async -> Event {
        guard case .approvalGiven(let candidate, _) = event.kind,
            case .query(let template, let label) = snapshot.rule.approval.onCall
        else { return event }
        let names = await names(template, label: label, for: snapshot, trace: event.trace)
        return Event(
            actor: event.actor, trace: event.trace, kind: .approvalGiven(candidate: candidate, onCall: names))
    }

    private func names(
        _ template: String, label: String, for snapshot: RolloutSnapshot, trace: TraceID
    ) async -> [String]? {
        guard let expression = Self.expression(template, for: snapshot) else { return nil }
        let now = surroundings.time.now()
        let query = Query(name: "on_call", expression: expression, time: now)
        let answers = await Evaluator(surroundings: surroundings)
            .ask([query], by: now + snapshot.rule.queryTimeout, trace: trace)
        return answers[query].flatMap { Self.names(in: $0.outcome, label: label) }
    }

    /// The label's values of every series above 0, sorted; `nil` when there is no complete answer.
    static func names(in outcome: QueryOutcome, label: String) -> [String]? {
        guard case .answered(let result) = outcome, !result.isPartial else { return nil }
        let names = result.samples.compactMap { sample -> String? in
            guard case .value(let value) = sample.content, let number = value.finite, number > 0 else { return nil }
            return sample.labels[label]
        }
        return Set(names).sorted()
    }

    /// The query with the rollout's name, revision, stage and weight filled in.
    ///
    /// - Returns: `nil` for a text that asks for anything else: who is on call depends on no range and no track.
    static func expression(_ template: String, for snapshot: RolloutSnapshot) -> String? {
        guard let template = QueryTemplate(template), !template.uses(.over), !template.uses(.track) else { return nil }
        let state = snapshot.state
        return template.parts.map { part in
            switch part {
            case .literal(let text): text
            case .placeholder(.rollout): PromQLString.escape(state.rollout)
            case .placeholder(.revision): PromQLString.escape(state.attempt?.revision ?? "")
            case .placeholder(.stage): PromQLString.escape(state.attempt?.visit.stage ?? "")
            case .placeholder(.weight): "\(state.weight.percent)"
            case .placeholder(.over), .placeholder(.track): ""
            }
        }.joined()
    }
}
