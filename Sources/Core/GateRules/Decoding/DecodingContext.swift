/// Collects what is wrong with one file while it is decoded.
public final class DecodingContext {
    /// The file's path as it was given.
    public let file: String
    /// Everything reported so far, in the order in which it was found.
    public private(set) var diagnostics: [Diagnostic] = []

    /// Where values begin that were read as secrets: whoever shows the file has to leave them out.
    public private(set) var secrets: Set<Position> = []

    /// How many problems of each severity are kept: nobody reads on after so many, and a file can have any number.
    public static let limit = 1000

    /// Makes a context without problems.
    public convenience init(file: String) {
        self.init(file: file, after: [])
    }

    /// Makes a context for what is found later in a file.
    init(file: String, after diagnostics: [Diagnostic]) {
        self.file = file
        self.diagnostics = diagnostics
        seen = Set(diagnostics)
        for diagnostic in diagnostics { counts[diagnostic.severity, default: 0] += 1 }
    }

    /// Notes a problem; the same one at the same place, as an alias brings it, is noted once.
    ///
    /// - Parameters:
    ///   - message: What is wrong: lower case, no full stop.
    ///   - position: Where; `nil` when the file as a whole is meant.
    ///   - id: What it is about; says how bad it is, too.
    ///   - hint: What to do about it.
    public func report(
        _ message: String, at position: Position?, id: DiagnosticID = .invalid, hint: String? = nil
    ) {
        let diagnostic = Diagnostic(file: file, position: position, id: id, message: message, hint: hint)
        let severity = diagnostic.severity
        let count = counts[severity, default: 0]
        guard count <= Self.limit, seen.insert(diagnostic).inserted else { return }
        counts[severity] = count + 1
        diagnostics.append(count < Self.limit ? diagnostic : overflow(diagnostic))
    }

    /// Notes that a value is a secret.
    public func noteSecret(at position: Position) {
        secrets.insert(position)
    }

    /// Says once that the list is not complete.
    private func overflow(_ last: Diagnostic) -> Diagnostic {
        let what = last.severity == .error ? "problems" : "warnings"
        return Diagnostic(
            file: file, position: nil, id: last.id,
            message: "there are more than \(Self.limit) \(what); these are the first")
    }

    private var seen: Set<Diagnostic>
    private var counts: [Diagnostic.Severity: Int] = [:]
}

/// A value and where it stands.
public struct Located<Value> {
    /// The value.
    public let value: Value
    /// Where its text begins.
    public let position: Position

    /// Makes a located value.
    public init(_ value: Value, at position: Position) {
        self.value = value
        self.position = position
    }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
