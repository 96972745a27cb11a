public import GateModel
import GateRules

/// The figures of a replay.
public struct ReplaySummary: Equatable, Sendable {
    /// Grid points that were evaluated.
    public let evaluations: Int
    /// Attempts that began.
    public let attempts: Int
    /// Attempts that came to their end at 100 %.
    public let completed: Int
    /// Promotions.
    public let promotions: Int
    /// Stops.
    public let stops: Int
    /// Rollbacks.
    public let rollbacks: Int
    /// Stops and rollbacks in stretches that are known to have been good; `nil` when nobody said which ones were.
    public let falseStops: Int?
    /// From the first breach to the stop: the shortest, the middle and the longest; `nil` without a stop.
    public let timeToStop: Spread?
    /// Time at which each gate was red, by gate.
    public let timeRed: [String: TimeSpan]
    /// Time in which no gate could be judged.
    public let gapTime: TimeSpan

    /// Three of many lengths of time.
    public struct Spread: Equatable, Sendable {
        /// The shortest.
        public let shortest: TimeSpan
        /// The one in the middle; of two the longer.
        public let middle: TimeSpan
        /// The longest.
        public let longest: TimeSpan

        init?(_ spans: [TimeSpan]) {
            let sorted = spans.sorted()
            guard let first = sorted.first, let last = sorted.last else { return nil }
            shortest = first
            middle = sorted[sorted.count / 2]
            longest = last
        }
    }

    /// Sums a timeline up.
    ///
    /// - Parameters:
    ///   - timeline: What happened.
    ///   - good: Stretches that are known to have been good; none when nobody said.
    public init(_ timeline: Timeline, good: [ClosedRange<Timestamp>] = []) {
        func count(_ kind: Decision.Kind) -> Int { timeline.decisions.count { $0.kind == kind } }
        evaluations = timeline.evaluations
        attempts = max(count(.start), timeline.visits.isEmpty ? 0 : 1)
        completed = count(.complete)
        promotions = count(.promote)
        stops = count(.stop)
        rollbacks = count(.rollBack)
        falseStops = good.isEmpty ? nil : timeline.stops.count { $0.isFalse(good) }
        timeToStop = Spread(timeline.stops.map(\.timeToStop))
        timeRed = Dictionary(timeline.gates.map { ($0.name, $0.timeRed) }, uniquingKeysWith: { $1 })
        gapTime = timeline.rule.interval * Int64(timeline.gaps.map(\.count).reduce(0, +))
    }
}
