/// Everything that watches Stagegate itself, as the texts of files.
///
/// The same texts lie in `rules/monitoring/` and are printed by `stagegate monitoring`, so that they fit the version that is
/// running.
public enum Monitoring {
    private static let headline = """
        # Made by `stagegate monitoring %`: print it anew instead of changing it.

        """

    private static func head(_ what: String) -> String {
        headline.split(separator: "%", omittingEmptySubsequences: false).joined(separator: what)
    }

    /// The alerting rules about Stagegate.
    public static func alerts(_ options: MonitoringOptions = MonitoringOptions()) -> String {
        var text = YAMLText(head("alerts"))
        text.group("stagegate")
        for alert in SelfAlerts.all(job: options.job) { text.write(alert, options) }
        return text.text
    }

    /// The recording rules about Stagegate.
    public static func rules() -> String {
        var text = YAMLText(head("rules"))
        text.group("stagegate-recorded")
        for rule in RecordingRule.all { text.write(rule) }
        return text.text
    }

    /// Tests of the alerting rules for `promtool test rules`, which finds the rules beside them.
    public static func tests(_ options: MonitoringOptions = MonitoringOptions()) -> String {
        var text = YAMLText(head("tests"))
        text.line(0, "rule_files: [stagegate-alerts.yml]")
        text.line(0, "evaluation_interval: 1m")
        text.line(0, "tests:")
        for alert in SelfAlerts.all(job: options.job) { text.writeTests(alert, options) }
        return text.text
    }

    /// The dashboards for Grafana.
    public static var dashboards: [Dashboard] { [.rollouts, .health] }
}
