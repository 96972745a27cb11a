import GateRules

/// Everything the service reads from files: all of it usable, or none.
struct Settings {
    let config: ServiceConfig
    let rules: RuleSet
    let tokens: TokensFile
    /// What can be used but is probably not what was meant, a line for each.
    let warnings: [String]
    /// The configuration as it may be shown.
    let text: String
    /// The rule file each rollout is from.
    let origins: [String: String]

    /// What the files say about who may call.
    var accessBook: AccessHolder.Book { AccessHolder.Book(tokens: tokens, access: config.access) }

    /// Why the files cannot be used, a line for each problem.
    struct Problems: Error, CustomStringConvertible {
        let lines: [String]

        var description: String { lines.joined(separator: "\n") }
    }

    /// Reads configuration, rule files and tokens, and reports the problems of all of them at once.
    static func load(_ configFile: String) -> Result<Settings, Problems> {
        var (config, diagnostics, text) = ServiceConfig.read(configFile)
        var tokens: TokensFile? = .empty
        var rules = RuleSet(rollouts: [])
        var origins: [String: String] = [:]
        if let config {
            let outcome = RuleLoader.load(patterns: config.ruleFiles)
            diagnostics += outcome.diagnostics
            rules = outcome.rules
            origins = outcome.origins
            if let path = config.access.tokensFile {
                let loaded = TokensFile.load(path)
                diagnostics += loaded.diagnostics
                tokens = loaded.tokens
            }
        }
        let errors = diagnostics.filter { $0.severity == .error }
        guard let config, let tokens, errors.isEmpty else {
            return .failure(Problems(lines: errors.map(\.description)))
        }
        let warnings = diagnostics.map(\.description)
        return .success(
            Settings(
                config: config, rules: rules, tokens: tokens, warnings: warnings, text: text, origins: origins))
    }
}
