import MetricsExposition

/// The metrics of the advisory service, with every series that can come up at 0 from the start.
struct AdvisoryMetrics: Sendable {
    /// The bounds that Prometheus's client libraries start with.
    ///
    /// - Source: prometheus/client_golang `prometheus/histogram.go`, `DefBuckets`.
    static let buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private static let tenantLabels = ["service", "track", "tenant", "tenant_tier", "rollout_eligible"]

    private let registry = MetricsRegistry()
    private let requests: CounterFamily
    private let durations: HistogramFamily
    private let shown: CounterFamily
    private let accepted: CounterFamily
    private let rejected: CounterFamily
    private let breaches: CounterFamily
    private let anomalies: CounterFamily

    init(population: [Tenant]) {
        let labels = Self.tenantLabels
        requests = registry.counter(
            "advisory_http_requests_total", help: "Requests answered.", labels: labels + ["path", "code"])
        durations = registry.histogram(
            "advisory_http_request_duration_seconds", help: "Time from request to answer.",
            labels: ["service", "track", "path", "tenant_tier", "rollout_eligible"], buckets: Self.buckets)
        shown = registry.counter(
            "advisory_recommendations_shown_total", help: "Recommendations shown.", labels: labels)
        accepted = registry.counter(
            "advisory_recommendations_accepted_total", help: "Recommendations accepted.", labels: labels)
        rejected = registry.counter(
            "advisory_recommendations_rejected_total", help: "Recommendations rejected, by the reason given.",
            labels: labels + ["reason"])
        breaches = registry.counter(
            "advisory_tenant_isolation_breaches_total", help: "Answers that held another tenant's data.", labels: labels
        )
        anomalies = registry.counter(
            "advisory_audit_anomalies_total", help: "Audit log entries that do not fit.", labels: labels)
        for tenant in population { prepare(tenant) }
    }

    /// The text of `/metrics`.
    func render() -> [UInt8] { registry.render() }

    /// Counts what happened.
    func count(_ traffic: Traffic) {
        for request in traffic.requests { count(request) }
        for event in traffic.events {
            let labels = TenantLabels(Surface.api, event.track, event.tenant)
            switch event.kind {
            case .isolationBreach: counter(breaches, labels).increment()
            case .auditAnomaly: counter(anomalies, labels).increment()
            }
        }
    }

    private func count(_ request: Request) {
        let labels = TenantLabels(request.surface, request.track, request.tenant)
        counter(requests, labels, request.path, request.code).increment()
        duration(labels, request.path).observe(request.seconds)
        guard let answer = request.answer else { return }
        counter(shown, labels).increment()
        switch answer {
        case .none: break
        case .accepted: counter(accepted, labels).increment()
        case .rejected(let reason): counter(rejected, labels, reason).increment()
        }
    }

    /// Makes every series of a tenant.
    private func prepare(_ tenant: Tenant) {
        for surface in Surface.allCases {
            for track in tenant.tracks {
                let labels = TenantLabels(surface, track, tenant)
                for path in Path.allCases {
                    for code in StatusCode.allCases { _ = counter(requests, labels, path, code) }
                    _ = duration(labels, path)
                }
                for family in [shown, accepted, breaches, anomalies] { _ = counter(family, labels) }
                for reason in RejectReason.allCases { _ = counter(rejected, labels, reason) }
            }
        }
    }
}

/// The values of the labels that nearly every series has.
private struct TenantLabels {
    let service: String
    let track: String
    let tenant: String
    let tier: String
    let isEligible: String

    init(_ surface: Surface, _ track: Track, _ tenant: Tenant) {
        service = surface.rawValue
        self.track = track.rawValue
        self.tenant = tenant.name
        tier = tenant.tier
        isEligible = tenant.isEligible ? "true" : "false"
    }
}

/// Where the order of the label values is known.
extension AdvisoryMetrics {
    private func counter(_ family: CounterFamily, _ labels: TenantLabels) -> Counter {
        family.with(labels.service, labels.track, labels.tenant, labels.tier, labels.isEligible)
    }

    private func counter(_ family: CounterFamily, _ labels: TenantLabels, _ reason: RejectReason) -> Counter {
        family.with(labels.service, labels.track, labels.tenant, labels.tier, labels.isEligible, reason.rawValue)
    }

    private func counter(
        _ family: CounterFamily, _ labels: TenantLabels, _ path: Path, _ code: StatusCode
    ) -> Counter {
        family.with(
            labels.service, labels.track, labels.tenant, labels.tier, labels.isEligible, path.rawValue,
            "\(code.rawValue)")
    }

    private func duration(_ labels: TenantLabels, _ path: Path) -> Histogram {
        durations.with(labels.service, labels.track, path.rawValue, labels.tier, labels.isEligible)
    }
}
