public import GateRules

/// A diagnostic, and the lines of which a comment can switch it off.
public struct Finding: Hashable, Sendable {
    /// What was found.
    public let diagnostic: Diagnostic
    /// From the key to the place that is shown; empty for what is about a whole file.
    public let lines: ClosedRange<Int>?

    /// A diagnostic that can be switched off on its own line.
    public init(_ diagnostic: Diagnostic) {
        self.diagnostic = diagnostic
        lines = diagnostic.position.map { $0.line...$0.line }
    }

    /// Makes a finding at a place of a rule file.
    ///
    /// - Parameters:
    ///   - id: What it is about.
    ///   - source: The file.
    ///   - place: Where in it.
    ///   - offset: The character of the text at that place, in Unicode scalars; `nil` for the place itself.
    ///   - message: What is wrong: lower case, no full stop.
    ///   - hint: What to do about it.
    public init(
        _ id: DiagnosticID, in source: RuleSource, at place: RulePlace, offset: Int? = nil, _ message: String,
        hint: String? = nil
    ) {
        let position = offset.map { place.position(ofOffset: $0, in: source.lines) } ?? place.position
        diagnostic = Diagnostic(file: source.file, position: position, id: id, message: message, hint: hint)
        lines = min(place.line, position.line)...max(place.line, position.line)
    }
}
