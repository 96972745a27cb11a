public import GateRules

/// What came of one test.
public struct RuleTestOutcome: Equatable, Sendable {
    /// The test's name.
    public let test: String
    /// Where it stands in its file.
    public let position: Position
    /// Everything that is not as expected, in the order of time.
    public internal(set) var mismatches: [Mismatch] = []
    /// What the test has seen of its rule.
    public internal(set) var coverage: RolloutCoverage
    /// How many grid points were evaluated.
    public internal(set) var evaluations = 0
    /// What happened, one line each.
    public internal(set) var timeline: [String] = []

    /// Whether everything is as expected.
    public var isPassed: Bool { mismatches.isEmpty }
}
