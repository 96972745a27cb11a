import GateRules

/// Where the pieces of a query that was sent stand in the template it was made from.
public struct TemplateMap {
    /// A piece of the template, and where it begins in both texts.
    private struct Piece {
        let filled: Int
        let template: Int
        let isLiteral: Bool
    }

    private var pieces: [Piece] = []

    /// Lays a query beside its template.
    ///
    /// - Parameters:
    ///   - template: The text of the rule file.
    ///   - filled: What was sent; something may stand around the template's text, as around a bare selector.
    public init(_ template: String, _ filled: String) {
        let sent = Array(filled.unicodeScalars)
        let written = Array(template.unicodeScalars)
        var at = (filled: 0, template: 0)
        for part in QueryTemplate(template)?.parts ?? [] {
            switch part {
            case .placeholder:
                pieces.append(Piece(filled: at.filled, template: at.template, isLiteral: false))
                while at.template < written.count, !written[at.template...].starts(with: "}}".unicodeScalars) {
                    at.template += 1
                }
                at.template += 2
            case .literal(let text):
                let literal = Array(text.unicodeScalars.drop { at.filled == 0 && $0.properties.isWhitespace })
                at.template += text.unicodeScalars.count - literal.count
                let start = Self.first(literal, in: sent, from: at.filled) ?? at.filled
                pieces.append(Piece(filled: start, template: at.template, isLiteral: true))
                at = (start + literal.count, at.template + literal.count)
            }
        }
    }

    /// Where a character of the query stands in the template, both in Unicode scalars.
    public func offset(inTemplateOf filled: Int) -> Int {
        guard let piece = pieces.last(where: { $0.filled <= filled }) else { return pieces.first?.template ?? 0 }
        return piece.template + (piece.isLiteral ? filled - piece.filled : 0)
    }

    /// Blanks at the end of a literal may have been cut off when it was sent.
    private static func first(_ text: [Unicode.Scalar], in sent: [Unicode.Scalar], from start: Int) -> Int? {
        var text = text[...]
        while text.last?.properties.isWhitespace == true { text.removeLast() }
        guard !text.isEmpty, start + text.count <= sent.count else { return nil }
        return (start...(sent.count - text.count)).first { sent[$0...].starts(with: text) }
    }
}
