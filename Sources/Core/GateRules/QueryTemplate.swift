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
        // Braces are ASCII, and a search for them among bytes costs a fraction of one among characters.
        var literal = text.startIndex
        var rest = text.utf8[...]
        while let start = nextPlaceholder(in: &rest) {
            if literal < start { parts.append(.literal(String(text[literal..<start]))) }
            switch placeholder(in: &rest) {
            case .success(let placeholder): parts.append(.placeholder(placeholder))
            case .failure(let problem):
                let offset = text.unicodeScalars.distance(from: text.startIndex, to: start)
                return .failure(TemplateError(problem, offset: offset))
            }
            literal = rest.startIndex
        }
        if literal < text.endIndex { parts.append(.literal(String(text[literal...]))) }
        return .success(parts)
    }

    /// Whether the text asks for this placeholder.
    public func uses(_ placeholder: Placeholder) -> Bool {
        parts.contains(.placeholder(placeholder))
    }

    /// Goes to behind the next `{{` and says where it stands; of more braces the last two count.
    private static func nextPlaceholder(in text: inout Substring.UTF8View) -> String.Index? {
        let brace = UInt8(ascii: "{")
        while let first = text.firstIndex(of: brace) {
            text = text[text.index(after: first)...]
            guard text.first == brace else { continue }
            let inner = text.dropFirst()
            if inner.first == brace { continue }
            text = inner
            return first
        }
        return nil
    }

    /// Reads the name of a placeholder and goes to behind its `}}`.
    private static func placeholder(
        in text: inout Substring.UTF8View
    ) -> Result<Placeholder, TemplateError.Problem> {
        let brace = UInt8(ascii: "}")
        var rest = text
        while !(rest.first == brace && rest.dropFirst().first == brace) {
            guard let next = rest.popFirst(), next != UInt8(ascii: "{") else { return .failure(.unclosed) }
        }
        let name = Substring(text[..<rest.startIndex])
        text = rest.dropFirst(2)
        let word = name.split { $0.isWhitespace }.joined(separator: " ")
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
