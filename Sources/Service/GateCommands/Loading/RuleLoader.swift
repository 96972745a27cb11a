import FoundationEssentials
import GateModel
import GateRules
import Hashing
import YAMLReader

/// Reads rule files from disk into a rule set, with every problem of every file.
struct RuleLoader {
    /// What came of it: the rules are usable only when there is no error among the diagnostics.
    struct Outcome {
        let rules: RuleSet
        let diagnostics: [Diagnostic]
        /// The file each rollout is from.
        let origins: [String: String]

        var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
    }

    /// The files that could be read.
    struct Files {
        /// Each file with its text and its tree, where it has one.
        var read: [(file: String, bytes: [UInt8], node: ConfigNode?)] = []
        /// What is wrong with them so far.
        var diagnostics: [Diagnostic] = []

        /// The trees.
        var nodes: [(file: String, node: ConfigNode)] {
            read.compactMap { file in file.node.map { (file.file, $0) } }
        }
    }

    /// Reads the files that match the patterns; a pattern that matches nothing is a problem, too.
    static func load(patterns: [String]) -> Outcome {
        let files = read(patterns: patterns)
        let (rules, diagnostics) = RuleDecoder.decode(files.nodes, after: files.diagnostics)
        return Outcome(
            rules: RuleSet(rollouts: rules.rollouts.map(digested)), diagnostics: diagnostics,
            origins: origins(files.nodes))
    }

    /// Reads the files that match the patterns, each once, and does not decode them yet.
    ///
    /// Tests lie beside the rules they are about, and `*.yml` does not mean them.
    static func read(patterns: [String]) -> Files {
        let (paths, missing) = find(patterns: patterns)
        var files = Files(diagnostics: missing)
        for file in paths {
            switch FileReader.read(file) {
            case .success(let bytes):
                let (node, problems) = YAMLReader.read(bytes, file: file)
                files.read.append((file, bytes, node))
                files.diagnostics += problems
            case .failure(let error):
                files.diagnostics.append(Diagnostic(file: file, position: nil, message: error.reason))
            }
        }
        return files
    }

    /// The files that match the patterns, each once; a pattern that matches nothing is a problem.
    static func find(patterns: [String]) -> (files: [String], diagnostics: [Diagnostic]) {
        var files: [String] = []
        var diagnostics: [Diagnostic] = []
        var known: Set<String> = []
        for pattern in patterns {
            let found = Glob.expand(pattern).filter { !isTest($0) }
            if found.isEmpty {
                diagnostics.append(
                    Diagnostic(file: pattern, position: nil, message: "no rule file there", hint: "check the path"))
            }
            files += found.filter { known.insert($0).inserted }
        }
        return (files, diagnostics)
    }

    private static func isTest(_ file: String) -> Bool {
        file.hasSuffix(".test.yml") || file.hasSuffix(".test.yaml")
    }

    private static func origins(_ nodes: [(file: String, node: ConfigNode)]) -> [String: String] {
        var origins: [String: String] = [:]
        for (file, node) in nodes {
            guard case .sequence(let rollouts)? = node["rollouts"]?.content else { continue }
            for rollout in rollouts {
                if case .scalar(let name, _)? = rollout["name"]?.content { origins[name] = file }
            }
        }
        return origins
    }

    /// The rule with the digest of its canonical form: JSON with sorted keys.
    private static func digested(_ rule: RolloutRule) -> RolloutRule {
        var rule = rule
        rule.digest = ""
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A rule holds finite numbers only: the decoder of the rule file refuses the others.
        guard let canonical = try? encoder.encode(rule) else { preconditionFailure("a rule could not be encoded") }
        rule.digest = SHA256.hex([UInt8](canonical))
        return rule
    }
}

extension ConfigNode {
    /// The value of a key of a mapping.
    fileprivate subscript(key: String) -> ConfigNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }
}
