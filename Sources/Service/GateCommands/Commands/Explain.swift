import ArgumentParser
import GateAnalysis
import GateHTTP
import GateModel
import GateRules

/// Prints what a rule asks and what each answer leads to.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what is asked for each gate and stop rule, ready to paste, and what each answer leads to.",
        discussion: """
            Nobody is asked. The commands ask the datasource given with --datasource.url, or that of the configuration, \
            without its secrets.
            """
    )

    @OptionGroup var options: RuleOptions
    @OptionGroup var outputOptions: OutputOptions

    @Option(help: "Only this gate or stop rule.")
    var gate: String?

    @Option(
        name: .customLong("datasource.url"), help: "Base URL for the commands (default http://localhost:9090).")
    var datasourceURL: String?

    @Option(name: .customLong("config.file"), help: "Take the datasource of this configuration instead.")
    var configFile: String?

    func validate() throws {
        if datasourceURL != nil, configFile != nil {
            throw ValidationError("say once whom to ask: either --datasource.url or --config.file")
        }
        try datasourceURL.map(SourceOptions.validate)
    }

    func run() async throws {
        let (rule, context, at) = try options.place()
        let explanation = RolloutExplanation(rule, context, at: at)
        let source = OpenSource(
            try configFile.map(SourceOptions.datasource(of:))
                ?? ServiceConfig.Datasource(url: datasourceURL ?? "http://localhost:9090"))
        defer { source.shutdown() }
        let answer = API.Explanation(explanation, of: gate) { source.curl($0, rule.queryTimeout) }
        guard !answer.gates.isEmpty || !answer.stopRules.isEmpty else {
            throw RuleOptions.cannot("nothing is asked for \(gate ?? "this rule") at stage \(context.stage.name)")
        }
        switch outputOptions.output {
        case .json: print(try JSONText.of(answer))
        case .text: print(ExplainText.lines(answer, explanation.statistics).joined(separator: "\n"))
        }
    }
}
