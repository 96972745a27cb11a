/// What differs from one place to another in the rules and pages about Stagegate itself.
public struct MonitoringOptions: Sendable {
    /// The job under which Prometheus scrapes Stagegate.
    public var job = "stagegate"
    /// Where the runbook is; the name of the alert is added as `#<name>` in lower case.
    public var runbookURL = "Sources/Service/GateCommands/Stagegate.docc/Runbook.md"

    /// The defaults.
    public init() {}
}
