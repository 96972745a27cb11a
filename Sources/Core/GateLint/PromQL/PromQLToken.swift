/// A piece of a PromQL text, as far as it can be told without knowing the grammar.
struct PromQLToken: Equatable {
    enum Kind: Equatable {
        /// A name or a word of the language.
        case word
        /// A number or a duration.
        case number
        /// An operator, a comma or a parenthesis.
        case symbol
        /// A text in quotes.
        case string
        /// Matchers, their braces included.
        case matchers
        /// What stands in brackets, without them.
        case range
        /// `{{ name }}`, the name alone.
        case placeholder
    }

    let kind: Kind
    let text: String
    /// Where it begins, in Unicode scalars from the beginning of the query.
    let offset: Int

    func isSymbol(_ text: String) -> Bool { kind == .symbol && self.text == text }
    func isWord(_ word: String) -> Bool { kind == .word && text == word }
    func isWord(_ words: Set<String>) -> Bool { kind == .word && words.contains(text) }
}

/// Cuts a PromQL text into pieces: it knows strings, comments, braces, brackets and placeholders, and no grammar.
struct PromQLScanner {
    private let scalars: [Unicode.Scalar]
    /// The text where it is nothing but ASCII, so that it has a byte for each scalar.
    private let ascii: [UInt8]?
    private var index = 0

    /// The pieces of a text; blanks and comments are none.
    static func tokens(of text: String) -> [PromQLToken] {
        var scanner = PromQLScanner(text)
        var tokens: [PromQLToken] = []
        while let token = scanner.next() { tokens.append(token) }
        return tokens
    }

    private mutating func next() -> PromQLToken? {
        skipBlanks()
        guard let first = peek() else { return nil }
        let start = index
        switch first {
        case "\"", "'", "`":
            skipString(first)
            return token(.string, start..<index, at: start)
        case "{" where isPlaceholder:
            return placeholder()
        case "{":
            skipGroup(until: "}")
            return token(.matchers, start..<index, at: start)
        case "[":
            skipGroup(until: "]")
            let end = scalars[index - 1] == "]" ? index - 1 : index
            return token(.range, (start + 1)..<max(start + 1, end), at: start)
        default: return wordOrSymbol(first)
        }
    }

    private mutating func wordOrSymbol(_ first: Unicode.Scalar) -> PromQLToken {
        let start = index
        if Self.isWordStart(first) {
            while let next = peek(), Self.isWordStart(next) || Self.isDigit(next) { index += 1 }
            return token(.word, start..<index, at: start)
        }
        if Self.isDigit(first) || (first == "." && peek(1).map(Self.isDigit) == true) {
            skipNumber()
            return token(.number, start..<index, at: start)
        }
        index += Self.isOperator(first, peek(1)) ? 2 : 1
        return token(.symbol, start..<index, at: start)
    }

    private mutating func placeholder() -> PromQLToken {
        let start = index
        index += 2
        while peek() != nil, !(peek() == "}" && peek(1) == "}") {
            index += 1
        }
        let name = (start + 2)..<index
        index = min(index + 2, scalars.count)
        return PromQLToken(kind: .placeholder, text: text(name).filter { $0 != " " }, offset: start)
    }

    /// Digits with whatever belongs to them: `1e-3`, `0x1F`, `5m30s`.
    private mutating func skipNumber() {
        while let next = peek() {
            let isSign = next == "+" || next == "-"
            guard Self.isDigit(next) || Self.isWordStart(next) || next == "." || (isSign && isExponent) else { return }
            index += 1
        }
    }

    private var isExponent: Bool {
        index > 0 && (scalars[index - 1] == "e" || scalars[index - 1] == "E")
    }

    /// Two braces begin a placeholder; of three the first belongs to the matchers.
    private var isPlaceholder: Bool { peek(1) == "{" && peek(2) != "{" }

    private mutating func skipGroup(until end: Unicode.Scalar) {
        index += 1
        while let next = peek() {
            switch next {
            case end:
                index += 1
                return
            case "\"", "'", "`": skipString(next)
            case "{" where isPlaceholder: _ = placeholder()
            case "#": skipComment()
            default: index += 1
            }
        }
    }

    private mutating func skipString(_ quote: Unicode.Scalar) {
        index += 1
        while let next = peek() {
            // Between backticks a backslash is an ordinary character.
            index += next == "\\" && quote != "`" ? 2 : 1
            if next == quote { break }
        }
        index = min(index, scalars.count)
    }

    private mutating func skipBlanks() {
        while let next = peek() {
            if next == "#" {
                skipComment()
            } else if next == " " || next.properties.isWhitespace {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func skipComment() {
        while let next = peek(), next != "\n" {
            index += 1
        }
    }

    private init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        ascii = text.utf8.count == scalars.count ? Array(text.utf8) : nil
    }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        index + ahead < scalars.count ? scalars[index + ahead] : nil
    }

    private func text(_ range: Range<Int>) -> String {
        if let ascii { return String(decoding: ascii[range], as: UTF8.self) }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[range])
        return String(text)
    }

    private func token(_ kind: PromQLToken.Kind, _ range: Range<Int>, at offset: Int) -> PromQLToken {
        PromQLToken(kind: kind, text: text(range), offset: offset)
    }

    private static func isWordStart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "_", ":": true
        default: false
        }
    }

    /// Whether two characters are one operator.
    private static func isOperator(_ first: Unicode.Scalar, _ second: Unicode.Scalar?) -> Bool {
        switch (first, second) {
        case ("=", "="), ("!", "="), (">", "="), ("<", "="), ("=", "~"), ("!", "~"): true
        default: false
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
