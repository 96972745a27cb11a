/// Reads the syntax of RE2.
struct PatternParser {
    /// What `(?…)` switches on and off.
    struct Flags {
        var foldsCase = false
        var isMultiline = false
        /// On from the start: Prometheus matches labels this way.
        var dotMatchesLineFeed = true
        var isUngreedy = false
    }

    /// Nesting deeper than this is refused: the parser calls itself for every level.
    private static let maxDepth = 100
    /// - Source: RE2 and Go refuse higher counts.
    private static let maxCount = 1000

    /// Names of the groups by number; the whole expression is number 0.
    private(set) var groupNames: [String?] = [nil]
    var flags = Flags()
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    /// The whole expression.
    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try choice()
        if peek == ")" { throw PatternError("there is a `)` without its `(`") }
        return node
    }

    /// The next character; `nil` at the end.
    var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    /// Takes the next character.
    mutating func next() -> Unicode.Scalar? {
        guard let scalar = peek else { return nil }
        index += 1
        return scalar
    }

    /// Puts the last character back.
    mutating func back() {
        index -= 1
    }

    /// Takes the text if it is next.
    mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard index + wanted.count <= scalars.count, Array(scalars[index..<(index + wanted.count)]) == wanted else {
            return false
        }
        index += wanted.count
        return true
    }

    private mutating func choice() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maxDepth else { throw PatternError("groups are nested more than \(Self.maxDepth) deep") }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            let atom = try atom()
            nodes.append(try repeated(atom))
        }
        return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        guard let scalar = next() else { return .empty }
        switch scalar {
        case "(": return try group()
        case "[": return .one(try bracket())
        case ".": return .one(flags.dotMatchesLineFeed ? .all : .allButLineFeed)
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "\\": return try escape()
        case "*", "+", "?": throw PatternError("there is nothing before `\(scalar)` that could be repeated")
        default: return .one(literal(scalar))
        }
    }

    /// The set of one character as the flags have it.
    func literal(_ scalar: Unicode.Scalar) -> ScalarSet {
        ScalarSet(ranges: [scalar.value...scalar.value], foldsCase: flags.foldsCase)
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        let outer = flags
        var number: Int?
        if take("?") {
            if ["=", "!", "<=", "<!"].contains(where: { take($0) }) {
                throw PatternError("looking ahead or behind, as `(?=` and `(?!` do, is nothing RE2 knows")
            }
            if take("P<") || take("<") {
                number = try open(named: try name())
            } else if try !switches() {
                // `(?i)` holds for the rest of the group it stands in; that group puts the flags back.
                return .empty
            }
        } else {
            number = try open(named: nil)
        }
        let node = try choice()
        flags = outer
        guard take(")") else { throw PatternError("a `(` has no `)`") }
        return number.map { .group($0, node) } ?? node
    }

    private mutating func open(named name: String?) throws(PatternError) -> Int {
        if let name, groupNames.contains(name) { throw PatternError("there are two groups named `\(name)`") }
        groupNames.append(name)
        return groupNames.count - 1
    }

    private mutating func name() throws(PatternError) -> String {
        var name = ""
        while let scalar = next(), scalar != ">" { name.unicodeScalars.append(scalar) }
        let isName = !name.isEmpty && name.unicodeScalars.allSatisfy(ScalarSet.word.contains)
        guard isName, scalars[index - 1] == ">" else { throw PatternError("`\(name)` is no name of a group") }
        return name
    }

    /// Reads flags; true when they are those of a group `(?i:…)`, false when they stand alone `(?i)`.
    private mutating func switches() throws(PatternError) -> Bool {
        var isOn = true
        while let scalar = next() {
            switch scalar {
            case "-": isOn = false
            case "i": flags.foldsCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotMatchesLineFeed = isOn
            case "U": flags.isUngreedy = isOn
            case ":": return true
            case ")": return false
            default: throw PatternError("`(?\(scalar)` is nothing RE2 knows")
            }
        }
        throw PatternError("a `(` has no `)`")
    }

    private mutating func repeated(_ atom: PatternNode) throws(PatternError) -> PatternNode {
        guard let (atLeast, atMost) = try repetition() else { return atom }
        let isLazy = take("?")
        if ["*", "+", "?"].contains(peek) { throw PatternError("there are two repetitions after one another") }
        return .repetition(atom, atLeast: atLeast, atMost: atMost, isGreedy: isLazy == flags.isUngreedy)
    }

    private mutating func repetition() throws(PatternError) -> (Int, Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = index
        guard take("{"), let atLeast = number() else {
            // As in RE2, a brace that begins no count is an ordinary character.
            index = start
            return nil
        }
        var atMost: Int? = atLeast
        if take(",") { atMost = number() }
        guard take("}") else {
            index = start
            return nil
        }
        guard atLeast <= Self.maxCount, atMost ?? 0 <= Self.maxCount, atLeast <= atMost ?? atLeast else {
            throw PatternError("a repetition `{…}` counts up to \(Self.maxCount), the smaller number first")
        }
        return (atLeast, atMost)
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let scalar = peek, ScalarSet.digit.contains(scalar) {
            digits.unicodeScalars.append(scalar)
            index += 1
        }
        // A number that does not fit is larger than any that is taken.
        return digits.isEmpty ? nil : Int(digits) ?? Int.max
    }
}
