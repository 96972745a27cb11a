/// A PromQL text with placeholders such as `{{ over }}`, taken apart but not yet filled in.
///
/// Blanks inside the braces are optional. Of three or more opening braces the last two belong to the placeholder, so that
/// `requests{{{ track }}}` selects as one expects.
public struct QueryTemplate: Equatable, Sendable {
    /// What a query may ask to have filled in.
    public enum Placeholder: String, CaseIterable, Sendable {
        /// The range looked at, as a PromQL duration.
        case over
        /// The matchers of the track that is asked, without braces.
        case track
        /// The rollout's name.
        case rollout
        /// The revision under rollout.
        case revision
        /// The stage's name.
        case stage
        /// The stage's weight in whole percent.
        case weight
    }

    /// A piece of the text.
    public enum Part: Equatable, Sendable {
        /// Text that stays as it is; never empty.
        case literal(String)
        /// Something to fill in.
        case placeholder(Placeholder)
    }

    /// The pieces in the order of the text; two literals never follow each other.
    public let parts: [Part]

    /// Takes a text apart; `nil` where `parse` finds something wrong.
    public init?(_ text: String) {
        guard case .success(let parts) = Self.parse(text) else { return nil }
        self.parts = parts
    }

    /// Takes a text apart and says what is wrong with it.
    ///
    /// - Parameter text: The query as it stands in the rule file.
    /// - Returns: The pieces, or the first thing that is wrong.
    public static func parse(_ text: String) -> Result<[Part], TemplateError> {
        var parts: [Part] = []
        var literal = ""
        var rest = text.unicodeScalars[...]
        while let first = rest.first {
            guard opensPlaceholder(rest) else {
                literal.unicodeScalars.append(first)
                rest = rest.dropFirst()
                continue
            }
            let offset = text.unicodeScalars.distance(from: text.startIndex, to: rest.startIndex)
            switch placeholder(in: &rest) {
            case .success(let placeholder):
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                parts.append(.placeholder(placeholder))
            case .failure(let problem): return .failure(TemplateError(problem, offset: offset))
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        return .success(parts)
    }

    /// Whether the text asks for this placeholder.
    public func uses(_ placeholder: Placeholder) -> Bool {
        parts.contains(.placeholder(placeholder))
    }

    private static func opensPlaceholder(_ text: Substring.UnicodeScalarView) -> Bool {
        // Most characters are something else, and comparing texts costs more than comparing one of them.
        text.first == "{" && text.starts(with: "{{".unicodeScalars) && !text.starts(with: "{{{".unicodeScalars)
    }

    private static func placeholder(
        in text: inout Substring.UnicodeScalarView
    ) -> Result<Placeholder, TemplateError.Problem> {
        var name = ""
        var rest = text.dropFirst(2)
        while !rest.starts(with: "}}".unicodeScalars) {
            guard let next = rest.popFirst(), next != "{" else { return .failure(.unclosed) }
            name.unicodeScalars.append(next)
        }
        text = rest.dropFirst(2)
        let word = String(name.split { $0.isWhitespace }.joined(separator: " "))
        return Placeholder(rawValue: word).map { .success($0) } ?? .failure(.unknownPlaceholder(word))
    }
}

/// Why a text is not a query template.
public struct TemplateError: Error, Equatable, Sendable {
    /// What can be wrong.
    public enum Problem: Error, Equatable, Sendable {
        /// Nothing closes the `{{`.
        case unclosed
        /// There is no placeholder of this name.
        case unknownPlaceholder(String)
    }

    /// What is wrong.
    public let problem: Problem
    /// Where the `{{` stands, in Unicode scalars from the start of the text.
    public let offset: Int

    /// Makes an error.
    public init(_ problem: Problem, offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}
