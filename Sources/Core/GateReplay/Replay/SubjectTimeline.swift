public import GateModel

/// What one gate or stop rule came to over a range.
public struct SubjectTimeline: Sendable {
    /// The name of the gate or stop rule.
    public let name: String
    /// Its verdicts, oldest first: one run for each stretch with the same outcome and reason.
    public private(set) var runs: [VerdictRun] = []
    /// Evaluations by outcome.
    public private(set) var counts: [Outcome: Int] = [:]
    /// How its value compares to the limit when it passes.
    public private(set) var comparison = "<="
    /// The number of runs, those beyond the limit included.
    public private(set) var runCount = 0

    private let step: TimeSpan
    private var thinner: HistoryThinner?

    init(_ name: String, from: Timestamp, through: Timestamp, step: TimeSpan, plotPoints: Int) {
        self.name = name
        self.step = step
        thinner = plotPoints > 0 ? HistoryThinner(from: from, through: through, limit: plotPoints) : nil
    }

    /// The time at which it failed: every evaluation stands for one interval.
    public var timeRed: TimeSpan { time(.fail) }

    /// The time at which it could not be judged, or was not decided.
    public var timeUndecided: TimeSpan {
        TimeSpan(milliseconds: time(.inconclusive).milliseconds + time(.error).milliseconds)
    }

    /// So few points that they can be plotted.
    public var points: [GatePoint] { thinner?.points ?? [] }

    /// Points further apart than this have a gap between them.
    public var longestStep: TimeSpan {
        max(TimeSpan(milliseconds: step.milliseconds * 3 / 2), (thinner?.bucketWidth ?? .zero) * 2)
    }

    /// Evaluations with this outcome.
    public func count(_ outcome: Outcome) -> Int { counts[outcome] ?? 0 }

    mutating func add(_ verdict: Verdict, at time: Timestamp) {
        counts[verdict.outcome, default: 0] += 1
        comparison = verdict.comparison
        if VerdictRun.extend(&runs, verdict, at: time, step: step, limit: Timeline.runLimit) { runCount += 1 }
        thinner?.add(
            GatePoint(
                at: time, outcome: verdict.outcome, reason: verdict.reason, value: verdict.value,
                threshold: verdict.threshold))
    }

    private func time(_ outcome: Outcome) -> TimeSpan { step * Int64(count(outcome)) }
}

/// Evaluations one after the other that came to the same.
public struct VerdictRun: Equatable, Sendable {
    /// The first evaluation.
    public let from: Timestamp
    /// The last one.
    public private(set) var through: Timestamp
    /// How many there are.
    public private(set) var count = 1
    /// What they came to.
    public let outcome: Outcome
    /// Why.
    public let reason: Reason

    /// Adds a verdict to the last of the runs, or begins another.
    ///
    /// - Parameters:
    ///   - runs: The runs so far, oldest first.
    ///   - verdict: The verdict.
    ///   - time: Its grid point.
    ///   - step: A longer distance parts two runs.
    ///   - limit: Runs to keep, at most: of later ones only the last.
    /// - Returns: Whether another run began.
    @discardableResult
    static func extend(
        _ runs: inout [VerdictRun], _ verdict: Verdict, at time: Timestamp, step: TimeSpan, limit: Int
    ) -> Bool {
        if let last = runs.indices.last, runs[last].outcome == verdict.outcome, runs[last].reason == verdict.reason,
            time - runs[last].through <= step, time > runs[last].through
        {
            runs[last].through = time
            runs[last].count += 1
            return false
        }
        // The present run stays known, so that it goes on; it takes the place of the one before.
        if runs.count >= limit { runs.removeLast() }
        runs.append(VerdictRun(from: time, through: time, outcome: verdict.outcome, reason: verdict.reason))
        return true
    }

    private init(from: Timestamp, through: Timestamp, outcome: Outcome, reason: Reason) {
        self.from = from
        self.through = through
        self.outcome = outcome
        self.reason = reason
    }
}
