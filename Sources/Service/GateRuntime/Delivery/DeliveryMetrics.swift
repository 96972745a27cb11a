import MetricsExposition

/// The metrics of alert deliveries; every family has the label `alertmanager`.
///
/// - Source: the names of prometheus/prometheus `notifier/` and `discovery/`, with our prefix.
struct DeliveryMetrics: Sendable {
    let sent: CounterFamily
    let errors: CounterFamily
    let dropped: CounterFamily
    let confirmations: CounterFamily
    let queueLength: GaugeFamily
    let urgentQueueLength: GaugeFamily
    let queueCapacity: GaugeFamily
    let latency: HistogramFamily
    let decisionLatency: HistogramFamily
    let discovered: GaugeFamily
    let discoveryFailures: CounterFamily

    private static let dropReasons = ["refused", "relabelled"]
    private static let outcomes = ["routed", "unconfirmed"]

    /// Registers all families.
    init(in registry: MetricsRegistry) {
        let labels = ["alertmanager"]
        sent = registry.counter(
            "stagegate_notifications_sent_total", help: "Alerts an Alertmanager accepted.", labels: labels)
        errors = registry.counter(
            "stagegate_notifications_errors_total", help: "Alerts an Alertmanager did not accept; they are sent again.",
            labels: labels)
        dropped = registry.counter(
            "stagegate_notifications_dropped_total",
            help: "Alerts that are not sent to an Alertmanager: it refused them, or relabelling dropped them.",
            labels: labels + ["reason"])
        confirmations = registry.counter(
            "stagegate_notifications_confirmations_total",
            help: "Stops and rollbacks that were looked up after an Alertmanager accepted them, by what was found.",
            labels: labels + ["outcome"])
        queueLength = registry.gauge(
            "stagegate_notifications_queue_length",
            help: "Alerts whose firing or resolution an Alertmanager has not accepted yet.", labels: labels)
        urgentQueueLength = registry.gauge(
            "stagegate_notifications_urgent_queue_length",
            help: "Stops and rollbacks that fire and that an Alertmanager has not accepted yet.", labels: labels)
        queueCapacity = registry.gauge(
            "stagegate_notifications_queue_capacity",
            help: "Alerts that may wait for an Alertmanager: always +Inf, the queue is in the journal.", labels: labels)
        latency = registry.histogram(
            "stagegate_notifications_latency_seconds", help: "Time one batch of alerts took to send.", labels: labels,
            buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10])
        decisionLatency = registry.histogram(
            "stagegate_notifications_decision_latency_seconds",
            help: "Time from the commit of the step that fired or resolved an alert until an Alertmanager accepted it.",
            labels: labels, buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1, 3, 10, 60, 600])
        discovered = registry.gauge(
            "stagegate_notifications_alertmanagers_discovered", help: "Alertmanagers that alerts are sent to.")
        discoveryFailures = registry.counter(
            "stagegate_sd_refresh_failures_total", help: "Failures to find out where Alertmanagers are.",
            labels: ["mechanism"])
        for mechanism in AlertTargetSource.mechanisms { _ = discoveryFailures.with(mechanism) }
    }

    /// Shows every series of these targets, and of no others.
    func show(_ targets: [String]) {
        discovered.with().set(Double(targets.count))
        let isGone: ([String]) -> Bool = { !targets.contains($0[0]) }
        for family in [sent, errors, dropped, confirmations] { family.removeAll(where: isGone) }
        for family in [queueLength, urgentQueueLength, queueCapacity] { family.removeAll(where: isGone) }
        for family in [latency, decisionLatency] { family.removeAll(where: isGone) }
        for target in targets {
            _ = (sent.with(target), errors.with(target), queueLength.with(target), urgentQueueLength.with(target))
            _ = (latency.with(target), decisionLatency.with(target))
            for reason in Self.dropReasons { _ = dropped.with(target, reason) }
            for outcome in Self.outcomes { _ = confirmations.with(target, outcome) }
            queueCapacity.with(target).set(.infinity)
        }
    }
}

/// The metrics of webhooks; every family has the label `webhook`.
struct WebhookMetrics: Sendable {
    let sent: CounterFamily
    let errors: CounterFamily
    let dropped: CounterFamily
    let queueLength: GaugeFamily
    let latency: HistogramFamily

    /// Registers all families, and every series of these webhooks.
    init(in registry: MetricsRegistry, webhooks: [String]) {
        let labels = ["webhook"]
        sent = registry.counter(
            "stagegate_webhooks_sent_total", help: "Messages a webhook accepted.", labels: labels)
        errors = registry.counter(
            "stagegate_webhooks_errors_total", help: "Attempts at a message that failed; they are repeated.",
            labels: labels)
        dropped = registry.counter(
            "stagegate_webhooks_dropped_total", help: "Messages a webhook refused; they are not sent again.",
            labels: labels)
        queueLength = registry.gauge(
            "stagegate_webhooks_queue_length", help: "Steps with decisions that a webhook has not been through yet.",
            labels: labels)
        latency = registry.histogram(
            "stagegate_webhooks_latency_seconds", help: "Time one message took to send.", labels: labels,
            buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10])
        for webhook in webhooks {
            _ = (sent.with(webhook), errors.with(webhook), dropped.with(webhook), queueLength.with(webhook))
            _ = latency.with(webhook)
        }
    }
}
