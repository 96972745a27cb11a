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

    /// Reads the files that match the patterns; a pattern that matches nothing is a problem, too.
    static func load(patterns: [String]) -> Outcome {
        var diagnostics: [Diagnostic] = []
        var nodes: [(file: String, node: ConfigNode)] = []
        for pattern in patterns {
            let files = Glob.expand(pattern)
            if files.isEmpty {
                diagnostics.append(
                    Diagnostic(file: pattern, position: nil, message: "no rule file there", hint: "check the path"))
            }
            for file in files where !nodes.contains(where: { $0.file == file }) {
                let (node, problems) = FileReader.readYAML(file)
                diagnostics += problems
                if let node { nodes.append((file, node)) }
            }
        }
        let (rules, all) = RuleDecoder.decode(nodes, after: diagnostics)
        return Outcome(
            rules: RuleSet(rollouts: rules.rollouts.map(digested)), diagnostics: all, origins: origins(nodes))
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
