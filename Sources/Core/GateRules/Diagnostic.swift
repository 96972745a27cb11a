/// One problem of a file, or one remark about it.
public struct Diagnostic: Hashable, Sendable {
    /// How bad it is.
    public enum Severity: String, Sendable {
        /// The file cannot be used.
        case error
        /// The file can be used, but probably does not do what was meant.
        case warning
    }

    /// The file's path as it was given.
    public let file: String
    /// Where in the file; `nil` when the file as a whole is meant.
    public let position: Position?
    /// How bad it is.
    public let severity: Severity
    /// What is wrong: lower case, no full stop.
    public let message: String
    /// What to do about it.
    public let hint: String?

    /// Makes a diagnostic.
    public init(
        file: String, position: Position?, severity: Severity = .error, message: String, hint: String? = nil
    ) {
        self.file = file
        self.position = position
        self.severity = severity
        self.message = message
        self.hint = hint
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: message (hint)`, as compilers and editors know it.
    public var description: String {
        let place = position.map { "\(file):\($0.line):\($0.column)" } ?? file
        let text = severity == .warning ? "warning: \(message)" : message
        return "\(place): \(text)" + (hint.map { " (\($0))" } ?? "")
    }
}

extension Diagnostic: Comparable {
    /// Orders by file, place and message; what is about a whole file comes first.
    public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        left.sortKey < right.sortKey
    }

    private var sortKey: (String, Int, Int, String) {
        (file, position?.line ?? 0, position?.column ?? 0, message)
    }
}
