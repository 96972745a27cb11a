/// A series worth keeping for longer than what it is made of, named `level:metric:operations`.
///
/// - Source: prometheus/docs `practices/rules.md`; ratios are made of sums, never of ratios.
public struct RecordingRule: Sendable {
    /// The name of the new series.
    public let name: String
    /// What it is made of.
    let expression: String

    /// All of them.
    public static let all = [
        RecordingRule(
            name: "rollout:stagegate_evaluations:rate5m",
            expression: "sum by (job, instance, rollout, verdict) (rate(stagegate_evaluations_total[5m]))"),
        RecordingRule(
            name: "rollout:stagegate_gates_passing:ratio",
            expression: #"avg by (job, instance, rollout) (stagegate_gate_verdict{verdict="pass"})"#),
        RecordingRule(
            name: "datasource:stagegate_query_errors:ratio_rate5m",
            expression: """
                sum by (job, instance, datasource) (rate(stagegate_queries_total{result!="answered"}[5m]))
                / sum by (job, instance, datasource) (rate(stagegate_queries_total[5m]))
                """),
        RecordingRule(
            name: "datasource:stagegate_query_duration_seconds:p99_rate5m",
            expression: quantile("stagegate_query_duration_seconds", by: "datasource")),
        RecordingRule(
            name: "instance:stagegate_evaluation_duration_seconds:p99_rate5m",
            expression: quantile("stagegate_evaluation_duration_seconds")),
        RecordingRule(
            name: "instance:stagegate_journal_commit_duration_seconds:p99_rate5m",
            expression: quantile("stagegate_journal_commit_duration_seconds")),
        RecordingRule(
            name: "alertmanager:stagegate_notifications_decision_latency_seconds:p99_rate1h",
            expression: quantile(
                "stagegate_notifications_decision_latency_seconds", by: "alertmanager", over: "1h")),
        RecordingRule(
            name: "code:stagegate_http_requests:rate5m",
            expression: "sum by (job, instance, code) (rate(stagegate_http_requests_total[5m]))"),
    ]

    private static func quantile(_ histogram: String, by label: String = "", over range: String = "5m") -> String {
        let labels = ["job", "instance", "le"] + (label.isEmpty ? [] : [label])
        return """
            histogram_quantile(
              0.99, sum by (\(labels.joined(separator: ", "))) (rate(\(histogram)_bucket[\(range)]))
            )
            """
    }
}
