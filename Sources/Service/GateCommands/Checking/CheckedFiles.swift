import GateLint
import GateModel
import GateRules
import YAMLReader

/// Rule files that were read, decoded and looked at.
struct CheckedFiles {
    /// What was looked at, in the order in which it was named.
    let sources: [RuleSource]
    /// The lines of every file, also of those that are not YAML.
    let lines: [String: [String]]
    /// What reading and decoding found.
    let problems: [Diagnostic]

    init(patterns: [String]) async {
        let (paths, missing) = RuleLoader.find(patterns: patterns)
        let files = await paths.mapOnAllCores { CheckedFile($0) }
        let (joined, diagnostics) = RuleDecoder.join(
            files.compactMap { $0.content?.decoded }, after: missing + files.flatMap(\.problems))
        sources = zip(files.filter { $0.content != nil }, joined).compactMap { file, decoded in
            file.content.map {
                RuleSource(file: file.path, lines: file.lines ?? [], node: $0.node, rollouts: decoded.rollouts)
            }
        }
        lines = Dictionary(uniqueKeysWithValues: files.compactMap { file in file.lines.map { (file.path, $0) } })
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
    func diagnostics(_ surroundings: LintSurroundings, online: [Finding]?) async -> [Diagnostic] {
        let checked = Lint.checked(surroundings, isOnline: online != nil)
        let found = Dictionary(grouping: problems.map(Finding.init) + (online ?? []), by: \.diagnostic.file)
        let sources = Dictionary(uniqueKeysWithValues: sources.map { ($0.file, $0) })
        return await Set(found.keys).union(lines.keys).sorted().mapOnAllCores { file in
            let findings = (found[file] ?? []) + (sources[file].map { Lint.findings(in: $0, surroundings) } ?? [])
            // What an error hides cannot be found: a comment about it may well have an effect.
            let isBroken = findings.contains { $0.diagnostic.severity == .error }
            return IgnoreComments(file: file, lines: lines[file] ?? [])
                .apply(to: findings, checked: isBroken ? [] : checked)
        }.flatMap(\.self).sorted()
    }
}

/// A rule file that was read and decoded by itself.
private struct CheckedFile: Sendable {
    let path: String
    /// Its lines; `nil` where it cannot be read.
    let lines: [String]?
    /// What it says; `nil` where it is no YAML.
    let content: (node: ConfigNode, decoded: DecodedFile)?
    /// What is wrong so far.
    let problems: [Diagnostic]

    init(_ path: String) {
        self.path = path
        switch FileReader.read(path) {
        case .success(let bytes):
            let (node, problems) = YAMLReader.read(bytes, file: path)
            lines = Self.lines(of: bytes)
            content = node.map { ($0, RuleDecoder.decode($0, file: path)) }
            self.problems = problems
        case .failure(let error):
            lines = nil
            content = nil
            problems = [Diagnostic(file: path, position: nil, message: error.reason)]
        }
    }

    /// The lines of a text; whatever is not UTF-8 was reported by the reader.
    private static func lines(of bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
    }
}
