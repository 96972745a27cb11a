import GateLint
import GateModel
import GateRules

/// Rule files that were read, decoded and looked at.
struct CheckedFiles {
    /// What was looked at, in the order in which it was named.
    let sources: [RuleSource]
    /// The lines of every file, also of those that are not YAML.
    let lines: [String: [String]]
    /// What reading and decoding found.
    let problems: [Diagnostic]

    init(patterns: [String]) {
        let files = RuleLoader.read(patterns: patterns)
        let (decoded, diagnostics) = RuleDecoder.decodeEach(files.nodes, after: files.diagnostics)
        var lines: [String: [String]] = [:]
        for file in files.read { lines[file.file] = Self.lines(of: file.bytes) }
        let rollouts = Dictionary(decoded.map { ($0.file, $0.rollouts) }) { first, _ in first }
        sources = files.nodes.map { file, node in
            RuleSource(file: file, lines: lines[file] ?? [], node: node, rollouts: rollouts[file] ?? [])
        }
        self.lines = lines
        problems = diagnostics
    }

    /// Every rollout with its file and its place there.
    var rollouts: [(source: RuleSource, place: RulePlace, rule: RolloutRule)] {
        sources.flatMap { source in
            source.rollouts.enumerated().map { (source, source.place(ofRollout: $0.offset), $0.element) }
        }
    }

    /// Everything that is wrong, less what comments switch off.
    ///
    /// - Parameters:
    ///   - surroundings: What is known of the world around the files.
    ///   - online: What asking the source found; `nil` when it was not asked.
    /// - Returns: The diagnostics, sorted.
    func diagnostics(_ surroundings: LintSurroundings, online: [Finding]?) -> [Diagnostic] {
        let checked = Lint.checked(surroundings, isOnline: online != nil)
        var byFile: [String: [Finding]] = [:]
        for problem in problems { byFile[problem.file, default: []].append(Finding(problem)) }
        for finding in online ?? [] { byFile[finding.diagnostic.file, default: []].append(finding) }
        for source in sources { byFile[source.file, default: []] += Lint.findings(in: source, surroundings) }
        for file in lines.keys where byFile[file] == nil { byFile[file] = [] }
        return byFile.flatMap { file, findings in
            // What an error hides cannot be found: a comment about it may well have an effect.
            let isBroken = findings.contains { $0.diagnostic.severity == .error }
            return IgnoreComments(file: file, lines: lines[file] ?? [])
                .apply(to: findings, checked: isBroken ? [] : checked)
        }.sorted()
    }

    /// The lines of a text; whatever is not UTF-8 was reported by the reader.
    private static func lines(of bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
    }
}
