internal import GateModel
internal import GateRules

/// What all alerts of one rollout have in common.
struct AlertTemplate {
    /// How loud an alert is; the routing of Alertmanager knows these words.
    enum Severity: String {
        case page
        case ticket
    }

    let state: RolloutState
    let rule: RolloutRule

    /// Makes one alert.
    ///
    /// Labels are its identity, so nothing that changes while it fires is among them; those of the rule cannot displace
    /// the product's own.
    func alert(
        _ name: String, _ severity: Severity, _ action: String, _ identity: Labels, from startsAt: Timestamp,
        trace: TraceID? = nil, summary: String, _ description: String
    ) -> Alert {
        let common: Labels = [
            "alertname": name, "rollout": state.rollout, "severity": severity.rawValue, "gate_action": action,
            "service": rule.scope.services.joined(separator: ","),
        ]
        var annotations = [
            ("summary", "\(mark)\(state.rollout): \(summary)"), ("description", description),
            ("trace_id", trace?.text ?? ""),
        ]
        if let attempt = state.attempt {
            annotations += [
                ("attempt", "\(attempt.number)"), ("revision", attempt.revision), ("stage", attempt.visit.stage),
                ("weight", "\(attempt.weight.percent)"),
            ]
        }
        return Alert(
            labels: rule.labels.merging(common).merging(identity),
            annotations: rule.annotations.merging(Labels(annotations)), startsAt: startsAt)
    }

    /// Whoever is woken by a drill reads that first.
    private var mark: String { DrillName.origin(of: state.rollout) == nil ? "" : "DRILL: " }
}
