import ArgumentParser
import GateRules

/// Reports every problem of rule files and of the configuration.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report every problem of rule files, and of the configuration, as file:line:column: message.",
        discussion: "Exits with 0 when the files can be used, with 1 when they cannot."
    )

    @Option(
        name: .customLong("config.file"),
        help: "Check this configuration, and the rule files and the tokens file it names.")
    var configFile: String?

    @Option(name: .customLong("web.config.file"), help: "Check this web configuration, too.")
    var webConfigFile: String?

    @OptionGroup var outputOptions: OutputOptions

    @Argument(help: "Rule files, or patterns of them.")
    var files: [String] = []

    func validate() throws {
        guard configFile != nil || webConfigFile != nil || !files.isEmpty else {
            throw ValidationError("name a rule file, or a configuration with --config.file or --web.config.file")
        }
    }

    func run() async throws {
        var patterns = files
        var diagnostics: [Diagnostic] = []
        if let configFile {
            let (config, problems) = ServiceConfig.load(configFile)
            diagnostics += problems
            patterns += config?.ruleFiles ?? []
            if let tokens = config?.access.tokensFile { diagnostics += TokensFile.load(tokens).diagnostics }
        }
        if let webConfigFile { diagnostics += WebConfig.load(webConfigFile).diagnostics }
        let outcome = RuleLoader.load(patterns: patterns)
        diagnostics += outcome.diagnostics
        try report(diagnostics, rollouts: outcome.rules.rollouts.map(\.name))
    }

    private func report(_ diagnostics: [Diagnostic], rollouts: [String]) throws {
        let hasErrors = diagnostics.contains { $0.severity == .error }
        switch outputOptions.output {
        case .json:
            print(try JSONText.of(CheckReport(diagnostics, rollouts: rollouts)))
        case .text:
            for diagnostic in diagnostics { print(diagnostic) }
            if !hasErrors { print("\(Terminal.standard.paint("ok", .good)): \(rollouts.joined(separator: ", "))") }
        }
        if hasErrors { throw ExitCode(1) }
    }
}

/// The answer of `check` for programs.
private struct CheckReport: Encodable {
    struct Problem: Encodable {
        let file: String
        let line: Int?
        let column: Int?
        let severity: String
        let message: String
        let hint: String?
    }

    let ok: Bool
    let rollouts: [String]
    let problems: [Problem]

    init(_ diagnostics: [Diagnostic], rollouts: [String]) {
        ok = !diagnostics.contains { $0.severity == .error }
        self.rollouts = rollouts
        problems = diagnostics.map {
            Problem(
                file: $0.file, line: $0.position?.line, column: $0.position?.column, severity: $0.severity.rawValue,
                message: $0.message, hint: $0.hint)
        }
    }
}
