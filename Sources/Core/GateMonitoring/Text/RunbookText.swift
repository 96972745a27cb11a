extension Monitoring {
    /// The runbook: a section for every alert.
    public static func runbook(_ options: MonitoringOptions = MonitoringOptions()) -> String {
        let alerts = SelfAlerts.all(job: options.job)
        return head + alerts.map(section).joined(separator: "\n")
    }

    /// The section of one alert; `nil` when there is no such alert.
    public static func runbook(of name: String, _ options: MonitoringOptions = MonitoringOptions()) -> String? {
        SelfAlerts.all(job: options.job).first { $0.name.lowercased() == name.lowercased() }.map(section)
    }

    private static let head = """
        # Runbook

        What to do when an alert about Stagegate itself fires.

        The alerts are in `rules/monitoring/stagegate-alerts.yml`, or printed by `stagegate monitoring alerts`; Prometheus
        evaluates them, because who is down cannot say so. `stagegate monitoring runbook` prints this page, and one section
        of it for the name of an alert.


        """

    private static func section(_ alert: SelfAlert) -> String {
        let runbook = alert.runbook
        return """
            ## \(alert.name)

            \(alert.severity == .none ? "Always fires." : "Severity: \(alert.severity).") \(plain(alert.summary))

            - **Meaning**: \(runbook.meaning)
            - **Impact**: \(runbook.impact)
            - **Look at**:
            \(list(runbook.look))
            - **Do**:
            \(list(runbook.act))

            """
    }

    /// A summary without its labels' templates.
    private static func plain(_ summary: String) -> String {
        LabelTemplate.expand(summary) { "*\($0)*" }
    }

    private static func list(_ items: [String]) -> String {
        items.map { "  - \($0)" }.joined(separator: "\n")
    }
}
