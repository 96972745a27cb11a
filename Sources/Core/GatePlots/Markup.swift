/// Markup of HTML and SVG in which every text is escaped: a string can only get in as text or as an attribute's value.
public struct Markup: Equatable, Sendable {
    /// The markup as it is written.
    public let text: String

    private init(verbatim: String) { text = verbatim }

    /// Text, escaped.
    public init(_ text: String) {
        self.init(verbatim: Self.escape(text))
    }

    /// Several pieces one after the other.
    public init(_ pieces: [Markup]) {
        self.init(verbatim: pieces.map(\.text).joined())
    }

    /// A piece that the program itself wrote: a style sheet or a declaration.
    public init(trusted text: StaticString) {
        self.init(verbatim: text.description)
    }

    /// An element; one whose name HTML writes without an end has no content.
    ///
    /// - Parameters:
    ///   - name: The element's name.
    ///   - attributes: Its attributes in their order; their values are escaped.
    ///   - content: What stands in it.
    /// - Returns: The element.
    public static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ content: [Markup] = []
    ) -> Markup {
        let pairs = attributes.map { " \($0.key)=\"\(escape($0.value))\"" }.joined()
        if content.isEmpty, voidElements.contains(name.description) { return Markup(verbatim: "<\(name)\(pairs)>") }
        return Markup(verbatim: "<\(name)\(pairs)>\(Markup(content).text)</\(name)>")
    }

    /// An element with one text in it.
    public static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], text: String
    ) -> Markup {
        element(name, attributes, [Markup(text)])
    }

    /// - Source: WHATWG HTML, "void elements".
    private static let voidElements: Set<String> = ["meta", "br", "hr"]

    /// Escapes what has a meaning in text or in a quoted attribute, and leaves out what neither HTML nor XML may contain.
    ///
    /// - Source: WHATWG HTML, "escaping a string"; XML 1.0 §2.2, `Char`.
    private static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}"..."\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
