/// What one gate came to at one grid point: what a plot needs of a verdict.
public struct GatePoint: Equatable, Codable, Sendable {
    /// The grid point.
    public let at: Timestamp
    /// What the gate came to.
    public let outcome: Outcome
    /// Why.
    public let reason: Reason
    /// The measured value; `nil` when there is none.
    public let value: SampleValue?
    /// The limit it was held against; `nil` when it could not be computed.
    public let threshold: Double?

    /// Makes a point.
    public init(at: Timestamp, outcome: Outcome, reason: Reason, value: SampleValue?, threshold: Double?) {
        self.at = at
        self.outcome = outcome
        self.reason = reason
        self.value = value
        self.threshold = threshold
    }
}

/// The points of one gate over a range of time, oldest first.
public struct GateHistory: Equatable, Codable, Sendable {
    /// The gate's name.
    public let gate: String
    /// How its value compares to the limit when it passes.
    public let comparison: String
    /// The points that are kept.
    public let points: [GatePoint]
    /// How many points there were before they were thinned.
    public let pointCount: Int

    /// Makes a history.
    public init(gate: String, comparison: String, points: [GatePoint], pointCount: Int) {
        self.gate = gate
        self.comparison = comparison
        self.points = points
        self.pointCount = pointCount
    }
}

/// The gates of a rollout over a range of time.
public struct RolloutHistory: Equatable, Codable, Sendable {
    /// What of which rollout is asked for.
    public struct Range: Equatable, Codable, Sendable {
        /// The rollout.
        public var rollout: String
        /// The one gate that is asked for; `nil`: all of them.
        public var gate: String?
        /// The first moment of the range.
        public var from: Timestamp
        /// The last moment of the range.
        public var through: Timestamp
        /// Points of each gate, at most.
        public var limit: Int

        /// Makes a range.
        public init(rollout: String, gate: String? = nil, from: Timestamp, through: Timestamp, limit: Int) {
            self.rollout = rollout
            self.gate = gate
            self.from = from
            self.through = through
            self.limit = limit
        }
    }

    /// What was asked for.
    public let range: Range
    /// The gates in the order they were first met.
    public let gates: [GateHistory]
    /// Evaluations whose verdicts are kept.
    public let evaluationCount: Int
    /// Evaluations whose verdicts are so old that they were dropped.
    public let droppedCount: Int

    /// Makes a history.
    public init(range: Range, gates: [GateHistory], evaluationCount: Int, droppedCount: Int) {
        self.range = range
        self.gates = gates
        self.evaluationCount = evaluationCount
        self.droppedCount = droppedCount
    }

    /// Points further apart than this have a gap between them, at evaluations every `interval`.
    public func longestStep(interval: TimeSpan) -> TimeSpan {
        let bucket = HistoryThinner(from: range.from, through: range.through, limit: range.limit).bucketWidth
        return max(TimeSpan(milliseconds: interval.milliseconds * 3 / 2), bucket * 2)
    }
}
