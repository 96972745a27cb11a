extension SelfAlerts {
    static let datasource = [datasourceDown, partialData, resultsNearLimit]

    private static let labels = place + [("datasource", "prometheus")]
    private static let name = #"datasource="prometheus""#

    private static let datasourceDown = SelfAlert(
        name: "StagegateDatasourceDown",
        expression: """
            sum by (job, instance, datasource) (
              rate(stagegate_queries_total{result=~"source_unavailable|bad_response"}[5m])
            )
            / sum by (job, instance, datasource) (rate(stagegate_queries_total[5m]))
            > 0.5
            or
            time() - stagegate_datasource_last_heartbeat_timestamp_seconds > 120
            """,
        hold: "5m", severity: .critical,
        summary: "Stagegate gets no answers from {{ $labels.datasource }}.",
        description:
            "Most queries fail, or no heartbeat has been answered for 2 minutes; gates are `error` and rollouts hold.",
        runbook: SelfAlert.Runbook(
            meaning: "The datasource is away, refuses Stagegate, or answers nonsense; or its address is wrong.",
            impact: "Every rollout holds. Nothing is promoted, and nothing is stopped either.",
            look: [
                "the log: the first failed query says why",
                "`stagegate_queries_total` by `result`, `stagegate_datasource_heartbeat_failures_total`",
                "`curl <url>/api/v1/query?query=vector(1)` from the machine of Stagegate",
            ],
            act: [
                "bring the datasource back; missed evaluations of up to an hour are made up for",
                "`stagegate kill` rollouts that should not be left unwatched",
            ]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [
                    series("stagegate_queries_total", name + #",result="answered""#, "0+1x40"),
                    series("stagegate_queries_total", name + #",result="source_unavailable""#, "0+9x40"),
                    series("stagegate_datasource_last_heartbeat_timestamp_seconds", name, "0+60x40"),
                ], minute: 20, labels: labels),
            silent: SelfAlert.Case(
                series: [
                    series("stagegate_queries_total", name + #",result="answered""#, "0+9x40"),
                    series("stagegate_queries_total", name + #",result="source_unavailable""#, "0+1x40"),
                    series("stagegate_datasource_last_heartbeat_timestamp_seconds", name, "0+60x40"),
                ], minute: 20)))

    private static let partialData = SelfAlert(
        name: "StagegatePartialData",
        expression: "increase(stagegate_queries_partial_total[15m]) > 0",
        hold: "15m", severity: .info,
        summary: "{{ $labels.datasource }} answers in part only.",
        description: "Answers said that parts of the data are missing; such verdicts hold.",
        runbook: SelfAlert.Runbook(
            meaning: "A store or a shard behind the datasource is away, and it says so.",
            impact: "By default a partial answer is `inconclusive`: rollouts hold.",
            look: [
                "the warnings behind the gates in `stagegate status`",
                "the stores of Thanos, the nodes of VictoriaMetrics",
            ],
            act: [
                "bring the store back",
                "or have the datasource refuse partial answers, by `params` of the datasource",
            ]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [series("stagegate_queries_partial_total", name, "0+1x60")], minute: 30, labels: labels),
            silent: SelfAlert.Case(series: [series("stagegate_queries_partial_total", name, "0 1x60")], minute: 25)))

    private static let resultsNearLimit = SelfAlert(
        name: "StagegateResultsNearLimit",
        expression: """
            stagegate_last_evaluation_largest_answer_series
            > on (job, instance) group_left ()
            0.9 * min by (job, instance) (stagegate_query_series_limit)
            """,
        hold: "5m", severity: .warning,
        summary: "A query of {{ $labels.rollout }} returns nearly too many series.",
        description: "Its largest answer is within 10 % of the limit; beyond it the gate is `error`.",
        runbook: SelfAlert.Runbook(
            meaning:
                "A query of the rollout returns thousands of series: a gate with `per`, or one without aggregation.",
            impact: "None yet. Beyond `stagegate_query_series_limit` the answer is refused and the rollout holds.",
            look: [
                "`stagegate explain FILE` for queries that do not aggregate", "labels that grow without bound",
            ],
            act: ["aggregate in the query, or choose a `per` with fewer values"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [
                    series("stagegate_last_evaluation_largest_answer_series", #"rollout="demo""#, "9500x20"),
                    series("stagegate_query_series_limit", name, "10000x20"),
                ], minute: 10, labels: place + [("rollout", "demo")]),
            silent: SelfAlert.Case(
                series: [
                    series("stagegate_last_evaluation_largest_answer_series", #"rollout="demo""#, "8500x20"),
                    series("stagegate_query_series_limit", name, "10000x20"),
                ], minute: 10)))
}
