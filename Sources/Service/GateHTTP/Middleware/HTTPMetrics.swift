import MetricsExposition

/// What is counted about HTTP.
struct HTTPMetrics: Sendable {
    /// The handler of calls that no route answers.
    static let unknownHandler = "not_found"

    private let requests: CounterFamily
    private let durations: HistogramFamily
    private let refusals: CounterFamily

    /// Adds the metrics; what is certain to occur starts at 0.
    init(_ registry: MetricsRegistry) {
        requests = registry.counter(
            "stagegate_http_requests_total", help: "HTTP requests answered, by route and status code.",
            labels: ["handler", "code"])
        durations = registry.histogram(
            "stagegate_http_request_duration_seconds",
            help: "Time until an HTTP request was answered, waiting for a change included.", labels: ["handler"],
            buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60])
        refusals = registry.counter(
            "stagegate_http_refusals_total",
            help: "HTTP requests turned away for want of authority, or because they were too many.",
            labels: ["code"])
        for handler in Route.allCases.map(\.path) + [Self.unknownHandler] {
            _ = requests.with(handler, handler == Self.unknownHandler ? "404" : "200")
            _ = durations.with(handler)
        }
        for code in ["401", "403", "429"] { _ = refusals.with(code) }
    }

    /// Counts an answer.
    func answered(handler: String, code: Int, seconds: Double) {
        requests.with(handler, "\(code)").increment()
        durations.with(handler).observe(seconds)
    }

    /// Counts a refusal.
    func refused(code: Int) {
        refusals.with("\(code)").increment()
    }
}
