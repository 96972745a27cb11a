import GateLint
import GateModel
import GateRules

/// What the other files say that a rule file depends on.
struct CheckedWorld {
    /// What lint is told.
    private(set) var surroundings: LintSurroundings
    /// What is wrong with these files.
    private(set) var problems: [Diagnostic] = []
    /// The rule files that the configuration names.
    private(set) var ruleFiles: [String] = []
    /// The datasource of the configuration.
    private(set) var datasource: ServiceConfig.Datasource?

    init(configFile: String?, webConfigFile: String?, alertmanagerConfig: String?, now: Timestamp) {
        surroundings = LintSurroundings(now: now)
        let config = configFile.flatMap { read($0) }
        if let webConfigFile { problems += WebConfig.load(webConfigFile).diagnostics }
        if let alertmanagerConfig { readRoutes(alertmanagerConfig, config) }
    }

    private mutating func read(_ file: String) -> ServiceConfig? {
        let (config, diagnostics) = ServiceConfig.load(file)
        problems += diagnostics
        guard let config else { return nil }
        ruleFiles = config.ruleFiles
        datasource = config.datasource
        var people = Array(config.access.users.values) + config.access.certificates.values
        var isComplete = true
        if let tokens = config.access.tokensFile {
            let (read, diagnostics) = TokensFile.load(tokens)
            problems += diagnostics
            isComplete = read != nil
            people += (read ?? .empty).tokens.filter { $0.expiresAt.map { surroundings.now < $0 } ?? true }.map(\.actor)
        }
        // Of somebody who may stand in a file that cannot be read, nothing is known.
        if isComplete { surroundings.people = people.sorted { $0.name < $1.name } }
        return config
    }

    private mutating func readRoutes(_ file: String, _ config: ServiceConfig?) {
        let (node, diagnostics) = FileReader.readYAML(file)
        problems += diagnostics
        guard let node else { return }
        let context = DecodingContext(file: file)
        let tree = RoutingTree.decode(node, in: context)
        problems += context.diagnostics
        guard let tree else { return }
        let external = config?.externalLabels ?? [:]
        let common = config?.alerting.alertRelabeling ?? []
        let own = config?.alerting.alertmanagers.map(\.alertRelabeling) ?? []
        surroundings.routing = LintSurroundings.Routing(file: file, tree: tree) { labels in
            // As on delivery: external labels where absent, the common steps, then those of each Alertmanager.
            let sent = RelabelRule.apply(common, to: external.merging(labels))
            return (own.isEmpty ? [[]] : own).map { steps in sent.flatMap { RelabelRule.apply(steps, to: $0) } }
        }
    }
}
