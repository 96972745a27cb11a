public import GateModel
import GateRules

extension QueryPlan {
    /// The plan of another grid point under the same rule: equal to the one made from nothing, and cheaper.
    ///
    /// As long as the stage lasts most texts stay what they are and only the evaluation times move on.
    ///
    /// - Parameters:
    ///   - context: Where the rollout stands then.
    ///   - at: The grid point.
    /// - Returns: What `Planner.plan` makes of the same arguments.
    public func following(_ context: PlanContext, at: Timestamp) -> QueryPlan {
        guard isSameVisit(context) else { return Planner.plan(rule, context, at: at) }
        let writer = QueryWriter(rule: rule, context: context, at: at)
        let shift = at - self.at
        return QueryPlan(
            at: at, rule: rule, context: context, gates: gates.map { $0.following(writer, by: shift) },
            stopRules: stopRules.map { $0.following(writer, by: shift) })
    }

    private func isSameVisit(_ other: PlanContext) -> Bool {
        context.stageEnteredAt == other.stageEnteredAt && context.stage == other.stage
            && context.revision == other.revision && context.attemptStartedAt == other.attemptStartedAt
    }
}

extension QueryPlan.Subject {
    fileprivate func following(_ writer: QueryWriter, by shift: TimeSpan) -> Self {
        switch condition {
        case .gate(let gate): following(gate, writer, shift) ?? Planner.subject(for: gate, writer)
        case .stopRule(let stopRule):
            range == StopRuleQueries(writer: writer).range(of: stopRule.kind) && problem == nil
                ? moved(by: shift) : Planner.subject(for: stopRule, writer)
        }
    }

    private func following(_ gate: Gate, _ writer: QueryWriter, _ shift: TimeSpan) -> Self? {
        guard problem == nil,
            frozenBaseline == (baseline == .stageZero ? writer.context.frozenBaselines[gate.name] : nil)
        else { return nil }
        guard let evidence else { return range == writer.range(gate.over) ? moved(by: shift) : nil }
        return evidence.following(gate, writer).map { moved(by: shift, $0) }
    }

    /// The same questions at another time.
    private func moved(by shift: TimeSpan, _ evidence: EvidencePlan? = nil) -> Self {
        Self(
            condition: condition,
            queries: queries.map { Query(name: $0.name, expression: $0.expression, time: $0.time + shift) },
            track: track, range: range, baseline: baseline, frozenBaseline: frozenBaseline, evidence: evidence,
            isCollecting: isCollecting, problem: nil)
    }
}
