/// What can be said about a PromQL text without parsing it.
///
/// It sees words, operators, matchers and ranges. It does not see precedence, types, or what a recording rule hides: a
/// division inside one is a name like any other.
struct PromQLText {
    /// A range selector, and the function around it.
    struct Range: Equatable {
        /// What stands in the brackets.
        let text: String
        /// The function that the range is given to; `nil` outside of any.
        let function: String?
        /// Where the bracket stands.
        let offset: Int
    }

    let tokens: [PromQLToken]

    init(_ text: String) {
        tokens = PromQLScanner.tokens(of: text)
    }

    /// Where something is divided by something that is no plain number.
    var divisions: [Int] {
        tokens.indices.filter { tokens[$0].isSymbol("/") && !isConstant(after: $0) }.map { tokens[$0].offset }
    }

    /// Where a comparison drops what does not compare.
    var filters: [Int] {
        tokens.indices.filter { index in
            tokens[index].kind == .symbol && Self.comparisons.contains(tokens[index].text)
                && !(index + 1 < tokens.count && tokens[index + 1].isWord("bool"))
        }.map { tokens[$0].offset }
    }

    /// Where a number is put in the place of missing series: `or vector(0)`.
    var fillings: [Int] {
        tokens.indices.filter { index in
            guard tokens[index].isWord("or") else { return false }
            var next = index + 1
            if next + 1 < tokens.count, tokens[next].isWord(["on", "ignoring"]), tokens[next + 1].isSymbol("(") {
                next = end(ofGroupAt: next + 1) + 1
            }
            return next < tokens.count && tokens[next].isWord("vector")
        }.map { tokens[$0].offset }
    }

    /// The ranges, and what they are for.
    var ranges: [Range] {
        var ranges: [Range] = []
        var functions: [String?] = []
        for (index, token) in tokens.enumerated() {
            if token.isSymbol("(") {
                functions.append(index > 0 && tokens[index - 1].kind == .word ? tokens[index - 1].text : nil)
            } else if token.isSymbol(")") {
                functions.removeLast(functions.isEmpty ? 0 : 1)
            } else if token.kind == .range {
                ranges.append(Range(text: token.text, function: functions.last ?? nil, offset: token.offset))
            }
        }
        return ranges
    }

    /// Where a word stands first.
    func offset(ofWord word: String) -> Int? {
        tokens.first { $0.isWord(word) }?.offset
    }

    /// Words that look like metrics, and the matchers that follow them.
    var selectors: [VectorSelector] {
        var selectors: [VectorSelector] = []
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            let next = index + 1 < tokens.count ? tokens[index + 1] : nil
            if token.isWord(Self.grouping), next?.isSymbol("(") == true {
                index = end(ofGroupAt: index + 1)
            } else if token.kind == .matchers {
                selectors.append(VectorSelector(metric: nil, matchers: token.text, offset: token.offset))
            } else if token.kind == .word, !isFunction(before: next), !Self.words.contains(token.text.lowercased()) {
                let hasMatchers = next?.kind == .matchers
                selectors.append(
                    VectorSelector(
                        metric: token.text, matchers: hasMatchers ? next?.text ?? "" : "", offset: token.offset))
                index += hasMatchers ? 1 : 0
            }
            index += 1
        }
        return selectors
    }

    private static let comparisons: Set = [">", "<", ">=", "<=", "==", "!="]
    private static let grouping: Set = ["by", "without", "on", "ignoring", "group_left", "group_right"]
    private static let words: Set = [
        "and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "inf",
        "nan", "start", "end", "atan2",
    ]

    /// Whether what stands before this is called or aggregates, and selects nothing.
    private func isFunction(before next: PromQLToken?) -> Bool {
        next?.isSymbol("(") == true || next?.isWord("by") == true || next?.isWord("without") == true
    }

    /// Whether what follows a division sign is a number, or an expression of numbers in parentheses.
    private func isConstant(after operation: Int) -> Bool {
        var index = operation + 1
        while index < tokens.count, tokens[index].isWord(["on", "ignoring", "group_left", "group_right", "bool"]) {
            index += 1
            if index < tokens.count, tokens[index].isSymbol("(") { index = end(ofGroupAt: index) + 1 }
        }
        while index < tokens.count, tokens[index].isSymbol("-") || tokens[index].isSymbol("+") { index += 1 }
        guard index < tokens.count else { return false }
        if tokens[index].kind == .number { return true }
        guard tokens[index].isSymbol("(") else { return false }
        let group = tokens[index...end(ofGroupAt: index)]
        return group.contains { $0.kind == .number } && group.allSatisfy { $0.kind == .number || $0.kind == .symbol }
    }

    /// Where the parenthesis is closed that opens here; the last piece when it is not.
    private func end(ofGroupAt start: Int) -> Int {
        var depth = 0
        for index in start..<tokens.count {
            if tokens[index].isSymbol("(") { depth += 1 }
            if tokens[index].isSymbol(")") { depth -= 1 }
            if depth == 0 { return index }
        }
        return tokens.count - 1
    }
}

/// A vector selector: the name of a metric, matchers, or both.
public struct VectorSelector: Hashable, Sendable {
    /// The metric's name; `nil` where matchers alone select.
    public let metric: String?
    /// The matchers with their braces; empty where there are none.
    public let matchers: String
    /// Where it begins, in Unicode scalars from the beginning of the query.
    public let offset: Int

    /// The selector as PromQL has it.
    public var text: String { (metric ?? "") + matchers }

    /// The selectors of a query without placeholders.
    public static func all(in query: String) -> [VectorSelector] {
        PromQLText(query).selectors
    }
}

extension VectorSelector {
    /// One condition of a selector.
    public struct Matcher: Hashable, Sendable {
        /// The label.
        public let label: String
        /// The condition as it was written: `code=~"5.."`.
        public let text: String
        /// Whether a series without the label may fulfil it.
        public let mayBeAbsent: Bool
    }

    /// The conditions one by one.
    public var conditions: [Matcher] {
        let tokens = PromQLScanner.tokens(of: String(matchers.dropFirst().dropLast()))
        return tokens.split { $0.isSymbol(",") }.compactMap { group in
            let parts = Array(group)
            guard parts.count == 3, parts[0].kind == .word, parts[1].kind == .symbol, parts[2].kind == .string else {
                return nil
            }
            let isEmpty = parts[2].text.count == 2
            return Matcher(
                label: parts[0].text, text: parts.map(\.text).joined(),
                mayBeAbsent: parts[1].text.hasPrefix("!") != isEmpty)
        }
    }
}
