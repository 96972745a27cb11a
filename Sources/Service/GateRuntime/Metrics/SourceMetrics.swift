import GateModel
import MetricsExposition

/// The metrics of the datasource; every family has the label `datasource`.
struct SourceMetrics: Sendable {
    /// The name of the datasource.
    let datasource: String
    private let queries: CounterFamily
    private let partial: CounterFamily
    private let duration: HistogramFamily
    private let heartbeats: CounterFamily
    private let heartbeatFailures: CounterFamily
    private let lastHeartbeat: GaugeFamily

    /// Registers all families, and every series of this datasource.
    init(in registry: MetricsRegistry, of source: MetricsSource) {
        datasource = source.name
        func counter(_ name: String, _ help: String, _ labels: String...) -> CounterFamily {
            registry.counter("stagegate_\(name)_total", help: help, labels: ["datasource"] + labels)
        }
        queries = counter(
            "queries", "Queries sent to the datasource, by result: answered, or the reason of the failure.", "result")
        partial = counter("queries_partial", "Answers of which the datasource said that parts of the data are missing.")
        duration = registry.histogram(
            "stagegate_query_duration_seconds", help: "Time from sending a query to its answer.",
            labels: ["datasource"], buckets: RuntimeMetrics.durations)
        heartbeats = counter(
            "datasource_heartbeats", "Queries sent to see whether the datasource answers, apart from any rollout.")
        heartbeatFailures = counter("datasource_heartbeat_failures", "Heartbeats without a usable answer.")
        lastHeartbeat = registry.gauge(
            "stagegate_datasource_last_heartbeat_timestamp_seconds",
            help: "Time of the newest heartbeat that was answered; 0 before the first one.", labels: ["datasource"])
        registry.gauge(
            "stagegate_query_series_limit", help: "The most series an answer may have; larger ones are refused.",
            labels: ["datasource"]
        ).with(datasource).set(source.seriesLimit)
        for result in QueryResultLabel.all { _ = queries.with(datasource, result) }
        for family in [partial, heartbeats, heartbeatFailures] { _ = family.with(datasource) }
        _ = duration.with(datasource)
        _ = lastHeartbeat.with(datasource)
    }

    /// Counts what came of a query.
    func count(_ outcome: QueryOutcome) {
        queries.with(datasource, QueryResultLabel.value(of: outcome)).increment()
        if case .answered(let result) = outcome, result.isPartial { partial.with(datasource).increment() }
    }

    /// Notes how long a query took.
    func observe(seconds: Double, trace: TraceID, at now: Timestamp) {
        duration.with(datasource)
            .observe(exemplar: Exemplar(traceID: trace.text, value: seconds, seconds: now.seconds))
    }

    /// Counts a heartbeat.
    func countHeartbeat(isAnswered: Bool, at now: Timestamp) {
        heartbeats.with(datasource).increment()
        if isAnswered {
            lastHeartbeat.with(datasource).set(now.seconds)
        } else {
            heartbeatFailures.with(datasource).increment()
        }
    }
}
