/// What makes one evaluation of a ratio hot: more bad events than the allowed ratio explains.
///
/// - Source: `statistics.md` §4.3.
public struct SpikeTest: Equatable, Sendable {
    /// A false alarm of one evaluation as the method was tried out.
    public static let defaultAlpha = 0.005
    /// Fewer bad events are no spike, whatever the ratio.
    public static let defaultMinBad = 3.0

    /// The ratio that still is allowed.
    public var threshold: Double
    /// Probability that an evaluation at the allowed ratio is hot, at most.
    public var alpha = defaultAlpha
    /// Events an evaluation must rest on.
    public var minEvents: Double
    /// Bad events a hot evaluation must have.
    public var minBad = defaultMinBad

    /// Makes a test with the usual probability of a false alarm.
    public init(
        threshold: Double, alpha: Double = defaultAlpha, minEvents: Double, minBad: Double = defaultMinBad
    ) {
        self.threshold = threshold
        self.alpha = alpha
        self.minEvents = minEvents
        self.minBad = minBad
    }

    /// Whether an evaluation is hot.
    public func isHot(bad: Double, total: Double) -> Bool {
        guard total >= minEvents, bad >= minBad, total > 0, bad <= total else { return false }
        return Binomial.upperTail(bad, of: total, probability: threshold) <= alpha
    }

    /// How likely repeated spikes are in one window while nothing is wrong.
    ///
    /// - Parameters:
    ///   - count: How many spikes make an alarm.
    ///   - evaluations: How many evaluations the window has.
    ///   - alpha: Probability that one of them is hot.
    /// - Returns: An upper bound, at most 1: so many evaluations out of all, each hot by chance.
    public static func falseAlarmBound(count: Int, evaluations: Int, alpha: Double) -> Double {
        guard count > 0 else { return 1 }
        guard count <= evaluations else { return 0 }
        var bound = 1.0
        for index in 0..<count { bound *= Double(evaluations - index) / Double(index + 1) * alpha }
        return min(1, bound)
    }
}
