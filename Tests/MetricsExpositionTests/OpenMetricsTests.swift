import Testing

@testable import MetricsExposition

@Suite struct OpenMetricsTests {
    @Test func countersHaveExemplarsAndTheEndIsMarked() {
        let registry = MetricsRegistry()
        let counter = registry.counter("stagegate_stops_total", help: "The \"stops\".", labels: ["rollout"])
        counter.with("a").increment(exemplar: Exemplar(traceID: "0af7", seconds: 1_700_000_000.5))
        _ = counter.with("b")
        registry.histogram("stagegate_wait_seconds", help: "Wait.", buckets: [0.5, 1]).with().observe(0.7)
        #expect(
            String(decoding: registry.render(as: .openMetrics), as: UTF8.self) == """
                # TYPE stagegate_stops counter
                # HELP stagegate_stops The \\"stops\\".
                stagegate_stops_total{rollout="a"} 1 # {trace_id="0af7"} 1 1700000000.5
                stagegate_stops_total{rollout="b"} 0
                # TYPE stagegate_wait_seconds histogram
                # HELP stagegate_wait_seconds Wait.
                stagegate_wait_seconds_bucket{le="0.5"} 0
                stagegate_wait_seconds_bucket{le="1.0"} 1
                stagegate_wait_seconds_bucket{le="+Inf"} 1
                stagegate_wait_seconds_sum 0.7
                stagegate_wait_seconds_count 1
                # EOF

                """)
    }

    @Test func theTextFormatKnowsNoExemplars() {
        let registry = MetricsRegistry()
        registry.counter("stagegate_stops_total", help: "Stops.").with()
            .increment(exemplar: Exemplar(traceID: "0af7", seconds: 1))
        #expect(String(decoding: registry.render(), as: UTF8.self).hasSuffix("\nstagegate_stops_total 1\n"))
    }
}
