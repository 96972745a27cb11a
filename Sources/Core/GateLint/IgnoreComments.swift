public import GateRules

/// The comments of a file that switch findings off: `# stagegate:ignore <id>: reason`.
///
/// A comment behind something is about its line; one that stands alone is about the next line that is not a comment. What
/// the YAML reader drops is looked for in the text, so that one inside a query counts, too, where it is a comment of PromQL.
/// Errors cannot be switched off: the service would refuse the file all the same.
public struct IgnoreComments {
    private struct Comment {
        let id: String
        let reason: String
        let position: Position
        let line: Int
    }

    private static let mark = "stagegate:ignore"

    private let file: String
    private let comments: [Comment]

    /// Finds the comments of a file.
    public init(file: String, lines: [String]) {
        self.file = file
        comments = lines.indices.compactMap { Self.comment(at: $0, in: lines) }
    }

    /// Takes away what is switched off, and adds what is wrong with the comments themselves.
    ///
    /// - Parameters:
    ///   - findings: Everything that was found in the file.
    ///   - checked: What was looked for; a comment about anything else may well have an effect another time.
    /// - Returns: What is left, sorted.
    public func apply(to findings: [Finding], checked: Set<DiagnosticID>) -> [Diagnostic] {
        guard !comments.isEmpty else { return Set(findings.map(\.diagnostic)).sorted() }
        var used: Set<Int> = []
        var left: Set<Diagnostic> = []
        for finding in findings {
            let hits = comments.indices.filter { covers(comments[$0], finding) }
            if hits.isEmpty { left.insert(finding.diagnostic) }
            used.formUnion(hits)
        }
        for (index, comment) in comments.enumerated() {
            if let problem = problem(of: comment, isUsed: used.contains(index), checked) { left.insert(problem) }
        }
        return left.sorted()
    }

    private func covers(_ comment: Comment, _ finding: Finding) -> Bool {
        finding.diagnostic.severity != .error && comment.id == finding.diagnostic.id.rawValue
            && finding.lines?.contains(comment.line) == true
    }

    private func problem(of comment: Comment, isUsed: Bool, _ checked: Set<DiagnosticID>) -> Diagnostic? {
        guard let id = DiagnosticID(rawValue: comment.id) else {
            let known = DiagnosticID.allCases.map(\.rawValue)
            let hint = Suggestion.hint(for: comment.id, among: known) ?? "\(Self.mark) <id>: reason"
            return diagnostic(.ignoreWithoutEffect, comment, "`\(comment.id)` is nothing that is checked", hint)
        }
        guard id.severity != .error else {
            return diagnostic(
                .ignoreWithoutEffect, comment, "`\(comment.id)` is an error and cannot be switched off", "correct it")
        }
        if !isUsed, checked.contains(id) {
            return diagnostic(
                .ignoreWithoutEffect, comment, "there is no `\(comment.id)` at line \(comment.line)",
                "remove the comment, or move it to the line of the finding")
        }
        guard comment.reason.isEmpty else { return nil }
        return diagnostic(
            .ignoreWithoutReason, comment, "`\(comment.id)` is switched off without a reason",
            "\(Self.mark) \(comment.id): why it is meant")
    }

    private func diagnostic(
        _ id: DiagnosticID, _ comment: Comment, _ message: String, _ hint: String
    ) -> Diagnostic {
        Diagnostic(file: file, position: comment.position, id: id, message: message, hint: hint)
    }

    private static func comment(at index: Int, in lines: [String]) -> Comment? {
        let line = lines[index]
        // Nearly all lines have none, and this is the fastest way to see it.
        guard hasMark(line.utf8), let (text, column) = comment(of: line) else { return nil }
        let rest = text.dropFirst(mark.count).drop { $0 == " " }
        let id = rest.prefix { $0 != ":" && $0 != " " }
        let reason = rest.dropFirst(id.count).drop { $0 == ":" || $0 == " " }
        return Comment(
            id: String(id), reason: String(reason), position: Position(line: index + 1, column: column),
            line: isAlone(line) ? nextLine(after: index, in: lines) : index + 1)
    }

    /// Whether the mark follows a sign that can begin a comment.
    private static func hasMark(_ line: String.UTF8View) -> Bool {
        var rest = line[...]
        while let sign = rest.firstIndex(of: UInt8(ascii: "#")) {
            rest = rest[line.index(after: sign)...]
            if rest.drop(while: { $0 == UInt8(ascii: " ") }).starts(with: mark.utf8) { return true }
        }
        return false
    }

    /// The text of the comment behind the last sign that can begin one, and where the sign stands.
    private static func comment(of line: String) -> (text: Substring, column: Int)? {
        for index in line.indices where line[index] == "#" {
            let isStart = index == line.startIndex || line[line.index(before: index)].isWhitespace
            let text = line[line.index(after: index)...].drop { $0 == " " }
            guard isStart, text.hasPrefix(mark) else { continue }
            return (text, line.unicodeScalars.distance(from: line.startIndex, to: index) + 1)
        }
        return nil
    }

    private static func isAlone(_ line: String) -> Bool { line.first { !$0.isWhitespace } == "#" }

    /// The next line with something on it, counted from 1.
    private static func nextLine(after index: Int, in lines: [String]) -> Int {
        let next = lines[(index + 1)...].firstIndex { line in
            guard let first = line.first(where: { !$0.isWhitespace }) else { return false }
            return first != "#"
        }
        return (next ?? index) + 1
    }
}
