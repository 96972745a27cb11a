internal import GateEngine
public import GateModel
public import GateRules

/// Walks every sequence of moves to a depth, through every world that can be reached.
///
/// Worlds with the same future are explored once (`StateKey`). The engine checks the
/// invariants at the end of every step and ends the process when one is broken.
public enum Exhaustive {
    /// What the walk saw.
    public struct Report: Sendable {
        /// Different worlds reached.
        public var worlds = 0
        /// Steps taken.
        public var steps = 0
        /// The phases seen, in order of their names.
        public var phases: [Phase] = []
        /// The kinds of decisions seen, in order of their names.
        public var decisions: [Decision.Kind] = []
        /// What went wrong: the moves that led there and what was found; empty when nothing did.
        public var failures: [String] = []
    }

    /// Walks.
    ///
    /// - Parameters:
    ///   - rule: The rule; a small one.
    ///   - depth: How many moves in a row.
    ///   - alphabet: The moves to choose from.
    ///   - prefix: Moves made before the walk begins.
    ///   - bound: How many evaluations a calm world may take to complete from any world reached; `nil`: not tried.
    /// - Returns: What it saw; failures are at most ten.
    public static func walk(
        _ rule: RolloutRule, depth: Int, of alphabet: [Move] = Move.allCases, after prefix: [Move] = [],
        completingWithin bound: Int? = nil
    ) -> Report {
        var report = Report()
        var phases: Set<Phase> = []
        var decisions: Set<Decision.Kind> = []
        var start = World(rule)
        for move in prefix { start.make(move) }
        var seen: Set<StateKey> = [StateKey(start)]
        var frontier: [(world: World, moves: [Move])] = [(start, prefix)]
        for _ in 0..<depth {
            var next: [(world: World, moves: [Move])] = []
            for (world, moves) in frontier {
                for move in alphabet {
                    let after = stepped(world, by: move, moves, &report)
                    phases.insert(after.state.phase)
                    decisions.formUnion(after.lastStep?.decisions.map(\.kind) ?? [])
                    if seen.insert(StateKey(after)).inserted { next.append((after, moves + [move])) }
                }
            }
            frontier = next
            for (world, moves) in next { checkLiveness(of: world, within: bound, moves, &report) }
        }
        report.worlds = seen.count
        report.phases = phases.sorted { $0.rawValue < $1.rawValue }
        report.decisions = decisions.sorted { $0.rawValue < $1.rawValue }
        return report
    }

    private static func stepped(_ world: World, by move: Move, _ moves: [Move], _ report: inout Report) -> World {
        var after = world
        after.make(move)
        report.steps += 1
        return after
    }

    private static func checkLiveness(of world: World, within bound: Int?, _ moves: [Move], _ report: inout Report) {
        guard let bound else { return }
        var calm = world
        if calm.completeCalmly(within: bound) == nil {
            note("not complete after \(bound) good evaluations, phase \(calm.state.phase)", moves, &report)
        }
    }

    private static func note(_ finding: String, _ moves: [Move], _ report: inout Report) {
        guard report.failures.count < 10 else { return }
        report.failures.append(moves.map(\.rawValue).joined(separator: " ") + ": " + finding)
    }
}
