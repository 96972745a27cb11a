internal import GateModel
internal import GateRules

/// What all alerts of one rollout have in common.
struct AlertTemplate {
    let state: RolloutState
    let rule: RolloutRule

    /// Makes one alert.
    func alert(
        _ kind: AlertKind, from startsAt: Timestamp, trace: TraceID? = nil, summary: String, _ description: String
    ) -> Alert {
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
            labels: kind.labels(of: state.rollout, under: rule),
            annotations: rule.annotations.merging(Labels(annotations)), startsAt: startsAt)
    }

    /// Whoever is woken by a drill reads that first.
    private var mark: String { DrillName.origin(of: state.rollout) == nil ? "" : "DRILL: " }
}
