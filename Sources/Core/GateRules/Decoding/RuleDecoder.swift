/// Turns rule files into rules and reports everything that is wrong with them.
public enum RuleDecoder {
    /// Decodes all rule files that are to be loaded together.
    ///
    /// - Parameters:
    ///   - files: Each file's path, as it is to appear in diagnostics, and its tree.
    ///   - earlier: What was reported while the files were read; a file of which there is no tree is reported here only.
    /// - Returns: The rules in the order of the files, none of them when anything is an error; and every problem of
    ///   every file, the earlier ones, too, sorted by file, line and column.
    public static func decode(
        _ files: [(file: String, node: ConfigNode)], after earlier: [Diagnostic] = []
    ) -> (rules: RuleSet, diagnostics: [Diagnostic]) {
        let (decoded, diagnostics) = decodeEach(files, after: earlier)
        let isUsable = !diagnostics.contains { $0.severity == .error }
        return (RuleSet(rollouts: isUsable ? decoded.flatMap(\.rollouts) : []), diagnostics)
    }

    /// Decodes all rule files that are to be loaded together, and keeps them apart.
    ///
    /// - Parameters:
    ///   - files: Each file's path, as it is to appear in diagnostics, and its tree.
    ///   - earlier: What was reported while the files were read; a file of which there is no tree is reported here only.
    /// - Returns: The rollouts of each file in its order, none where the file has an error; and every problem of every
    ///   file, the earlier ones, too, sorted by file, line and column.
    public static func decodeEach(
        _ files: [(file: String, node: ConfigNode)], after earlier: [Diagnostic] = []
    ) -> (files: [(file: String, rollouts: [RolloutRule])], diagnostics: [Diagnostic]) {
        join(files.map { decode($0.node, file: $0.file) }, after: earlier)
    }

    /// Decodes one file by itself.
    ///
    /// - Parameters:
    ///   - node: Its tree.
    ///   - file: Its path, as it is to appear in diagnostics.
    /// - Returns: What the file says, to be put together with the others.
    public static func decode(_ node: ConfigNode, file: String) -> DecodedFile {
        let context = DecodingContext(file: file)
        let drafts = Self.file.decode(node, in: context) ?? []
        return DecodedFile(file: file, drafts: drafts, diagnostics: context.diagnostics)
    }

    /// Puts together what files say that were decoded by themselves: no two may define the same rollout.
    ///
    /// - Parameters:
    ///   - files: The files that are to be loaded together.
    ///   - earlier: What was reported while the files were read; a file of which there is no tree is reported here only.
    /// - Returns: The same as ``decodeEach(_:after:)``.
    public static func join(
        _ files: [DecodedFile], after earlier: [Diagnostic]
    ) -> (files: [(file: String, rollouts: [RolloutRule])], diagnostics: [Diagnostic]) {
        var decoded: [(file: String, rollouts: [RolloutRule])] = []
        var diagnostics = earlier
        var broken = Set(earlier.filter { $0.severity == .error }.map(\.file))
        var taken: [String: String] = [:]
        for file in files {
            let context = DecodingContext(file: file.file, after: file.diagnostics)
            for name in file.drafts.compactMap(\.name) {
                claim(name, from: &taken, in: context)
            }
            diagnostics += context.diagnostics
            if context.diagnostics.contains(where: { $0.severity == .error }) { broken.insert(file.file) }
            decoded.append((file.file, broken.contains(file.file) ? [] : file.drafts.compactMap(\.value)))
        }
        return (decoded, diagnostics.sorted())
    }

    /// What a rule file takes.
    public static var shape: Shape { file.shape }

    private static var file: ValueDecoder<[Draft<RolloutRule>]> {
        .mapping("a rule file") { keys in keys.required("rollouts", .nonEmptyList(of: rollout)) }
    }

    private static func claim(
        _ name: Located<String>, from taken: inout [String: String], in context: DecodingContext
    ) {
        if let first = taken[name.value] {
            context.report("the rollout `\(name.value)` is defined twice", at: name.position, hint: "first at \(first)")
        } else {
            taken[name.value] = "\(context.file):\(name.position.line):\(name.position.column)"
        }
    }
}

/// A rule file that was decoded by itself.
public struct DecodedFile: Sendable {
    let file: String
    let drafts: [Draft<RolloutRule>]
    let diagnostics: [Diagnostic]
}
