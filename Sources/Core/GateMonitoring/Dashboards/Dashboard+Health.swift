extension Dashboard {
    /// Whether Stagegate itself is well: asking, evaluating, writing, telling, serving.
    static let health = Dashboard(
        uid: "stagegate-health", title: "Stagegate / Health",
        description: "Whether Stagegate itself is well: evaluations, datasource, journal, deliveries, HTTP, process.",
        variables: [
            Variable(name: "job", label: "Job", query: "label_values(stagegate_build_info, job)"),
            Variable(
                name: "instance", label: "Instance",
                query: #"label_values(stagegate_build_info{job=~"$job"}, instance)"#),
        ],
        annotations: [],
        rows: [
            Row(title: "Is it there", panels: [up, reloaded, restarts, build]),
            Row(title: "Evaluations", panels: [duration, lastDuration, age, verdicts, missed, mailbox]),
            Row(title: "Datasource", panels: [queries, queryDuration, heartbeat, series]),
            Row(title: "Journal", panels: [commits, journalErrors, journalSize]),
            Row(title: "Deliveries", panels: [notifications, queue, latency, confirmations, webhooks, discovered]),
            Row(title: "HTTP", panels: [requests, requestDuration, refusals]),
            Row(title: "Process", panels: [cpu, memory, descriptors, scrape]),
        ])

    private static let at = #"job=~"$job", instance=~"$instance""#

    private static func lines(
        _ title: String, _ description: String, _ expression: String, _ legend: String, unit: String = "none"
    ) -> Panel {
        Panel(title, description, .lines(isStepped: false), expression, legend).with(unit: unit, width: 8)
    }

    private static func rate(_ counter: String, by labels: String) -> String {
        "sum by (\(labels)) (rate(\(counter){\(at)}[$__rate_interval]))"
    }

    private static func quantile(_ histogram: String, by labels: String = "") -> String {
        let by = labels.isEmpty ? "le" : "le, \(labels)"
        return "histogram_quantile(0.99, sum by (\(by)) (rate(\(histogram)_bucket{\(at)}[$__rate_interval])))"
    }

    // Is it there

    private static let up = Panel("Up", "1 while Prometheus reaches it.", .stat, "up{\(at)}", "{{instance}}")
        .with(width: 4, height: 4)
    private static let reloaded = Panel(
        "Reloads succeed", "1 when the newest reload was good.", .stat,
        "stagegate_config_last_reload_successful{\(at)}",
        "{{instance}}"
    ).with(width: 4, height: 4)
    private static let restarts = Panel(
        "Starts in a day", "", .stat, "changes(process_start_time_seconds{\(at)}[1d])", "{{instance}}"
    ).with(width: 4, height: 4)
    private static let build = Panel("Build", "", .table, "stagegate_build_info{\(at)}", "").with(width: 12, height: 4)

    // Evaluations

    private static let duration = lines(
        "Evaluation, 99 of 100", "Time from the first query to the verdicts.",
        quantile("stagegate_evaluation_duration_seconds"), "p99", unit: "s")
    private static let lastDuration = lines(
        "Share of the deadline", "Time the newest evaluation took, as a share of what it may take.",
        "stagegate_last_evaluation_duration_seconds{\(at)} / stagegate_evaluation_deadline_seconds{\(at)}",
        "{{rollout}}", unit: "percentunit")
    private static let age = lines(
        "Intervals since the newest evaluation", "Active rollouts only.",
        """
        (time() - stagegate_last_evaluation_timestamp_seconds{\(at)}) / stagegate_evaluation_interval_seconds{\(at)}
        \(SelfAlerts.isActive)
        """, "{{rollout}}")
    private static let verdicts = lines(
        "Verdicts", "", rate("stagegate_evaluations_total", by: "verdict"), "{{verdict}}", unit: "ops")
    private static let missed = lines(
        "Missed evaluations", "Grid points that were given up.",
        "sum by (rollout) (increase(stagegate_evaluations_missed_total{\(at)}[1h]))", "{{rollout}}")
    private static let mailbox = lines(
        "Waiting requests", "Requests that wait for a rollout.", "stagegate_mailbox_length{\(at)}", "{{rollout}}")

    // Datasource

    private static let queries = lines(
        "Queries", "By what came of them.", rate("stagegate_queries_total", by: "datasource, result"),
        "{{datasource}} {{result}}", unit: "reqps"
    ).with(width: 6)
    private static let queryDuration = lines(
        "Query, 99 of 100", "", quantile("stagegate_query_duration_seconds", by: "datasource"), "{{datasource}}",
        unit: "s"
    ).with(width: 6)
    private static let heartbeat = lines(
        "Since the last heartbeat", "",
        "time() - stagegate_datasource_last_heartbeat_timestamp_seconds{\(at)}", "{{datasource}}", unit: "s"
    ).with(width: 6)
    private static let series = Panel(
        "Series in the largest answer", "", .lines(isStepped: false),
        [
            Panel.Query("stagegate_last_evaluation_largest_answer_series{\(at)}", "{{rollout}}"),
            Panel.Query("min(stagegate_query_series_limit{\(at)})", "limit"),
        ]
    ).with(width: 6, limits: ["/^limit$/"])

    // Journal

    private static let commits = Panel(
        "Commits", "", .lines(isStepped: false),
        [
            Panel.Query(
                "sum(rate(stagegate_journal_commit_duration_seconds_count{\(at)}[$__rate_interval]))",
                "commits a second"),
            Panel.Query(quantile("stagegate_journal_commit_duration_seconds"), "seconds, p99"),
        ]
    ).with(width: 8)
    private static let journalErrors = lines(
        "Errors", "", "sum(increase(stagegate_journal_errors_total{\(at)}[$__rate_interval]))", "errors")
    private static let journalSize = lines(
        "Size", "", "stagegate_journal_size_bytes{\(at)}", "{{instance}}", unit: "bytes")

    // Deliveries

    private static let notifications = Panel(
        "Alerts sent", "", .lines(isStepped: false),
        [
            Panel.Query(rate("stagegate_notifications_sent_total", by: "alertmanager"), "{{alertmanager}} sent"),
            Panel.Query(rate("stagegate_notifications_errors_total", by: "alertmanager"), "{{alertmanager}} errors"),
            Panel.Query(rate("stagegate_notifications_dropped_total", by: "alertmanager"), "{{alertmanager}} dropped"),
        ]
    ).with(unit: "ops", width: 8)
    private static let queue = Panel(
        "Waiting alerts", "", .lines(isStepped: true),
        [
            Panel.Query("stagegate_notifications_queue_length{\(at)}", "{{alertmanager}}"),
            Panel.Query("stagegate_notifications_urgent_queue_length{\(at)}", "{{alertmanager}} stops and rollbacks"),
        ]
    ).with(width: 8)
    private static let latency = Panel(
        "From decision to Alertmanager", "99 of 100 within an hour.", .lines(isStepped: false),
        """
        histogram_quantile(0.99, sum by (le, alertmanager) (
          rate(stagegate_notifications_decision_latency_seconds_bucket{\(at)}[1h])
        ))
        """, "{{alertmanager}}"
    ).with(unit: "s", width: 8)
    private static let confirmations = lines(
        "Read back", "Stops and rollbacks that were looked up, by what was found.",
        "sum by (outcome) (increase(stagegate_notifications_confirmations_total{\(at)}[1h]))", "{{outcome}}")
    private static let webhooks = Panel(
        "Webhooks", "", .lines(isStepped: true),
        [
            Panel.Query("stagegate_webhooks_queue_length{\(at)}", "{{webhook}} waiting"),
            Panel.Query(
                "sum by (webhook) (increase(stagegate_webhooks_errors_total{\(at)}[1h]))", "{{webhook}} errors"),
        ]
    ).with(width: 8)
    private static let discovered = lines(
        "Alertmanagers", "", "stagegate_notifications_alertmanagers_discovered{\(at)}", "{{instance}}")

    // HTTP

    private static let requests = lines(
        "Requests", "", rate("stagegate_http_requests_total", by: "handler, code"), "{{handler}} {{code}}",
        unit: "reqps")
    private static let requestDuration = lines(
        "Request, 99 of 100", "Waiting for a change included.",
        quantile("stagegate_http_request_duration_seconds", by: "handler"), "{{handler}}", unit: "s")
    private static let refusals = lines(
        "Turned away", "For want of authority, or because they were too many.",
        rate("stagegate_http_refusals_total", by: "code"), "{{code}}", unit: "reqps")

    // Process

    private static let cpu = lines(
        "CPU", "", "rate(process_cpu_seconds_total{\(at)}[$__rate_interval])", "{{instance}}", unit: "percentunit"
    ).with(width: 6)
    private static let memory = lines(
        "Memory", "", "process_resident_memory_bytes{\(at)}", "{{instance}}", unit: "bytes"
    ).with(width: 6)
    private static let descriptors = lines(
        "Open files", "", "process_open_fds{\(at)}", "{{instance}}"
    ).with(width: 6)
    private static let scrape = lines(
        "Scrape", "", "scrape_duration_seconds{\(at)}", "{{instance}}", unit: "s"
    ).with(width: 6)
}
