import GateModel

/// All alerts about Stagegate itself.
///
/// - Source: the shape of each follows the mixins of Prometheus, Alertmanager and Thanos and the rules of vmalert.
public enum SelfAlerts {
    /// The alerts, for Stagegates that Prometheus scrapes under a job of this name.
    public static func all(job: String = MonitoringOptions().job) -> [SelfAlert] {
        [down(job: job), restarting(job: job)] + configuration + evaluation + datasource + delivery + journal
            + [watchdog]
    }

    /// Whether the rollout is in a phase that is evaluated.
    static let isActive: String = {
        let phases = Phase.allCases.filter(\.isEvaluated).map(\.rawValue).joined(separator: "|")
        return "and on (job, instance, rollout) stagegate_rollout_phase{phase=~\"\(phases)\"} == 1"
    }()

    /// The labels of every test series: where it was scraped.
    static let target = #"job="stagegate",instance="a""#

    /// A test series of the instance with further labels.
    static func series(_ name: String, _ labels: String = "", _ values: String) -> SelfAlert.Series {
        SelfAlert.Series("\(name){\(target)\(labels.isEmpty ? "" : ",\(labels)")}", values)
    }

    /// The labels that every alert about one instance has.
    static let place = [("job", "stagegate"), ("instance", "a")]

    /// An active rollout.
    static let observing = series("stagegate_rollout_phase", #"rollout="demo",phase="observing""#, "1x60")
    /// One that nobody has started.
    static let pending = series("stagegate_rollout_phase", #"rollout="demo",phase="observing""#, "0x60")
}
