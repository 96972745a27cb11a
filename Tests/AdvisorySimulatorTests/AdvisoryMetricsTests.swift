import Testing

@testable import advisory_simulator

@Suite struct AdvisoryMetricsTests {
    private static let tenant = Tenant(name: "tenant-01", tier: "production", isEligible: true, activity: 1)
    private static let labels =
        #"service="advisory-api",track="canary",tenant="tenant-01",tenant_tier="production",rollout_eligible="true""#

    @Test func everySeriesIsThereFromTheStart() {
        let lines = render(Traffic())
        #expect(lines.contains("advisory_tenant_isolation_breaches_total{\(Self.labels)} 0"))
        #expect(lines.contains("advisory_audit_anomalies_total{\(Self.labels)} 0"))
        #expect(lines.contains(#"advisory_http_requests_total{\#(Self.labels),path="write",code="500"} 0"#))
        #expect(lines.contains(#"advisory_recommendations_rejected_total{\#(Self.labels),reason="wrong_data"} 0"#))
    }

    @Test func requestIsCountedWithWhatBecameOfIt() {
        let request = Request(
            surface: .api, track: .canary, tenant: Self.tenant, path: .read, code: .ok, seconds: 0.04,
            answer: .rejected(.tooExpensive))
        let lines = render(Traffic(requests: [request]))
        #expect(lines.contains(#"advisory_http_requests_total{\#(Self.labels),path="read",code="200"} 1"#))
        #expect(lines.contains("advisory_recommendations_shown_total{\(Self.labels)} 1"))
        #expect(lines.contains("advisory_recommendations_accepted_total{\(Self.labels)} 0"))
        #expect(lines.contains(#"advisory_recommendations_rejected_total{\#(Self.labels),reason="too_expensive"} 1"#))
        let histogram =
            "advisory_http_request_duration_seconds_bucket{"
            + #"service="advisory-api",track="canary",path="read",tenant_tier="production",rollout_eligible="true",le="#
        #expect(lines.contains(#"\#(histogram)"0.025"} 0"#))
        #expect(lines.contains(#"\#(histogram)"0.05"} 1"#))
        #expect(lines.contains(#"\#(histogram)"+Inf"} 1"#))
    }

    @Test func excludedTenantHasNoCanarySeries() {
        let excluded = Tenant(name: "tenant-02", tier: "trial", isEligible: false, activity: 1)
        let text = String(decoding: AdvisoryMetrics(population: [excluded]).render(), as: UTF8.self)
        #expect(text.contains(#"tenant_tier="trial",rollout_eligible="false""#))
        #expect(!text.contains(#"track="canary""#))
    }

    private func render(_ traffic: Traffic) -> [String] {
        let metrics = AdvisoryMetrics(population: [Self.tenant])
        metrics.count(traffic)
        return String(decoding: metrics.render(), as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
