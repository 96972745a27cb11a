public import GateModel
public import GateRules

/// The alerts a rule can ever fire.
public enum AlertCatalogue {
    /// The labels of every alert of a rollout, before external labels and relabelling, sorted as the rule names their
    /// causes; drills and tests of the routing are none of its own.
    public static func labels(of rule: RolloutRule) -> [Labels] {
        kinds(of: rule).map { $0.labels(of: rule.name, under: rule) }
    }

    private static func kinds(of rule: RolloutRule) -> [AlertKind] {
        let causes =
            rule.stopRules.map(\.name) + [StopCause.killSwitch] + IncidentKind.allCases.map(StopCause.name(of:))
        let waiting = rule.stages.dropLast().filter(\.needsApproval)
        return causes.map { .autoStop(cause: $0) }
            // Beside gates it is people who take a rollout back.
            + (rule.gates.map(\.name) + ["operator"]).map { .rollback(cause: $0) }
            + IncidentKind.allCases.map { .incidentOpen($0) }
            + rule.gates.flatMap { [.gateFailing($0.name), .noData(gate: $0.name)] }
            + waiting.map { .awaitingApproval(stage: $0.name) } + [.held]
    }
}
