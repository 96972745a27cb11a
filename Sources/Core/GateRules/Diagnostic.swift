/// One problem of a file, or one remark about it.
public struct Diagnostic: Hashable, Sendable {
    /// How bad it is.
    public enum Severity: String, Codable, Sendable {
        /// The file cannot be used.
        case error
        /// The file can be used, but probably does not do what was meant.
        case warning
        /// Worth knowing; it may well be meant.
        case info
    }

    /// The file's path as it was given.
    public let file: String
    /// Where in the file; `nil` when the file as a whole is meant.
    public let position: Position?
    /// What it is about.
    public let id: DiagnosticID
    /// What is wrong: lower case, no full stop.
    public let message: String
    /// What to do about it.
    public let hint: String?

    /// How bad it is.
    public var severity: Severity { id.severity }

    /// Makes a diagnostic.
    public init(
        file: String, position: Position?, id: DiagnosticID = .invalid, message: String, hint: String? = nil
    ) {
        self.file = file
        self.position = position
        self.id = id
        self.message = message
        self.hint = hint
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: message (hint)`, as compilers and editors know it.
    public var description: String {
        let place = position.map { "\(file):\($0.line):\($0.column)" } ?? file
        let text = severity == .error ? message : "\(severity.rawValue): \(message)"
        return "\(place): \(text)" + (hint.map { " (\($0))" } ?? "")
    }
}

extension Diagnostic: Comparable {
    /// Orders by file, place and message; what is about a whole file comes first.
    public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        left.sortKey < right.sortKey
    }

    private var sortKey: (String, Int, Int, String, String) {
        (file, position?.line ?? 0, position?.column ?? 0, message, id.rawValue)
    }
}
