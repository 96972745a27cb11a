public import GateRules

/// What reading the rule files came to.
public enum RulesReading: Sendable {
    /// They are good.
    case rules(RuleSet)
    /// They are not; what is wrong, line by line.
    case problems([String])
}

/// Why the service cannot start.
public struct StartupFailure: Error, Equatable, CustomStringConvertible {
    /// What was tried, what happened and what to do, one line a problem.
    public let problems: [String]

    /// The problems, one a line.
    public var description: String { problems.joined(separator: "\n") }

    /// Makes a failure.
    public init(_ problems: [String]) {
        self.problems = problems
    }
}
