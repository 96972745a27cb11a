import MetricsExposition

/// The metrics of the service itself: asking, evaluating, writing, reloading.
///
/// - Source: names after `house-style.md` §4.1 and the metrics of the Prometheus ruler.
struct RuntimeMetrics: Sendable {
    /// The metrics of the datasource.
    let source: SourceMetrics
    /// How long one evaluation took, from the first query to the verdicts.
    let evaluationDuration: HistogramFamily
    /// How long one commit took.
    let commitDuration: HistogramFamily
    /// When the newest commit was.
    let lastCommit: GaugeFamily
    /// Calls of the journal that failed.
    let journalErrors: CounterFamily
    /// Times the clock was found behind the last evaluation.
    let clockSetbacks: CounterFamily
    /// Whether the last reload was successful.
    let reloadSuccessful: GaugeFamily
    /// When the last successful one was.
    let reloadSuccessTime: GaugeFamily
    /// The metrics of each rollout.
    let rollouts: RolloutMetrics

    static let durations = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]

    /// Registers all families, and every series of this datasource.
    init(in registry: MetricsRegistry, asking source: MetricsSource) {
        self.source = SourceMetrics(in: registry, of: source)
        evaluationDuration = registry.histogram(
            "stagegate_evaluation_duration_seconds",
            help: "Time from the first query of an evaluation to its verdicts.", buckets: Self.durations)
        commitDuration = registry.histogram(
            "stagegate_journal_commit_duration_seconds", help: "Time one commit to the journal took.",
            buckets: Self.durations)
        lastCommit = registry.gauge(
            "stagegate_journal_last_commit_timestamp_seconds",
            help: "Time of the newest commit to the journal; 0 before the first one of this process.")
        journalErrors = registry.counter(
            "stagegate_journal_errors_total", help: "Calls of the journal that failed; nothing was done then.")
        clockSetbacks = registry.counter(
            "stagegate_clock_setbacks_total",
            help: "Times the clock was found behind the last evaluation, which delays the next one.")
        reloadSuccessful = registry.gauge(
            "stagegate_config_last_reload_successful",
            help: "Whether the last attempt to load the configuration was successful.")
        reloadSuccessTime = registry.gauge(
            "stagegate_config_last_reload_success_timestamp_seconds",
            help: "Time of the last successful load of the configuration.")
        rollouts = RolloutMetrics(in: registry)
    }
}
