import ArgumentParser
import GateAnalysis
import GateModel
import GateRules

/// Reports every problem of rule files and of the configuration.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report every problem of rule files, and of the configuration, as file:line:column: message.",
        discussion: """
            Says, too, how much traffic gates with confidence need; with --online, whether there is so much. Exits with 0 \
            when the files can be used, with 1 when they cannot.
            """
    )

    @Option(
        name: .customLong("config.file"),
        help: "Check this configuration, and the rule files and the tokens file it names.")
    var configFile: String?

    @Flag(help: "Ask the datasource how much traffic there is, and warn where a window cannot be enough.")
    var online = false

    @Option(
        name: .customLong("datasource.url"),
        help: "Base URL of Prometheus for --online; the datasource of the configuration by default.")
    var datasourceURL: String?

    @Option(name: .customLong("web.config.file"), help: "Check this web configuration, too.")
    var webConfigFile: String?

    @OptionGroup var outputOptions: OutputOptions

    @Argument(help: "Rule files, or patterns of them.")
    var files: [String] = []

    func validate() throws {
        guard configFile != nil || webConfigFile != nil || !files.isEmpty else {
            throw ValidationError("name a rule file, or a configuration with --config.file or --web.config.file")
        }
        if online, datasourceURL == nil, configFile == nil {
            throw ValidationError("say where to ask: either --datasource.url or --config.file")
        }
        if datasourceURL != nil, !online { throw ValidationError("--datasource.url has a meaning only with --online") }
        try datasourceURL.map(SourceOptions.validate)
    }

    func run() async throws {
        var patterns = files
        var diagnostics: [Diagnostic] = []
        var datasource = datasourceURL.map { ServiceConfig.Datasource(url: $0) }
        if let configFile {
            let (config, problems) = ServiceConfig.load(configFile)
            diagnostics += problems
            datasource = datasource ?? config?.datasource
            patterns += config?.ruleFiles ?? []
            if let tokens = config?.access.tokensFile { diagnostics += TokensFile.load(tokens).diagnostics }
        }
        if let webConfigFile { diagnostics += WebConfig.load(webConfigFile).diagnostics }
        let outcome = RuleLoader.load(patterns: patterns)
        diagnostics += outcome.diagnostics
        let rules = outcome.rules.rollouts
        let source = online && !rules.isEmpty ? datasource.map(OpenSource.init) : nil
        defer { source?.shutdown() }
        var proofs: [RolloutProofs] = []
        for rule in rules { proofs.append(await RolloutProofs(rule, source)) }
        try report(diagnostics, proofs)
    }

    private func report(_ diagnostics: [Diagnostic], _ proofs: [RolloutProofs]) throws {
        let hasErrors = diagnostics.contains { $0.severity == .error }
        let rollouts = proofs.map(\.rollout)
        switch outputOptions.output {
        case .json:
            print(try JSONText.of(CheckReport(diagnostics, rollouts: rollouts, proofs)))
        case .text:
            for diagnostic in diagnostics { print(diagnostic) }
            if hasErrors { break }
            print("\(Terminal.standard.paint("ok", .good)): \(rollouts.joined(separator: ", "))")
            for line in proofs.flatMap(\.lines) { print("  \(line)") }
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

    /// How much traffic a gate needs at a stage.
    struct Proof: Encodable {
        let rollout: String
        let gate: String
        let stage: String
        let seconds: Double
        /// Requests of the canary; absent where the rates are not known or lead nowhere.
        let needed: Double?
        /// Requests of the canary to expect; absent without `--online`, and where nothing is known.
        let expected: Double?
        let warning: String?
    }

    let ok: Bool
    let rollouts: [String]
    let problems: [Problem]
    let proofs: [Proof]

    init(_ diagnostics: [Diagnostic], rollouts: [String], _ proofs: [RolloutProofs]) {
        ok = !diagnostics.contains { $0.severity == .error }
        self.rollouts = rollouts
        problems = diagnostics.map {
            Problem(
                file: $0.file, line: $0.position?.line, column: $0.position?.column, severity: $0.severity.rawValue,
                message: $0.message, hint: $0.hint)
        }
        self.proofs = proofs.flatMap { rollout in
            rollout.needs.map { need in
                Proof(
                    rollout: rollout.rollout, gate: need.gate.name, stage: need.stage.name, seconds: need.time.seconds,
                    needed: need.trials?.rounded(.up), expected: need.expected?.rounded(),
                    warning: rollout.isWarning(need) ? rollout.line(need) : nil)
            }
        }
    }
}
