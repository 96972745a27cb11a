import ArgumentParser
import FoundationEssentials
import GateMonitoring

/// Prints what watches Stagegate itself.
struct MonitoringCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitoring",
        abstract: "Print rules, dashboards and runbook that watch Stagegate itself, as they fit this version.",
        discussion: "The same files lie in rules/monitoring/ of the sources.",
        subcommands: [
            MonitoringAlerts.self, MonitoringRules.self, MonitoringTests.self, MonitoringDashboards.self,
            MonitoringRunbook.self,
        ])
}

/// What differs from one place to another.
struct MonitoringArguments: ParsableArguments {
    @Option(help: "The job under which Prometheus scrapes Stagegate.")
    var job = MonitoringOptions().job

    @Option(help: "Where the runbook is; #<name of the alert> is added in lower case.")
    var runbookURL = MonitoringOptions().runbookURL

    var options: MonitoringOptions {
        var options = MonitoringOptions()
        options.job = job
        options.runbookURL = runbookURL
        return options
    }

    func validate() throws {
        // Both stand between quotes in what is printed.
        let isSafe = job.unicodeScalars.allSatisfy { $0 != "\"" && $0 != "\\" && $0.value >= 32 }
        guard isSafe, !job.isEmpty else {
            throw ValidationError("--job is empty or has a quote, a backslash or a line break in it")
        }
        guard runbookURL.unicodeScalars.allSatisfy({ $0.value > 32 }) else {
            throw ValidationError("--runbook-url has a blank or a line break in it")
        }
    }
}

/// Prints the alerting rules.
struct MonitoringAlerts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "Print the alerting rules for Prometheus.")

    @OptionGroup var arguments: MonitoringArguments

    func run() async throws {
        print(Monitoring.alerts(arguments.options), terminator: "")
    }
}

/// Prints the recording rules.
struct MonitoringRules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Print the recording rules for Prometheus.")

    func run() async throws {
        print(Monitoring.rules(), terminator: "")
    }
}

/// Prints the tests of the alerting rules.
struct MonitoringTests: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tests",
        abstract: "Print the tests of the alerting rules, for `promtool test rules` beside stagegate-alerts.yml.")

    @OptionGroup var arguments: MonitoringArguments

    func run() async throws {
        print(Monitoring.tests(arguments.options), terminator: "")
    }
}

/// Prints dashboards for Grafana.
struct MonitoringDashboards: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboards",
        abstract: "Print a dashboard for Grafana; without a name the names there are, or write all to a folder.")

    @Argument(help: "The dashboard to print.")
    var name: String?

    @Option(help: "The folder that all dashboards are written to.")
    var folder: String?

    func run() async throws {
        if let folder {
            for dashboard in Monitoring.dashboards {
                let path = "\(folder)/\(dashboard.fileName)"
                try Data(dashboard.json.utf8).write(to: URL(filePath: path))
                print(path)
            }
        } else if let name {
            guard let dashboard = Monitoring.dashboards.first(where: { $0.uid == name }) else {
                throw ValidationError("there is no dashboard \(name); there are: \(Self.names)")
            }
            print(dashboard.json, terminator: "")
        } else {
            for dashboard in Monitoring.dashboards { print(dashboard.uid) }
        }
    }

    private static var names: String { Monitoring.dashboards.map(\.uid).joined(separator: ", ") }
}

/// Prints the runbook.
struct MonitoringRunbook: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runbook", abstract: "Print the runbook, or what it says about one alert.")

    @Argument(help: "The name of an alert.")
    var alert: String?

    func run() async throws {
        guard let alert else { return print(Monitoring.runbook(), terminator: "") }
        guard let section = Monitoring.runbook(of: alert) else {
            let names = SelfAlerts.all().map(\.name).joined(separator: ", ")
            throw ValidationError("there is no alert \(alert) about Stagegate itself; there are: \(names)")
        }
        print(section, terminator: "")
    }
}
