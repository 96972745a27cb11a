/// An expression as instructions for `PatternMachine`.
struct PatternProgram: Sendable {
    /// One instruction; where nothing else is said the next one follows.
    enum Instruction: Sendable {
        /// Goes on when the next character is of this set.
        case one(ScalarSet)
        /// Goes on at both places, the first one preferred.
        case split(Int, Int)
        case jump(Int)
        /// Notes the place as a bound of a group.
        case note(Int)
        case assertion(PatternAssertion)
        case matched
    }

    /// Larger programs are refused: every character costs as many steps as there are instructions.
    static let maxInstructions = 10_000

    private(set) var instructions: [Instruction] = []
    let groupNames: [String?]

    init(_ node: PatternNode, groupNames: [String?]) throws(PatternError) {
        self.groupNames = groupNames
        try add(.group(0, node))
        try append(.matched)
    }

    private mutating func add(_ node: PatternNode) throws(PatternError) {
        switch node {
        case .empty: break
        case .one(let set): try append(.one(set))
        case .assertion(let assertion): try append(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .group(let number, let node):
            try append(.note(2 * number))
            try add(node)
            try append(.note(2 * number + 1))
        case .choice(let branches): try add(branches[...])
        case .repetition(let node, let atLeast, let atMost, let isGreedy):
            for _ in 0..<atLeast { try add(node) }
            if let atMost {
                for _ in atLeast..<atMost { try addOption(node, isGreedy) }
            } else {
                let start = instructions.count
                try addOption(node, isGreedy, thenGoTo: start)
            }
        }
    }

    private mutating func add(_ branches: ArraySlice<PatternNode>) throws(PatternError) {
        guard let first = branches.first else { return }
        guard branches.count > 1 else { return try add(first) }
        let split = instructions.count
        try append(.split(split + 1, split + 1))
        try add(first)
        let jump = instructions.count
        try append(.jump(jump))
        instructions[split] = .split(split + 1, instructions.count)
        try add(branches.dropFirst())
        instructions[jump] = .jump(instructions.count)
    }

    /// Adds a node that may be passed over.
    private mutating func addOption(
        _ node: PatternNode, _ isGreedy: Bool, thenGoTo start: Int? = nil
    ) throws(PatternError) {
        let split = instructions.count
        try append(.split(split + 1, split + 1))
        try add(node)
        if let start { try append(.jump(start)) }
        let end = instructions.count
        instructions[split] = isGreedy ? .split(split + 1, end) : .split(end, split + 1)
    }

    private mutating func append(_ instruction: Instruction) throws(PatternError) {
        guard instructions.count < Self.maxInstructions else {
            throw PatternError("the expression is too large: its repetitions multiply")
        }
        instructions.append(instruction)
    }
}

/// Runs a program over a text: all ways to match at the same time, one step a character.
struct PatternMachine {
    private struct Thread {
        var place: Int
        var bounds: [Int?]
    }

    private let program: PatternProgram
    private let scalars: [Unicode.Scalar]
    /// Where in the text each instruction was reached last: a second way to the same place is never the preferred one.
    private var reachedAt: [Int]

    init(_ program: PatternProgram, _ scalars: [Unicode.Scalar]) {
        self.program = program
        self.scalars = scalars
        reachedAt = Array(repeating: -1, count: program.instructions.count)
    }

    /// The bounds of all groups when the whole text matches; `nil` when it does not.
    mutating func run() -> [Int?]? {
        var threads: [Thread] = []
        let bounds = [Int?](repeating: nil, count: 2 * program.groupNames.count)
        follow(Thread(place: 0, bounds: bounds), at: 0, into: &threads)
        for (index, scalar) in scalars.enumerated() {
            var next: [Thread] = []
            for thread in threads {
                guard case .one(let set) = program.instructions[thread.place], set.contains(scalar) else { continue }
                follow(Thread(place: thread.place + 1, bounds: thread.bounds), at: index + 1, into: &next)
            }
            if next.isEmpty { return nil }
            threads = next
        }
        return threads.first { if case .matched = program.instructions[$0.place] { true } else { false } }?.bounds
    }

    /// Follows every way from a place that needs no character, the preferred ones first.
    private mutating func follow(_ start: Thread, at index: Int, into threads: inout [Thread]) {
        var waiting = [start]
        while var thread = waiting.popLast() {
            guard reachedAt[thread.place] != index else { continue }
            reachedAt[thread.place] = index
            switch program.instructions[thread.place] {
            case .one, .matched: threads.append(thread)
            case .jump(let place):
                thread.place = place
                waiting.append(thread)
            case .split(let first, let second):
                waiting.append(Thread(place: second, bounds: thread.bounds))
                waiting.append(Thread(place: first, bounds: thread.bounds))
            case .note(let bound):
                thread.bounds[bound] = index
                thread.place += 1
                waiting.append(thread)
            case .assertion(let assertion):
                thread.place += 1
                if assertion.holds(at: index, in: scalars) { waiting.append(thread) }
            }
        }
    }
}
