public import ArgumentParser

/// The command line: one binary for the service and for everything an operator does with it.
public struct Stagegate: AsyncParsableCommand {
    /// The commands.
    public static let configuration = CommandConfiguration(
        commandName: "stagegate",
        abstract:
            "The gate in front of a staged rollout: judges Prometheus metrics, promotes or takes back, keeps evidence.",
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(name: "Service:", subcommands: [Serve.self, Healthy.self, VersionCommand.self]),
            CommandGroup(
                name: "Rules:",
                subcommands: [
                    Check.self, TestCommand.self, Replay.self, Explain.self, Evaluate.self, SchemaCommand.self,
                ]),
            CommandGroup(
                name: "Rollouts:",
                subcommands: [
                    Status.self, Start.self, Approve.self, HoldCommand.self, Unhold.self, RollbackCommand.self,
                    Kill.self, Resume.self, Abort.self, IncidentCommand.self, PreflightCommand.self,
                    DrillCommand.self,
                ]),
            CommandGroup(name: "Monitoring:", subcommands: [MonitoringCommand.self]),
            CommandGroup(name: "Evidence:", subcommands: [Report.self, JournalCommand.self]),
        ]
    )

    /// Made by the parser.
    public init() {}
}
