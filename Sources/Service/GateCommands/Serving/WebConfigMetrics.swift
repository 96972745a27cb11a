import MetricsExposition

/// What is counted about the web configuration and TLS.
struct WebConfigMetrics: Sendable {
    private let isGood: GaugeFamily
    private let failures: CounterFamily
    private let handshakes: CounterFamily

    init(_ registry: MetricsRegistry) {
        isGood = registry.gauge(
            "stagegate_web_config_last_reload_successful",
            help: "Whether the newest reading of the web configuration and its certificates succeeded.")
        failures = registry.counter(
            "stagegate_web_config_reload_failures_total",
            help: "Readings of the web configuration and its certificates that failed.")
        handshakes = registry.counter(
            "stagegate_tls_handshake_failures_total", help: "TLS handshakes that came to nothing.")
        isGood.with().set(1)
        _ = failures.with()
        _ = handshakes.with()
    }

    func succeeded() {
        isGood.with().set(1)
    }

    func failed() {
        isGood.with().set(0)
        failures.with().increment()
    }

    func handshakeFailed() {
        handshakes.with().increment()
    }
}
