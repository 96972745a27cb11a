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
                # UNIT stagegate_wait_seconds seconds
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

    @Test func familiesHaveTheirNamesTypesAndUnits() {
        let registry = MetricsRegistry()
        BuildInfo.register(in: registry, version: "1", revision: "a")
        _ = registry.counter("process_cpu_seconds_total", help: "CPU.")
        _ = registry.gauge("stagegate_weight_ratio", help: "Weight.")
        let lines = String(decoding: registry.render(as: .openMetrics), as: UTF8.self).split(separator: "\n")
        #expect(
            lines.filter { !$0.hasPrefix("# HELP") } == [
                "# TYPE process_cpu_seconds counter", "# UNIT process_cpu_seconds seconds",
                "process_cpu_seconds_total 0",
                "# TYPE stagegate_build info", #"stagegate_build_info{version="1",revision="a"} 1"#,
                "# TYPE stagegate_weight_ratio gauge", "# UNIT stagegate_weight_ratio ratio",
                "stagegate_weight_ratio 0",
                "# EOF",
            ])
    }

    @Test func everyBucketKeepsTheNewestTraceThatFellIntoIt() {
        let registry = MetricsRegistry()
        let histogram = registry.histogram("stagegate_wait_seconds", help: "Wait.", buckets: [0.5, 1]).with()
        histogram.observe(0.1)
        for (index, value) in [0.6, 0.7, 9].enumerated() {
            histogram.observe(exemplar: Exemplar(traceID: "0af\(index)", value: value, seconds: 1_700_000_000))
        }
        let text = String(decoding: registry.render(as: .openMetrics), as: UTF8.self)
        for line in [
            #"stagegate_wait_seconds_bucket{le="0.5"} 1"#,
            ##"stagegate_wait_seconds_bucket{le="1.0"} 3 # {trace_id="0af1"} 0.7 1700000000.0"##,
            ##"stagegate_wait_seconds_bucket{le="+Inf"} 4 # {trace_id="0af2"} 9 1700000000.0"##,
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
        #expect(!String(decoding: registry.render(), as: UTF8.self).contains("0af"))
    }
}
