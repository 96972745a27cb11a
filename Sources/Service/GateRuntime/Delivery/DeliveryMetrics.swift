import MetricsExposition

/// The metrics of alert deliveries; every family has the label `alertmanager`.
///
/// - Source: the names of prometheus/prometheus `notifier/`, with our prefix.
struct DeliveryMetrics: Sendable {
    let sent: CounterFamily
    let errors: CounterFamily
    let queueLength: GaugeFamily
    let latency: HistogramFamily

    /// Registers all families, and every series of these targets.
    init(in registry: MetricsRegistry, targets: [String]) {
        let labels = ["alertmanager"]
        sent = registry.counter(
            "stagegate_notifications_sent_total", help: "Alerts an Alertmanager accepted.", labels: labels)
        errors = registry.counter(
            "stagegate_notifications_errors_total", help: "Alerts an Alertmanager did not accept; they are sent again.",
            labels: labels)
        queueLength = registry.gauge(
            "stagegate_notifications_queue_length",
            help: "Alerts whose firing or resolution an Alertmanager has not accepted yet.", labels: labels)
        latency = registry.histogram(
            "stagegate_notifications_latency_seconds", help: "Time one batch of alerts took to send.", labels: labels,
            buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10])
        for target in targets {
            _ = (sent.with(target), errors.with(target), queueLength.with(target), latency.with(target))
        }
        registry.gauge(
            "stagegate_notifications_alertmanagers", help: "Alertmanagers that alerts are sent to."
        ).with().set(Double(targets.count))
    }
}
