import GateModel
import GateRules

/// What one evaluation cost.
struct EvaluationCost: Sendable {
    /// Time from the first query to the verdicts, in seconds.
    let seconds: Double
    /// Series in all answers.
    let series: Int
    /// Series in the largest answer, which the source's limit is for.
    let largestAnswer: Int

    /// Adds up what came back.
    init(seconds: Double, answers: some Sequence<QueryOutcome>) {
        let counts = answers.map(\.seriesCount)
        self.seconds = seconds
        series = counts.reduce(0, +)
        largestAnswer = counts.max() ?? 0
    }
}

extension QueryOutcome {
    /// How many series came back; 0 when there is no answer.
    fileprivate var seriesCount: Int {
        guard case .answered(let result) = self else { return 0 }
        return result.ranges?.count ?? result.samples.count
    }
}

extension RolloutRule {
    /// How long an evaluation may take; what is not answered by then counts as not answered.
    var evaluationDeadline: TimeSpan { min(queryTimeout, interval) }
}
