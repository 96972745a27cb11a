import GateAnalysis
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
        guard case .approvalGiven(let candidate, _) = event.kind, case .query = snapshot.rule.approval.onCall else {
            return event
        }
        let names = await names(for: snapshot, trace: event.trace)
        return Event(
            actor: event.actor, trace: event.trace, kind: .approvalGiven(candidate: candidate, onCall: names))
    }

    private func names(for snapshot: RolloutSnapshot, trace: TraceID) async -> [String]? {
        let now = surroundings.time.now()
        guard let question = OnCallQuestion(snapshot.rule, snapshot.state, at: now) else { return nil }
        let answers = await Evaluator(surroundings: surroundings)
            .ask([question.query], by: now + snapshot.rule.queryTimeout, trace: trace)
        return answers[question.query].flatMap { question.names(in: $0.outcome) }
    }
}
