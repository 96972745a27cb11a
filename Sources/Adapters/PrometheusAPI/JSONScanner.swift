/// Why an answer cannot be used.
enum AnswerFault: Error, Equatable {
    /// The bytes are not what they should be at this place.
    case malformed(offset: Int, expected: String)
    /// It holds more series than allowed.
    case tooManySeries(limit: Int)
    /// Its ranges hold more samples than allowed.
    case tooManyPoints(limit: Int)
    /// It is well-formed and still no answer to an instant query.
    case unusable(String)
}

/// Walks through JSON once, front to back, and hands out only what is asked for.
///
/// Answers can hold a hundred thousand series, and a general decoder takes ten times as long for them. It accepts nothing
/// but JSON, and its depth is limited.
struct JSONScanner {
    /// Deeper nesting is refused; Prometheus needs seven levels.
    static let maxDepth = 32

    let bytes: [UInt8]
    var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads an object; `member` has to read or skip the value of each name.
    mutating func object(
        _ member: (inout JSONScanner, String) throws(AnswerFault) -> Void
    ) throws(AnswerFault) {
        try enter(UInt8(ascii: "{"), "an object")
        defer { depth -= 1 }
        if take(UInt8(ascii: "}")) { return }
        repeat {
            let name = try string()
            guard take(UInt8(ascii: ":")) else { throw fault("a colon") }
            try member(&self, name)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw fault("a comma or the end of the object") }
    }

    /// Reads an array; `element` has to read or skip each value.
    mutating func array(_ element: (inout JSONScanner) throws(AnswerFault) -> Void) throws(AnswerFault) {
        try enter(UInt8(ascii: "["), "an array")
        defer { depth -= 1 }
        if take(UInt8(ascii: "]")) { return }
        repeat { try element(&self) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw fault("a comma or the end of the array") }
    }

    /// Reads a number as its text.
    mutating func number() throws(AnswerFault) -> String {
        skipBlanks()
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        if peek == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if peek == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Reads `true` or `false`.
    mutating func boolean() throws(AnswerFault) -> Bool {
        if takeWord("true") { return true }
        if takeWord("false") { return false }
        throw fault("true or false")
    }

    /// Reads `null`, if that comes next.
    mutating func takeNull() -> Bool { takeWord("null") }

    /// Skips a value of any kind.
    mutating func skip() throws(AnswerFault) {
        skipBlanks()
        switch peek {
        case UInt8(ascii: "{"): try object { (scanner, _) throws(AnswerFault) in try scanner.skip() }
        case UInt8(ascii: "["): try array { (scanner) throws(AnswerFault) in try scanner.skip() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try boolean()
        case UInt8(ascii: "n"): if !takeNull() { throw fault("null") }
        default: _ = try number()
        }
    }

    /// Makes sure that nothing follows.
    mutating func end() throws(AnswerFault) {
        skipBlanks()
        if position < bytes.count { throw fault("the end") }
    }

    /// A scanner at an earlier place of the same bytes.
    func rewound(to earlier: Int) -> JSONScanner {
        var scanner = self
        scanner.position = earlier
        return scanner
    }

    /// Takes a mark that has to come next.
    mutating func open(_ mark: UInt8, _ expected: String) throws(AnswerFault) {
        guard take(mark) else { throw fault(expected) }
    }

    func fault(_ expected: String) -> AnswerFault { .malformed(offset: position, expected: expected) }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func enter(_ bracket: UInt8, _ what: String) throws(AnswerFault) {
        guard take(bracket) else { throw fault(what) }
        depth += 1
        if depth > Self.maxDepth { throw fault("at most \(Self.maxDepth) levels") }
    }

    mutating func skipBlanks() {
        while let byte = peek, byte == 32 || byte == 10 || byte == 13 || byte == 9 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func takeWord(_ word: String) -> Bool {
        skipBlanks()
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func digits() throws(AnswerFault) {
        let start = position
        while let byte = peek, (48...57).contains(byte) { position += 1 }
        if position == start { throw fault("a digit") }
    }
}

extension JSONScanner {
    /// Reads a string.
    mutating func string() throws(AnswerFault) -> String {
        guard take(UInt8(ascii: "\"")) else { throw fault("a string") }
        let start = position
        while let byte = peek {
            if byte == UInt8(ascii: "\"") {
                position += 1
                return String(decoding: bytes[start..<position - 1], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            if byte < 32 { throw fault("no control character") }
            position += 1
        }
        throw fault("the end of the string")
    }

    /// Goes on with a string in which the first escape was met; most have none.
    private mutating func escapedString(from start: Int) throws(AnswerFault) -> String {
        var text = Array(bytes[start..<position])
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += try escape().utf8
            case 0..<32: throw fault("no control character")
            default: text.append(byte)
            }
        }
        throw fault("the end of the string")
    }

    private mutating func escape() throws(AnswerFault) -> String {
        guard let byte = peek else { throw fault("an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(UnicodeScalar(byte))
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw fault("an escape")
        }
    }

    /// Half of a surrogate pair without the other half becomes the replacement character.
    private mutating func unicodeEscape() throws(AnswerFault) -> String {
        var units = [try hexUnit()]
        let isPair = (0xD800..<0xDC00).contains(units[0]) && bytes[position...].starts(with: [92, 117])
        if isPair {
            position += 2
            units.append(try hexUnit())
        }
        return String(decoding: units, as: UTF16.self)
    }

    private mutating func hexUnit() throws(AnswerFault) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        let isHex = digits.allSatisfy {
            (48...57).contains($0) || (65...70).contains($0) || (97...102).contains($0)
        }
        guard digits.count == 4, isHex, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw fault("four hex digits")
        }
        position += 4
        return unit
    }
}
