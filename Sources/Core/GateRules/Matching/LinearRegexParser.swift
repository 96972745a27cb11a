/// A regular expression as a tree.
indirect enum LinearRegexNode {
    case scalar(LinearRegex.Scalars)
    case sequence([LinearRegexNode])
    case either(LinearRegexNode, LinearRegexNode)
    case repeated(LinearRegexNode, least: Int, most: Int?)
    case atStart
    case atEnd
}

/// Why a pattern cannot be used.
struct LinearRegexError: Error, Equatable {
    /// What is wrong, for people.
    let problem: String

    init(_ problem: String) {
        self.problem = problem
    }
}

/// Reads a pattern in the syntax of RE2, as far as ``LinearRegex`` knows it.
struct LinearRegexParser {
    /// How deep groups may lie within each other.
    static let depthLimit = 50

    private(set) var ignoresCase = false
    private var rest: ArraySlice<Unicode.Scalar>
    private var depth = 0

    init(_ pattern: String) {
        rest = Array(pattern.unicodeScalars)[...]
    }

    mutating func parse() throws(LinearRegexError) -> LinearRegexNode {
        if String(String.UnicodeScalarView(rest.prefix(4))) == "(?i)" {
            ignoresCase = true
            rest = rest.dropFirst(4)
        }
        let node = try alternatives()
        guard rest.isEmpty else { throw LinearRegexError("a `)` closes nothing") }
        return node
    }

    private mutating func alternatives() throws(LinearRegexError) -> LinearRegexNode {
        let first = try sequence()
        guard take("|") else { return first }
        return .either(first, try alternatives())
    }

    private mutating func sequence() throws(LinearRegexError) -> LinearRegexNode {
        var nodes: [LinearRegexNode] = []
        while let next = rest.first, next != "|", next != ")" {
            nodes.append(try repeated(try atom()))
        }
        return .sequence(nodes)
    }

    private mutating func atom() throws(LinearRegexError) -> LinearRegexNode {
        guard let first = rest.popFirst() else { throw LinearRegexError("it ends too early") }
        switch first {
        case "(": return try group()
        case "[": return .scalar(try bracketed())
        case ".": return .scalar(LinearRegex.Scalars(ranges: [10...10], isNegated: true))
        case "^": return .atStart
        case "$": return .atEnd
        case "*", "+", "?": throw LinearRegexError("`\(first)` repeats nothing")
        case "\\": return .scalar(try escaped())
        default: return .scalar(single(first))
        }
    }

    private mutating func group() throws(LinearRegexError) -> LinearRegexNode {
        if take("?") {
            guard take(":") else { throw LinearRegexError("of the groups with `(?` only `(?:` is known") }
        }
        depth += 1
        guard depth <= Self.depthLimit else { throw LinearRegexError("its groups lie too deep within each other") }
        let node = try alternatives()
        guard take(")") else { throw LinearRegexError("a `(` is not closed") }
        depth -= 1
        return node
    }

    private mutating func repeated(_ node: LinearRegexNode) throws(LinearRegexError) -> LinearRegexNode {
        let result: LinearRegexNode
        if take("*") {
            result = .repeated(node, least: 0, most: nil)
        } else if take("+") {
            result = .repeated(node, least: 1, most: nil)
        } else if take("?") {
            result = .repeated(node, least: 0, most: 1)
        } else if let (least, most) = try counts() {
            result = .repeated(node, least: least, most: most)
        } else {
            return node
        }
        // Whether a repetition is greedy does not matter where only the whole text can match.
        _ = take("?")
        if let next = rest.first, "*+?".unicodeScalars.contains(next) {
            throw LinearRegexError("`\(next)` repeats a repetition")
        }
        return result
    }

    /// `{2}`, `{2,}` or `{2,5}`; any other brace stands for itself.
    private mutating func counts() throws(LinearRegexError) -> (least: Int, most: Int?)? {
        guard rest.first == "{", let end = rest.firstIndex(of: "}") else { return nil }
        let inner = String(String.UnicodeScalarView(rest[rest.startIndex..<end].dropFirst()))
        let parts = inner.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let least = Int(parts[0]), least >= 0 else { return nil }
        let most = parts.count == 1 ? least : parts[1].isEmpty ? nil : Int(parts[1])
        if parts.count == 2, !parts[1].isEmpty, most == nil { return nil }
        rest = rest[(end + 1)...]
        guard least <= 1000, (most ?? least) <= 1000, least <= (most ?? least) else {
            throw LinearRegexError("`{\(inner)}` is not a repetition of at most 1000")
        }
        return (least, most)
    }

    private mutating func bracketed() throws(LinearRegexError) -> LinearRegex.Scalars {
        var set = LinearRegex.Scalars(ranges: [], isNegated: take("^"))
        var isFirst = true
        while let next = rest.popFirst() {
            if next == "]", !isFirst { return set }
            isFirst = false
            if next == "[", rest.first == ":" {
                throw LinearRegexError("named classes such as `[:alpha:]` are not known")
            }
            let low = next == "\\" ? try escaped() : single(next)
            guard low.ranges.count == 1, low.ranges[0].count == 1, rest.first == "-", rest.dropFirst().first != "]"
            else {
                guard !low.isNegated else { throw LinearRegexError("a negated class inside `[ ]` is not known") }
                set.ranges += low.ranges
                continue
            }
            rest = rest.dropFirst()
            guard let last = rest.popFirst() else { break }
            let high = last == "\\" ? try escaped() : single(last)
            guard high.ranges.count == 1, low.ranges[0].lowerBound <= high.ranges[0].upperBound else {
                throw LinearRegexError("a range in `[ ]` goes backwards")
            }
            set.ranges.append(low.ranges[0].lowerBound...high.ranges[0].upperBound)
        }
        throw LinearRegexError("a `[` is not closed")
    }

    private mutating func escaped() throws(LinearRegexError) -> LinearRegex.Scalars {
        guard let next = rest.popFirst() else { throw LinearRegexError("it ends with a `\\`") }
        switch next {
        case "d": return LinearRegex.Scalars(ranges: [48...57])
        case "D": return LinearRegex.Scalars(ranges: [48...57], isNegated: true)
        case "w": return LinearRegex.Scalars(ranges: Self.word)
        case "W": return LinearRegex.Scalars(ranges: Self.word, isNegated: true)
        case "s": return LinearRegex.Scalars(ranges: Self.space)
        case "S": return LinearRegex.Scalars(ranges: Self.space, isNegated: true)
        case "n": return LinearRegex.Scalars(ranges: [10...10])
        case "t": return LinearRegex.Scalars(ranges: [9...9])
        case "r": return LinearRegex.Scalars(ranges: [13...13])
        default:
            let isPunctuation = next.isASCII && !next.properties.isAlphabetic && !("0"..."9").contains(next)
            guard isPunctuation else { throw LinearRegexError("`\\\(next)` is not known") }
            return single(next)
        }
    }

    private func single(_ scalar: Unicode.Scalar) -> LinearRegex.Scalars {
        let value = ignoresCase && ("A"..."Z").contains(scalar) ? scalar.value + 32 : scalar.value
        return LinearRegex.Scalars(ranges: [value...value])
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static let word: [ClosedRange<UInt32>] = [48...57, 65...90, 95...95, 97...122]
    private static let space: [ClosedRange<UInt32>] = [9...10, 12...13, 32...32]
}
