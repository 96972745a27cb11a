import GateTestSupport
import Testing

@testable import MetricsExposition

@Suite struct MetricsRegistryTests {
    private func text(_ registry: MetricsRegistry) -> String {
        String(decoding: registry.render(), as: UTF8.self)
    }

    @Test func familiesAndSeriesComeInOrder() {
        let registry = MetricsRegistry()
        let counter = registry.counter("stagegate_queries_total", help: "Queries.", labels: ["gate", "code"])
        counter.with("b", "200").increment()
        counter.with("a", "500").increment(by: 2.5)
        _ = counter.with("a", "200")
        registry.gauge("stagegate_held", help: "Held.").with().set(1)
        #expect(
            text(registry) == """
                # HELP stagegate_held Held.
                # TYPE stagegate_held gauge
                stagegate_held 1
                # HELP stagegate_queries_total Queries.
                # TYPE stagegate_queries_total counter
                stagegate_queries_total{gate="a",code="200"} 0
                stagegate_queries_total{gate="a",code="500"} 2.5
                stagegate_queries_total{gate="b",code="200"} 1

                """)
    }

    @Test func histogramCountsEachObservationOnceAndEndsWithInfinity() {
        let registry = MetricsRegistry()
        let family = registry.histogram("stagegate_wait_seconds", help: "Wait.", labels: ["at"], buckets: [0.1, 1, 10])
        for value in [0.05, 0.1, 0.5, 100, .nan] { family.with("x").observe(value) }
        #expect(
            text(registry) == """
                # HELP stagegate_wait_seconds Wait.
                # TYPE stagegate_wait_seconds histogram
                stagegate_wait_seconds_bucket{at="x",le="0.1"} 2
                stagegate_wait_seconds_bucket{at="x",le="1"} 3
                stagegate_wait_seconds_bucket{at="x",le="10"} 3
                stagegate_wait_seconds_bucket{at="x",le="+Inf"} 4
                stagegate_wait_seconds_sum{at="x"} 100.65
                stagegate_wait_seconds_count{at="x"} 4

                """)
    }

    @Test func familyWithoutLabelsStartsAtZero() {
        let registry = MetricsRegistry()
        _ = registry.counter("stagegate_starts_total", help: "Starts.")
        _ = registry.histogram("stagegate_wait_seconds", help: "Wait.", buckets: [1])
        #expect(text(registry).contains("\nstagegate_starts_total 0\n"))
        #expect(text(registry).contains("\nstagegate_wait_seconds_bucket{le=\"+Inf\"} 0\n"))
    }

    @Test func specialCharactersAreEscaped() {
        let registry = MetricsRegistry()
        let gauge = registry.gauge("stagegate_odd", help: "A \\ and\na \"quote\".", labels: ["name"])
        gauge.with("back\\slash \"quote\"\nline").set(1)
        #expect(
            text(registry) == #"""
                # HELP stagegate_odd A \\ and\na "quote".
                # TYPE stagegate_odd gauge
                stagegate_odd{name="back\\slash \"quote\"\nline"} 1

                """#)
    }

    @Test(arguments: [
        (0.0, "0"), (1, "1"), (-1, "-1"), (0.001, "0.001"), (1_700_000_000.25, "1700000000.25"), (1e21, "1e+21"),
        (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
    ])
    func numbersAreWrittenAsPrometheusReadsThem(_ value: Double, _ text: String) {
        #expect(TextFormat.number(value) == text)
    }

    @Test func counterNeverFalls() {
        let counter = MetricsRegistry().counter("stagegate_steps_total", help: "Steps.").with()
        counter.increment(by: 3)
        counter.increment(by: -1)
        counter.increment(by: .nan)
        counter.mirror(2)
        #expect(counter.value == 3)
    }

    @Test func gaugeRisesAndFalls() {
        let gauge = MetricsRegistry().gauge("stagegate_entries", help: "Entries.").with()
        gauge.add(5)
        gauge.add(-2)
        #expect(gauge.value == 3)
        gauge.set(-1)
        #expect(gauge.value == -1)
    }

    @Test func removedSeriesAreGoneAndTheOthersStay() {
        let registry = MetricsRegistry()
        let gauge = registry.gauge("stagegate_weight_ratio", help: "Weight.", labels: ["rollout"])
        gauge.with("old").set(1)
        gauge.with("new").set(0.5)
        gauge.removeAll { $0 == ["old"] }
        #expect(!text(registry).contains("old"))
        #expect(text(registry).contains("stagegate_weight_ratio{rollout=\"new\"} 0.5"))
    }

    @Test func sameDescriptionIsTheSameFamily() {
        let registry = MetricsRegistry()
        registry.counter("stagegate_steps_total", help: "Steps.").with().increment()
        registry.counter("stagegate_steps_total", help: "Steps.").with().increment()
        #expect(text(registry).contains("stagegate_steps_total 2\n"))
    }

    @Test func refreshRunsBeforeEveryRendering() {
        let registry = MetricsRegistry()
        let gauge = registry.gauge("stagegate_entries", help: "Entries.").with()
        registry.onCollect { gauge.add(1) }
        _ = registry.render()
        #expect(text(registry).contains("stagegate_entries 2\n"))
    }

    @Test func nothingIsLostBetweenThreads() async {
        let registry = MetricsRegistry()
        let counter = registry.counter("stagegate_steps_total", help: "Steps.", labels: ["worker"])
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 { counter.with("\(worker % 2)").increment() }
                    _ = registry.render()
                }
            }
        }
        #expect(counter.with("0").value == 4000)
        #expect(counter.with("1").value == 4000)
    }

    @Test func promtoolHasNothingToComplainOf() async throws {
        let registry = MetricsRegistry()
        ProcessMetrics.register(in: registry)
        BuildInfo.register(in: registry, version: "1.2.3", revision: "0123abc")
        let counter = registry.counter("stagegate_odd_total", help: "Odd \\ help\nin two lines.", labels: ["name"])
        counter.with("back\\slash \"quote\"\nline").increment()
        let histogram = registry.histogram("stagegate_wait_seconds", help: "Wait.", labels: ["at"], buckets: [0.1, 1])
        for value in [0.1, 5, .infinity] { histogram.with("x").observe(value) }
        registry.gauge("stagegate_value_ratio", help: "Value.").with().set(.nan)
        #expect(try await Promtool.complaints(about: registry.render()) == "")
    }

    @Test func promtoolComplainsOfWhatIsWrong() async throws {
        #expect(try await Promtool.complaints(about: Array("stagegate_steps_sec 1\n".utf8)) != "")
    }
}
