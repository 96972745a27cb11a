import Testing

@testable import MetricsExposition

@Suite struct NameRulesTests {
    @Test(arguments: [
        ("stagegate_x_total", true), ("_x", true), ("a1", true), ("", false), ("1a", false), ("a-b", false),
        ("a:b", false), ("ä", false), ("a b", false),
    ])
    func metricNames(_ name: String, _ isAllowed: Bool) {
        #expect(NameRules.isMetricName(name) == isAllowed)
    }

    @Test(arguments: [("code", true), ("__name__", false), ("", false), ("9", false), ("a.b", false)])
    func labelNames(_ name: String, _ isAllowed: Bool) {
        #expect(NameRules.isLabelName(name) == isAllowed)
    }

    @Test(arguments: [
        ([0.1, 1], true), ([], false), ([1, 1], false), ([2, 1], false), ([1, .infinity], false), ([.nan], false),
    ])
    func buckets(_ buckets: [Double], _ isAllowed: Bool) {
        #expect(NameRules.areBuckets(buckets) == isAllowed)
    }

    @Test func misnamedCounterEndsTheProcess() async {
        await #expect(processExitsWith: .failure) {
            _ = MetricsRegistry().counter("stagegate_steps", help: "Steps.")
        }
    }

    @Test func secondDescriptionOfANameEndsTheProcess() async {
        await #expect(processExitsWith: .failure) {
            let registry = MetricsRegistry()
            _ = registry.gauge("stagegate_entries", help: "Entries.")
            _ = registry.gauge("stagegate_entries", help: "Something else.")
        }
    }
}
