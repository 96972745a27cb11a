extension SelfAlerts {
    static let evaluation = [
        evaluationFailures, missedEvaluations, stalled, slow, gateNoData, clockSetBack, mailboxFull,
    ]

    private static let rollout = place + [("rollout", "demo")]

    private static let evaluationFailures = SelfAlert(
        name: "StagegateEvaluationFailures",
        expression:
            "sum by (job, instance, rollout, gate) (increase(stagegate_evaluations_total{verdict=\"error\"}[5m])) > 0",
        hold: "15m", severity: .critical,
        summary: "Gate {{ $labels.gate }} of {{ $labels.rollout }} cannot be evaluated.",
        description: "Its queries have failed for 15 minutes; the rollout holds.",
        runbook: SelfAlert.Runbook(
            meaning: "The datasource refused a query of the gate, answered nonsense or too much, or did not answer.",
            impact: "The rollout holds: it is neither promoted nor stopped by this gate.",
            look: [
                "`stagegate status <rollout>`: the reason stands behind the gate",
                "`stagegate_queries_total` by `result`: `query_rejected` is the rule, the others are the datasource",
                "`stagegate explain` prints the queries, to be run by hand",
            ],
            act: [
                "`query_rejected`: mend the rule and reload", "`too_many_series`: aggregate in the query",
                "`source_unavailable`, `bad_response`: see StagegateDatasourceDown",
            ]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [
                    series("stagegate_evaluations_total", #"rollout="demo",gate="latency",verdict="error""#, "0+4x40")
                ], minute: 30, labels: rollout + [("gate", "latency")]),
            silent: SelfAlert.Case(
                series: [
                    series("stagegate_evaluations_total", #"rollout="demo",gate="latency",verdict="error""#, "0 4 8x40")
                ], minute: 30)))

    private static let missedEvaluations = SelfAlert(
        name: "StagegateMissedEvaluations",
        // After a long break the gap is recorded before the first scrape, so that nothing increases.
        expression: """
            increase(stagegate_evaluations_missed_total[1h]) > 0
            or
            (
              stagegate_evaluations_missed_total > 0
              and on (job, instance)
              time() - process_start_time_seconds < 3600
            )
            """,
        hold: nil, severity: .warning,
        summary: "Evaluations of {{ $labels.rollout }} were missed.",
        description: "Grid points of the last hour were too old to be made up for and are recorded as a gap.",
        runbook: SelfAlert.Runbook(
            meaning: "Stagegate was away, or stood still, for longer than it goes back.",
            impact: "Nobody looked at the rollout in that time, and nobody will. Its window starts anew.",
            look: [
                "the log line about grid points that are recorded as a gap, with its span", "why the process was away",
            ],
            act: ["look at the service's own dashboards for the span of the gap before you approve anything"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [
                    series("stagegate_evaluations_missed_total", #"rollout="demo""#, "12x30"),
                    series("process_start_time_seconds", "", "0x30"),
                ], minute: 20, labels: rollout),
            silent: SelfAlert.Case(
                series: [
                    series("stagegate_evaluations_missed_total", #"rollout="demo""#, "12x200"),
                    series("process_start_time_seconds", "", "0x200"),
                ], minute: 90)))

    private static let stalled = SelfAlert(
        name: "StagegateStalled",
        expression: """
            time() - stagegate_last_evaluation_timestamp_seconds > 10 * stagegate_evaluation_interval_seconds
            \(isActive)
            """,
        hold: "5m", severity: .critical,
        summary: "{{ $labels.rollout }} is not evaluated any more.",
        description: "An active rollout has had no evaluation for more than 10 intervals.",
        runbook: SelfAlert.Runbook(
            meaning: "The process lives, but nothing is decided about this rollout.",
            impact: "A bad revision is not stopped.",
            look: [
                "`stagegate status <rollout>`: `waiting_for` says what holds it up, often the journal",
                "StagegateJournalErrors and StagegateClockSetBack", "the log of the rollout",
            ],
            act: [
                "`stagegate kill <rollout>` when the revision looks bad: it needs no evaluation",
                "make room on the disk, or restart the service",
            ]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [
                    observing, series("stagegate_evaluation_interval_seconds", #"rollout="demo""#, "15x60"),
                    series("stagegate_last_evaluation_timestamp_seconds", #"rollout="demo""#, "0+60x5 300x60"),
                ], minute: 20, labels: rollout),
            silent: SelfAlert.Case(
                series: [
                    pending, series("stagegate_evaluation_interval_seconds", #"rollout="demo""#, "15x60"),
                    series("stagegate_last_evaluation_timestamp_seconds", #"rollout="demo""#, "0+60x5 300x60"),
                ], minute: 20)))

    private static let slow = SelfAlert(
        name: "StagegateSlow",
        expression: """
            stagegate_last_evaluation_duration_seconds > 0.8 * stagegate_evaluation_deadline_seconds
            \(isActive)
            """,
        hold: "5m", severity: .warning,
        summary: "Evaluations of {{ $labels.rollout }} nearly take too long.",
        description:
            "They take more than 80 % of the time they may; what is not answered by then counts as not answered.",
        runbook: SelfAlert.Runbook(
            meaning: "The datasource is slow, or the rule asks too much of it.",
            impact: "None yet. Beyond the deadline gates turn into `error` and the rollout holds.",
            look: [
                "`stagegate_query_duration_seconds`", "the datasource's own load",
                "`stagegate_last_evaluation_series` of this rollout against the others",
            ],
            act: [
                "put recording rules behind expensive queries",
                "raise `interval` and `query_timeout` of the rollout",
            ]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [
                    observing, series("stagegate_evaluation_deadline_seconds", #"rollout="demo""#, "10x60"),
                    series("stagegate_last_evaluation_duration_seconds", #"rollout="demo""#, "9x60"),
                ], minute: 10, labels: rollout),
            silent: SelfAlert.Case(
                series: [
                    observing, series("stagegate_evaluation_deadline_seconds", #"rollout="demo""#, "10x60"),
                    series("stagegate_last_evaluation_duration_seconds", #"rollout="demo""#, "9 9 7x60"),
                ], minute: 10)))

    private static let gateNoData = SelfAlert(
        name: "StagegateGateNoData",
        expression: "min_over_time(stagegate_gate_no_data[5m]) == 1\n\(isActive)",
        hold: "10m", severity: .warning,
        summary: "Gate {{ $labels.gate }} of {{ $labels.rollout }} sees no data.",
        description: "It has had no data for a quarter of an hour; the rollout holds, unless its rule says otherwise.",
        runbook: SelfAlert.Runbook(
            meaning: "The queries of the gate are answered, but with nothing, or with something old.",
            impact: "By default the rollout holds. With `on_no_data: pass` nobody looks at what the gate is for.",
            look: [
                "`stagegate explain`: does the selector match the labels of the service?",
                "whether there is traffic on the canary at all", "whether Prometheus scrapes the service",
            ],
            act: ["mend the selector and reload", "send traffic to the canary, or scrape it"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [observing, series("stagegate_gate_no_data", #"rollout="demo",gate="conversion""#, "0 1x40")],
                minute: 20, labels: rollout + [("gate", "conversion")]),
            silent: SelfAlert.Case(
                series: [
                    observing,
                    series("stagegate_gate_no_data", #"rollout="demo",gate="conversion""#, "1x8 0 1x8 0 1x20"),
                ], minute: 20)))

    private static let clockSetBack = SelfAlert(
        name: "StagegateClockSetBack",
        expression: "increase(stagegate_clock_setbacks_total[15m]) > 0",
        hold: nil, severity: .warning,
        summary: "The clock of Stagegate was set back.",
        description: "Rollouts wait until the clock of {{ $labels.instance }} is where it was.",
        runbook: SelfAlert.Runbook(
            meaning: "The clock of the machine stands before the newest evaluation.",
            impact: "Nothing is evaluated until it has caught up: decided is decided.",
            look: ["the machine's time synchronisation", "the log: it names the time that is waited for"],
            act: ["let the clock be slewed, not stepped", "`stagegate kill` works meanwhile"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [series("stagegate_clock_setbacks_total", "", "0x5 1x20")], minute: 10, labels: place),
            silent: SelfAlert.Case(series: [series("stagegate_clock_setbacks_total", "", "0x5 1x60")], minute: 30)))

    private static let mailboxFull = SelfAlert(
        name: "StagegateMailboxFull",
        expression: "increase(stagegate_mailbox_refusals_total[5m]) > 0",
        hold: "5m", severity: .warning,
        summary: "{{ $labels.rollout }} turns requests away.",
        description: "More requests wait for the rollout than it takes.",
        runbook: SelfAlert.Runbook(
            meaning: "Requests come faster than the journal can write them, or it cannot write at all.",
            impact: "Approvals and incidents are answered 503. The kill switch is not affected.",
            look: ["StagegateJournalErrors", "`stagegate_journal_commit_duration_seconds`", "who sends so many"],
            act: ["stop whoever sends them", "give the journal a quicker disk"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [series("stagegate_mailbox_refusals_total", #"rollout="demo""#, "0+3x30")], minute: 15,
                labels: rollout),
            silent: SelfAlert.Case(
                series: [series("stagegate_mailbox_refusals_total", #"rollout="demo""#, "0 3x30")], minute: 15)))
}
