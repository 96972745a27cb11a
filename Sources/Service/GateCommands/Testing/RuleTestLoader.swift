import GateModel
import GateReplay
import GateRules

/// A file of rule tests with everything it names.
struct RuleTestSuite: Sendable {
    let tests: RuleTestFile
    let rules: RuleSet
    /// The rule files with the names of their rollouts.
    let ruleFiles: [(file: String, rollouts: [String])]
    /// Whom Alertmanager would tell of an alert; `nil` where the file names no configuration.
    let receivers: (@Sendable (Labels) -> [String])?
}

/// Reads files of rule tests, the rules they are about and the routes of the Alertmanager.
enum RuleTestLoader {
    /// Reads everything, and reports everything that is wrong.
    ///
    /// - Parameter patterns: The files, or patterns of them.
    /// - Returns: The suites, none of them when anything is an error; and every problem.
    static func load(_ patterns: [String]) -> (suites: [RuleTestSuite], diagnostics: [Diagnostic]) {
        var suites: [RuleTestSuite] = []
        var diagnostics: [Diagnostic] = []
        var seen: Set<String> = []
        for pattern in patterns {
            let files = Glob.expand(pattern)
            if files.isEmpty {
                diagnostics.append(Diagnostic(file: pattern, position: nil, message: "no file of rule tests there"))
            }
            for file in files where seen.insert(file).inserted {
                let (suite, problems) = suite(file)
                diagnostics += problems
                if let suite { suites.append(suite) }
            }
        }
        let hasErrors = diagnostics.contains { $0.severity == .error }
        return (hasErrors ? [] : suites, diagnostics)
    }

    private static func suite(_ file: String) -> (RuleTestSuite?, [Diagnostic]) {
        let (node, unreadable) = FileReader.readYAML(file)
        guard let node else { return (nil, unreadable) }
        let (decoded, problems) = RuleTestDecoder.decode(node, file: file)
        var diagnostics = unreadable + problems
        guard let tests = decoded else { return (nil, diagnostics) }
        let folder = Glob.folder(of: file)
        let patterns = tests.ruleFiles.map { Glob.resolve($0.value, in: folder) }
        let outcome = RuleLoader.load(patterns: patterns)
        diagnostics += outcome.diagnostics.filter { $0.severity == .error }
        guard !outcome.hasErrors else { return (nil, diagnostics) }
        diagnostics += RuleTestCheck.problems(tests, against: outcome.rules)
        let routes = tests.alertmanager.map { RouteFile.load(Glob.resolve($0.value, in: folder)) }
        diagnostics += routes?.diagnostics ?? []
        guard !diagnostics.contains(where: { $0.severity == .error }) else { return (nil, diagnostics) }
        let names = outcome.rules.rollouts.map(\.name)
        let files = patterns.flatMap(Glob.expand).map { file in
            (file: file, rollouts: names.filter { outcome.origins[$0] == file })
        }
        let suite = RuleTestSuite(
            tests: tests, rules: outcome.rules, ruleFiles: files, receivers: routes?.receivers)
        return (suite, diagnostics)
    }
}
