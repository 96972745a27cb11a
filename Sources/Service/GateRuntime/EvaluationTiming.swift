public import GateModel

/// How long one evaluation took; kept in memory for the newest ones only, because nothing is decided by it.
public struct EvaluationTiming: Equatable, Sendable {
    /// Evaluations of each rollout that are remembered.
    public static let kept = 120

    /// The evaluation timestamp.
    public let at: Timestamp
    /// Seconds from the first query to the last verdict.
    public let seconds: Double
    /// Seconds until the slowest query of each gate and measured stop rule was answered, by name.
    public let subjects: [String: Double]

    /// Makes a timing.
    public init(at: Timestamp, seconds: Double, subjects: [String: Double]) {
        self.at = at
        self.seconds = seconds
        self.subjects = subjects
    }

    /// The timing of an evaluation whose queries took so many seconds each.
    init(_ evaluation: Evaluation, seconds: Double, queries: [Query: Double]) {
        let slowest = (evaluation.gates + evaluation.stopRules).map { verdict in
            (verdict.subject, verdict.queries.compactMap { queries[$0.query] }.max() ?? 0)
        }
        self.init(at: evaluation.at, seconds: seconds, subjects: Dictionary(slowest) { max($0, $1) })
    }
}
