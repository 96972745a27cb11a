public import GateModel
import GateRules
import GateStatistics

/// When a stop rule on spikes fires, and how often it would by chance.
///
/// - Source: `statistics.md` §4.3.
public struct SpikesExplanation: Equatable, Sendable {
    /// The stop rule's name.
    public let stopRule: String
    /// The bad ratio that still is allowed.
    public let threshold: Double
    /// Probability that one evaluation at the allowed ratio is hot, at most.
    public let hotTail: Double
    /// Bad events a hot evaluation must have.
    public let minBad: Double
    /// Events a hot evaluation must rest on.
    public let minEvents: Double
    /// How many spikes fire.
    public let count: Int
    /// Within what time.
    public let within: TimeSpan
    /// Evaluations in that time.
    public let evaluations: Int
    /// Probability that it fires by chance in that time while the ratio is the allowed one all along, at most.
    public let falseAlarmBound: Double

    /// Explains a stop rule; `nil` for one of another kind.
    init?(_ stopRule: StopRule, under rule: RolloutRule) {
        guard case .spikes(let spikes) = stopRule.kind, rule.interval > .zero else { return nil }
        let test = SpikeTest(threshold: spikes.threshold, minEvents: spikes.minEvents)
        self.stopRule = stopRule.name
        threshold = test.threshold
        hotTail = test.alpha
        minBad = test.minBad
        minEvents = test.minEvents
        count = spikes.count
        within = spikes.within
        evaluations = Int(clamping: spikes.within.milliseconds / rule.interval.milliseconds)
        falseAlarmBound = SpikeTest.falseAlarmBound(count: count, evaluations: evaluations, alpha: test.alpha)
    }
}
