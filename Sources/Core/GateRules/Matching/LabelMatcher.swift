public import GateModel

/// A condition on one label in Alertmanager's syntax: `severity="sev1"`, `service=~"advisory-.+"`.
///
/// A label that is absent counts as empty; a regular expression has to match the whole value.
///
/// - Source: Alertmanager, `docs/configuration.md`, section `<matcher>`.
public struct LabelMatcher: Equatable, Sendable {
    /// How a value is compared.
    public enum Operator: String, Sendable {
        /// The same text.
        case equal = "="
        /// Another text.
        case notEqual = "!="
        /// The regular expression matches.
        case matches = "=~"
        /// It does not.
        case doesNotMatch = "!~"
    }

    /// The label.
    public let name: String
    /// How it is compared.
    public let comparison: Operator
    /// With what.
    public let value: String

    /// Reads a matcher.
    ///
    /// - Parameter text: One matcher, without braces.
    /// - Throws: `LabelMatcherError` that says what is wrong.
    public init(_ text: String) throws(LabelMatcherError) {
        let trimmed = Self.trimmed(text[...])
        guard let start = trimmed.firstIndex(where: { "=!~".contains($0) }) else {
            throw LabelMatcherError("it has none of the operators =, !=, =~, !~")
        }
        name = String(Self.trimmed(trimmed[..<start]))
        guard NameValidation.isLabelName(name) else { throw LabelMatcherError("`\(name)` is not a label name") }
        let sign = String(trimmed[start...].prefix(2))
        let found = Operator(rawValue: sign) ?? Operator(rawValue: String(sign.prefix(1)))
        guard let comparison = found else {
            throw LabelMatcherError("`\(sign)` is none of the operators =, !=, =~, !~")
        }
        self.comparison = comparison
        let rest = trimmed[start...].dropFirst(comparison.rawValue.count)
        value = try Self.value(Self.trimmed(rest))
        _ = try pattern()
    }

    /// Whether these labels fit.
    public func matches(_ labels: Labels) -> Bool {
        predicate()(labels)
    }

    /// The matcher ready to be used many times.
    func predicate() -> (Labels) -> Bool {
        let name = name
        let value = value
        switch comparison {
        case .equal: return { ($0[name] ?? "") == value }
        case .notEqual: return { ($0[name] ?? "") != value }
        case .matches, .doesNotMatch:
            let wanted = comparison == .matches
            // The pattern was read when the matcher was made; one that cannot be read matches nothing.
            guard let regex = try? pattern() else { return { _ in false } }
            return { regex.matches($0[name] ?? "") == wanted }
        }
    }

    private func pattern() throws(LabelMatcherError) -> LinearPattern? {
        guard comparison == .matches || comparison == .doesNotMatch else { return nil }
        do {
            return try LinearPattern(value)
        } catch {
            throw LabelMatcherError("the regular expression cannot be used: \(error.message)")
        }
    }

    /// A quoted text, or a bare one without anything that could be taken for syntax.
    private static func value(_ text: Substring) throws(LabelMatcherError) -> String {
        guard text.first == "\"" else {
            let isBare = !text.contains { $0.isWhitespace || "{},\"'`".contains($0) }
            guard isBare else { throw LabelMatcherError("put the value in double quotes, one matcher in each text") }
            return String(text)
        }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == "\"" {
                guard rest.isEmpty else { throw LabelMatcherError("something follows the closing quote") }
                return value
            }
            guard character == "\\" else {
                value.append(character)
                continue
            }
            switch rest.popFirst() {
            case "\"": value.append("\"")
            case "\\": value.append("\\")
            case "n": value.append("\n")
            case let other?: value += "\\\(other)"
            case nil: break
            }
        }
        throw LabelMatcherError("the quote is not closed")
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text.drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}

extension LabelMatcher: Codable, CustomStringConvertible {
    /// The matcher with its value in quotes.
    public var description: String { "\(name)\(comparison.rawValue)\(PromQLString.quote(value))" }

    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            self = try LabelMatcher(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.problem)
        }
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Why a text is not a matcher.
public struct LabelMatcherError: Error, Equatable, Sendable {
    /// What is wrong, for people.
    public let problem: String

    init(_ problem: String) {
        self.problem = problem
    }
}
