/// A regular expression that is matched in time linear in the text, as Alertmanager's are.
///
/// Label values come from outside; with a backtracking engine one of them could keep the service busy for ever. What it does
/// not know (word boundaries, look-around, Unicode classes, flags other than a leading `(?i)`) is refused when it is read.
///
/// - Source: R. Cox, "Regular Expression Matching: the Virtual Machine Approach" (Pike's algorithm without captures).
struct LinearRegex {
    /// A set of Unicode scalars.
    struct Scalars: Equatable {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar.value) } != isNegated
        }
    }

    /// One instruction of the compiled program.
    enum Instruction: Equatable {
        case scalar(Scalars)
        case split(Int, Int)
        case jump(Int)
        case atStart
        case atEnd
        case match
    }

    /// How many instructions a pattern may come to: `(a{100}){100}` has to end somewhere.
    static let programLimit = 10_000

    private let program: [Instruction]
    private let ignoresCase: Bool

    /// Reads a pattern; throws the reason, for people, where it cannot.
    init(_ pattern: String) throws(LinearRegexError) {
        var parser = LinearRegexParser(pattern)
        let node = try parser.parse()
        var program: [Instruction] = []
        try Self.compile(node, into: &program)
        program.append(.match)
        self.program = program
        ignoresCase = parser.ignoresCase
    }

    /// Whether the pattern matches the whole text.
    func matches(_ text: String) -> Bool {
        let scalars = Array((ignoresCase ? Self.folded(text) : text).unicodeScalars)
        var current = Threads(count: program.count)
        follow(0, at: 0, of: scalars.count, into: &current)
        for (index, scalar) in scalars.enumerated() {
            var next = Threads(count: program.count)
            for place in current.places {
                guard case .scalar(let set) = program[place], set.contains(scalar) else { continue }
                follow(place + 1, at: index + 1, of: scalars.count, into: &next)
            }
            if next.places.isEmpty { return false }
            current = next
        }
        return current.places.contains { program[$0] == .match }
    }

    /// ASCII letters in lower case; further case folding is not needed for labels.
    static func folded(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value) + 32) : $0 }))
    }

    /// Adds a place and all that can be reached from it without reading.
    private func follow(_ start: Int, at index: Int, of count: Int, into threads: inout Threads) {
        var waiting = [start]
        while let place = waiting.popLast() {
            guard threads.insert(place) else { continue }
            switch program[place] {
            case .jump(let target): waiting.append(target)
            case .split(let first, let second): waiting += [second, first]
            case .atStart: if index == 0 { waiting.append(place + 1) }
            case .atEnd: if index == count { waiting.append(place + 1) }
            case .scalar, .match: threads.places.append(place)
            }
        }
    }
}

/// The places in a program that are reached at one point of the text.
private struct Threads {
    var places: [Int] = []
    private var isSeen: [Bool]

    init(count: Int) {
        isSeen = Array(repeating: false, count: count)
    }

    mutating func insert(_ place: Int) -> Bool {
        defer { isSeen[place] = true }
        return !isSeen[place]
    }
}

extension LinearRegex {
    private static func compile(
        _ node: LinearRegexNode, into program: inout [Instruction]
    ) throws(LinearRegexError) {
        guard program.count < programLimit else { throw LinearRegexError("it is too large") }
        switch node {
        case .scalar(let set): program.append(.scalar(set))
        case .atStart: program.append(.atStart)
        case .atEnd: program.append(.atEnd)
        case .sequence(let nodes): for node in nodes { try compile(node, into: &program) }
        case .either(let left, let right):
            let split = program.count
            program.append(.match)
            try compile(left, into: &program)
            let jump = program.count
            program.append(.match)
            program[split] = .split(split + 1, program.count)
            try compile(right, into: &program)
            program[jump] = .jump(program.count)
        case .repeated(let node, let least, let most):
            for _ in 0..<least {
                let before = program.count
                try compile(node, into: &program)
                // Nothing, however often, is nothing: without this, nested ones would be counted out.
                if program.count == before { return }
            }
            if let most {
                for _ in least..<most { try compileOptional(node, into: &program) }
            } else {
                let start = program.count
                try compileOptional(node, into: &program, loopingTo: start)
            }
        }
    }

    private static func compileOptional(
        _ node: LinearRegexNode, into program: inout [Instruction], loopingTo start: Int? = nil
    ) throws(LinearRegexError) {
        let split = program.count
        program.append(.match)
        try compile(node, into: &program)
        if let start { program.append(.jump(start)) }
        program[split] = .split(split + 1, program.count)
    }
}
