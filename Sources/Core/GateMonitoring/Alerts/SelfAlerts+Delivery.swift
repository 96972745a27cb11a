extension SelfAlerts {
    static let delivery = [
        alertSendErrorsSome, alertSendErrorsAny, notificationQueueStuck, noAlertmanagers, discoveryErrors,
        alertsRefused, stopNotAcknowledged, webhookErrors,
    ]

    private static let labels = place + [("alertmanager", "http://am1:9093")]
    private static let first = #"alertmanager="http://am1:9093""#
    private static let second = #"alertmanager="http://am2:9093""#

    /// Attempts that failed, as a share of all attempts at an Alertmanager.
    private static let errorShare = """
        rate(stagegate_notifications_errors_total[15m])
        / (rate(stagegate_notifications_errors_total[15m]) + rate(stagegate_notifications_sent_total[15m]))
        """

    private static let alertSendErrorsSome = SelfAlert(
        name: "StagegateAlertSendErrorsSome",
        expression: "(\n  \(errorShare.indented)\n) > 0.01",
        hold: "15m", severity: .warning,
        summary: "{{ $labels.alertmanager }} does not take all alerts.",
        description: "More than 1 % of what Stagegate sends to it is not accepted; it is sent again.",
        runbook: SelfAlert.Runbook(
            meaning: "One Alertmanager is away, slow, or answers with errors.",
            impact: "The others hear of everything. What this one missed is sent when it is back.",
            look: [
                "the log line about alerts that were not accepted, with the reason",
                "`GET /api/v1/alerts/deliveries`", "the health of that Alertmanager",
            ],
            act: ["bring it back, or take it out of `alerting.alertmanagers`"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [
                    series("stagegate_notifications_errors_total", first, "0+1x60"),
                    series("stagegate_notifications_sent_total", first, "0+9x60"),
                ], minute: 40, labels: labels),
            silent: SelfAlert.Case(
                series: [
                    series("stagegate_notifications_errors_total", first, "0x60"),
                    series("stagegate_notifications_sent_total", first, "0+9x60"),
                ], minute: 40)))

    private static let alertSendErrorsAny = SelfAlert(
        name: "StagegateAlertSendErrorsAny",
        expression: "min by (job, instance) (\n  \(errorShare.indented)\n) > 0.03",
        hold: "15m", severity: .critical,
        summary: "No Alertmanager takes all alerts of Stagegate.",
        description: "Every Alertmanager of {{ $labels.instance }} fails for more than 3 % of what is sent to it.",
        runbook: SelfAlert.Runbook(
            meaning: "All Alertmanagers are away, or the way there is broken.",
            impact: "Stops and rollbacks still take place, but people may not hear of them.",
            look: ["the network between the two", "`stagegate status`, which shows what has not been delivered"],
            act: [
                "bring one Alertmanager back; everything that waits is sent at once",
                "watch rollouts by hand until then",
            ]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [
                    series("stagegate_notifications_errors_total", first, "0+1x60"),
                    series("stagegate_notifications_sent_total", first, "0+9x60"),
                    series("stagegate_notifications_errors_total", second, "0+9x60"),
                    series("stagegate_notifications_sent_total", second, "0x60"),
                ], minute: 40, labels: place),
            silent: SelfAlert.Case(
                series: [
                    series("stagegate_notifications_errors_total", first, "0x60"),
                    series("stagegate_notifications_sent_total", first, "0+9x60"),
                    series("stagegate_notifications_errors_total", second, "0+9x60"),
                    series("stagegate_notifications_sent_total", second, "0x60"),
                ], minute: 40)))

    private static let notificationQueueStuck = SelfAlert(
        name: "StagegateNotificationQueueStuck",
        expression: "min_over_time(stagegate_notifications_queue_length[5m]) > 0",
        hold: "15m", severity: .warning,
        summary: "Alerts wait for {{ $labels.alertmanager }}.",
        description: "It has not had all its alerts for 15 minutes. The queue has no limit and loses nothing.",
        runbook: SelfAlert.Runbook(
            meaning: "Alerts fire or are over, and this Alertmanager has not heard of it.",
            impact: "Nothing is lost: the queue is in the journal and has no limit. People hear late.",
            look: ["StagegateAlertSendErrorsSome", "`GET /api/v1/alerts/deliveries`"],
            act: ["bring the Alertmanager back, or take it out of `alerting.alertmanagers`"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [series("stagegate_notifications_queue_length", first, "0 2x40")], minute: 30, labels: labels),
            silent: SelfAlert.Case(
                series: [series("stagegate_notifications_queue_length", first, "2x12 0 2x12 0 2x20")], minute: 30)))

    private static let noAlertmanagers = SelfAlert(
        name: "StagegateNoAlertmanagers",
        expression: "max_over_time(stagegate_notifications_alertmanagers_discovered[5m]) < 1",
        hold: "10m", severity: .warning,
        summary: "Stagegate knows no Alertmanager.",
        description: "Stagegate at {{ $labels.instance }} has nobody to send its alerts to.",
        runbook: SelfAlert.Runbook(
            meaning: "`alerting` is empty, or discovery finds nobody.",
            impact: "Stops and rollbacks take place, and nobody is told.",
            look: ["`alerting.alertmanagers` in the configuration", "`stagegate_sd_refresh_failures_total`"],
            act: ["name an Alertmanager and restart, or mend what discovery reads"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [series("stagegate_notifications_alertmanagers_discovered", "", "0x30")], minute: 20,
                labels: place),
            silent: SelfAlert.Case(
                series: [series("stagegate_notifications_alertmanagers_discovered", "", "0x8 1 0x30")], minute: 20)))

    private static let discoveryErrors = SelfAlert(
        name: "StagegateDiscoveryErrors",
        expression: "increase(stagegate_sd_refresh_failures_total[15m]) > 0",
        hold: "15m", severity: .warning,
        summary: "Stagegate cannot find out where Alertmanagers are.",
        description: "Discovery by {{ $labels.mechanism }} keeps failing; the Alertmanagers known stay.",
        runbook: SelfAlert.Runbook(
            meaning:
                "A file of `file_sd_configs` cannot be read, a name of `dns_sd_configs` cannot be resolved, or a server of "
                + "`http_sd_configs` does not answer with a list.",
            impact: "None until the Alertmanagers move.",
            look: ["the log, which names file, name or server", "the name server"],
            act: ["mend the file or the record; it is tried again by itself"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [series("stagegate_sd_refresh_failures_total", #"mechanism="dns""#, "0+2x60")], minute: 30,
                labels: place + [("mechanism", "dns")]),
            silent: SelfAlert.Case(
                series: [series("stagegate_sd_refresh_failures_total", #"mechanism="dns""#, "0 1x60")], minute: 25)))

    private static let alertsRefused = SelfAlert(
        name: "StagegateAlertsRefused",
        expression: "increase(stagegate_notifications_dropped_total{reason=\"refused\"}[1h]) > 0",
        hold: nil, severity: .warning,
        summary: "{{ $labels.alertmanager }} refused an alert of Stagegate.",
        description: "It is not sent there again before it changes.",
        runbook: SelfAlert.Runbook(
            meaning: "The Alertmanager says that an alert is malformed, by its labels or its annotations.",
            impact: "People do not hear of that alert. All others are delivered.",
            look: ["`GET /api/v1/alerts/deliveries`: the receipt has the Alertmanager's own words", "the log"],
            act: ["mend the labels of the rule, or the relabelling, and reload"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [series("stagegate_notifications_dropped_total", first + #",reason="refused""#, "0x5 1x20")],
                minute: 10, labels: labels + [("reason", "refused")]),
            silent: SelfAlert.Case(
                series: [series("stagegate_notifications_dropped_total", first + #",reason="relabelled""#, "0x5 1x20")],
                minute: 10)))

    private static let stopNotAcknowledged = SelfAlert(
        name: "StagegateStopNotAcknowledged",
        expression: """
            min by (job, instance) (stagegate_notifications_urgent_queue_length) > 0
            or
            sum by (job, instance) (
              increase(stagegate_notifications_confirmations_total{outcome="unconfirmed"}[15m])
            ) > 0
            """,
        hold: "2m", severity: .critical,
        summary: "A stop or a rollback has reached nobody.",
        description: "No Alertmanager accepted it, or none shows it. Look at the rollouts yourself.",
        runbook: SelfAlert.Runbook(
            meaning:
                "A rollout was stopped or taken back, and it is not certain that anybody was told: no Alertmanager "
                + "accepted the alert, or it was not found when it was looked up afterwards.",
            impact:
                "Stagegate serves the lower weight. Whoever has to act does not know, and where the traffic does not "
                + "follow Stagegate by itself the rollout goes on.",
            look: [
                "`stagegate status`: which rollout, and why", "`GET /api/v1/alerts/deliveries`: accepted by, routed to",
                "whether the traffic really is at the weight that is served",
            ],
            act: [
                "shift the traffic by hand if it did not follow", "tell the tech lead on call",
                "bring Alertmanager back",
            ]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [
                    series("stagegate_notifications_urgent_queue_length", first, "0 1x20"),
                    series("stagegate_notifications_urgent_queue_length", second, "0 1x20"),
                ], minute: 5, labels: place),
            silent: SelfAlert.Case(
                series: [
                    series("stagegate_notifications_urgent_queue_length", first, "0 1x20"),
                    series("stagegate_notifications_urgent_queue_length", second, "0 1 0x20"),
                ], minute: 5)))

    private static let webhookErrors = SelfAlert(
        name: "StagegateWebhookErrors",
        expression: """
            increase(stagegate_webhooks_errors_total[15m]) > 0
            or
            increase(stagegate_webhooks_dropped_total[1h]) > 0
            """,
        hold: "15m", severity: .warning,
        summary: "Webhook {{ $labels.webhook }} does not take all messages.",
        description: "Its messages are refused, or fail and are sent again.",
        runbook: SelfAlert.Runbook(
            meaning: "Whoever subscribes to decisions is away, or refuses a message.",
            impact: "Messages that fail wait in order; one that is refused (4xx) is not sent again.",
            look: [
                "the log", "`GET /api/v1/alerts/deliveries`: receipts name what was refused",
                "the subscriber's own log",
            ],
            act: ["mend the subscriber; what waits is sent by itself", "tell it by hand of what it refused"]),
        cases: SelfAlert.Cases(
            firing: SelfAlert.FiringCase(
                series: [
                    series("stagegate_webhooks_errors_total", #"webhook="deploy-bot""#, "0x60"),
                    series("stagegate_webhooks_dropped_total", #"webhook="deploy-bot""#, "0x5 1x60"),
                ], minute: 30, labels: place + [("webhook", "deploy-bot")]),
            silent: SelfAlert.Case(
                series: [
                    series("stagegate_webhooks_errors_total", #"webhook="deploy-bot""#, "0x5 1x60"),
                    series("stagegate_webhooks_dropped_total", #"webhook="deploy-bot""#, "0x60"),
                ], minute: 30)))
}

extension String {
    /// The same text, one step further in.
    fileprivate var indented: String {
        split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
    }
}
