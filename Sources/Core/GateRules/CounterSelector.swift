/// Tells a query that selects counters from one that computes something of them.
///
/// Selected counters can be read as raw samples and counted exactly; anything else has to be asked as it stands.
public enum CounterSelector {
    /// Whether a query is nothing but a vector selector: `name`, `name{…}` or `{…}`.
    ///
    /// A name with a colon is the result of a recording rule, in which the beginnings of counters can no longer be seen.
    /// A query that asks for `{{ over }}`, or has a placeholder outside its braces, computes something.
    ///
    /// - Parameter template: The query as it stands in the rule file.
    /// - Returns: `false` for whatever is not surely a selector, a template nobody can read included.
    /// - Source: prometheus.io/docs/practices/rules: colons are reserved for recording rules.
    public static func isBare(_ template: String) -> Bool {
        guard let query = QueryTemplate(template), !query.uses(.over) else { return false }
        var scanner = Scanner()
        for part in query.parts {
            switch part {
            case .literal(let text): text.unicodeScalars.forEach { scanner.read($0) }
            case .placeholder: scanner.readPlaceholder()
            }
        }
        return scanner.isSelector
    }

    private struct Scanner {
        private enum Place: Equatable {
            case start, name, afterName, matchers, afterMatchers, wrong
            /// In a string literal that this character closes.
            case string(Unicode.Scalar)
            /// After a backslash in such a literal.
            case escape(Unicode.Scalar)
        }

        private var place = Place.start

        var isSelector: Bool { [.name, .afterName, .afterMatchers].contains(place) }

        mutating func readPlaceholder() {
            switch place {
            case .matchers, .string: break
            case .escape(let quote): place = .string(quote)
            case .start, .name, .afterName, .afterMatchers, .wrong: place = .wrong
            }
        }

        mutating func read(_ scalar: Unicode.Scalar) {
            switch place {
            case .start, .name, .afterName: readName(scalar)
            case .matchers: readMatchers(scalar)
            case .afterMatchers: if !scalar.properties.isWhitespace { place = .wrong }
            case .string(let quote):
                if scalar == quote { place = .matchers }
                // Between backticks a backslash is an ordinary character.
                if scalar == "\\", quote != "`" { place = .escape(quote) }
            case .escape(let quote): place = .string(quote)
            case .wrong: break
            }
        }

        private mutating func readName(_ scalar: Unicode.Scalar) {
            switch scalar {
            case "{": place = .matchers
            case " ", "\t", "\n", "\r": if place == .name { place = .afterName }
            case "a"..."z", "A"..."Z", "_": place = place == .afterName ? .wrong : .name
            case "0"..."9": if place != .name { place = .wrong }
            default: place = .wrong
            }
        }

        private mutating func readMatchers(_ scalar: Unicode.Scalar) {
            switch scalar {
            case "\"", "'", "`": place = .string(scalar)
            case "}": place = .afterMatchers
            // A comment could hide the closing brace.
            case "{", "#", "(", ")", "[", "]": place = .wrong
            default: break
            }
        }
    }
}
