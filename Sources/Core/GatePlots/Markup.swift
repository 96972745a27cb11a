/// Markup of HTML and SVG in which every text is escaped: a string can only get in as text or as an attribute's value.
public struct Markup: Equatable, Sendable {
    /// The markup as it is written.
    public let text: String

    /// An attribute of an element.
    public struct Attribute: Equatable, Sendable {
        let name: String
        let value: String

        /// Makes an attribute; its value is escaped when it is written.
        public init(_ name: StaticString, _ value: String) {
            self.name = name.description
            self.value = value
        }
    }

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
        element(name, attributes: attributes.map { Attribute($0.key, $0.value) }, content)
    }

    /// The same with attributes that depend on something.
    ///
    /// - Parameters:
    ///   - name: The element's name.
    ///   - attributes: Its attributes in their order, those that are `nil` left out; their values are escaped.
    ///   - content: What stands in it.
    /// - Returns: The element.
    public static func element(
        _ name: StaticString, attributes: [Attribute?], _ content: [Markup] = []
    ) -> Markup {
        let pairs = attributes.compactMap(\.self).map { " \($0.name)=\"\(escape($0.value))\"" }.joined()
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
    private static let voidElements: Set<String> = ["meta", "br", "hr", "input", "link"]

    /// Whether it is a byte of printable ASCII that has no meaning.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
        default: (0x20...0x7E).contains(byte)
        }
    }

    /// Escapes what has a meaning in text or in a quoted attribute, and leaves out what neither HTML nor XML may contain.
    ///
    /// - Source: WHATWG HTML, "escaping a string"; XML 1.0 §2.2, `Char`.
    private static func escape(_ text: String) -> String {
        // Most text has nothing to escape, coordinates above all: it is looked at once and not copied.
        if text.utf8.allSatisfy(isPlain) { return text }
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
