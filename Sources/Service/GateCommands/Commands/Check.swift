import ArgumentParser
import GateAnalysis
import GateLint
import GateModel
import GateRules

/// Reports every problem of rule files and of the configuration.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report every problem of rule files, and of the configuration, as file:line:column: message.",
        discussion: """
            Errors make a file unusable; warnings and remarks say what a usable one will not do. Each has an id in brackets; \
            a comment behind a line switches a warning off: # stagegate:ignore <id>: reason.
            Says, too, how much traffic gates with confidence need; with --online, whether there is so much. Exits with 0 \
            when the files can be used, with 1 when they cannot, and with 3 when there are warnings and --lint-fatal.
            """
    )

    @Option(
        name: .customLong("config.file"),
        help: "Check this configuration, and the rule files and the tokens file it names.")
    var configFile: String?

    @Flag(help: "Ask the datasource, too: syntax, series, scrape intervals, buckets, traffic, time.")
    var online = false

    @Option(
        name: .customLong("datasource.url"),
        help: "Base URL of Prometheus for --online; the datasource of the configuration by default.")
    var datasourceURL: String?

    @Option(name: .customLong("web.config.file"), help: "Check this web configuration, too.")
    var webConfigFile: String?

    @Option(
        name: .customLong("alertmanager.config"),
        help: "Check with this configuration of Alertmanager that somebody hears of every alert.")
    var alertmanagerConfig: String?

    @Flag(name: .customLong("lint-fatal"), help: "Exit with 3 when there are warnings.")
    var isLintFatal = false

    @Option(name: .shortAndLong, help: "How to print the answer: text, json, sarif or junit.")
    var output: CheckFormat = .text

    @Argument(help: "Rule files, or patterns of them; tests of rules (*.test.yml) are left out.")
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
        let now = SystemTime.now()
        let world = CheckedWorld(
            configFile: configFile, webConfigFile: webConfigFile, alertmanagerConfig: alertmanagerConfig, now: now)
        let files = await CheckedFiles(patterns: files + world.ruleFiles)
        let datasource = datasourceURL.map { ServiceConfig.Datasource(url: $0) } ?? world.datasource
        let rollouts = files.rollouts
        let source = online && !rollouts.isEmpty ? datasource.map(OpenSource.init) : nil
        defer { source?.shutdown() }
        var proofs: [RolloutProofs] = []
        var asked: [Finding] = []
        var measurements: [QueryMeasurement] = []
        for rollout in rollouts {
            let proof = await RolloutProofs(rollout.rule, source)
            proofs.append(proof)
            guard let source else { continue }
            var check = OnlineCheck(rollout.source, rollout.place, rollout.rule, source)
            await check.run(at: now)
            asked += check.findings + proof.findings(in: rollout.source, at: rollout.place)
            measurements += check.measurements
        }
        let found = await files.diagnostics(world.surroundings, online: source == nil ? nil : asked)
        let result = CheckResult(
            files: files.sources.map(\.file), diagnostics: (world.problems + found).sorted(),
            rollouts: rollouts.map(\.rule.name), lines: files.lines, proofs: proofs, measurements: measurements,
            isLintFatal: isLintFatal)
        try report(result)
    }

    private func report(_ result: CheckResult) throws {
        switch output {
        case .json: print(try JSONText.of(CheckReport(result)))
        case .sarif: print(try JSONText.of(CheckSARIF(result)))
        case .junit: print(CheckJUnit(result: result).text)
        case .text: for line in CheckText(result: result, terminal: .standard).lines { print(line) }
        }
        if result.exitCode != 0 { throw ExitCode(result.exitCode) }
    }
}

/// How `check` prints its answer.
enum CheckFormat: String, CaseIterable, ExpressibleByArgument {
    /// For people.
    case text
    /// For programs.
    case json
    /// For code hosts.
    case sarif
    /// For CI systems.
    case junit
}
