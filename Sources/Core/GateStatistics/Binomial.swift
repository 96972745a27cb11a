/// Statements about an event probability from a number of events in a number of trials, at **one** look.
///
/// Counts may be fractional, as `increase()` gives them. Whoever looks again and again needs a sequential test instead.
public struct Binomial: Equatable, Sendable {
    /// Trials in which the event happened, 0 to `trials`.
    public let events: Double
    /// All trials.
    public let trials: Double

    /// Makes counts of which something can be said: `nil` when they are not finite, are negative, or more happened than
    /// was tried.
    ///
    /// - Parameters:
    ///   - events: Trials in which the event happened.
    ///   - trials: All trials.
    public init?(events: Double, trials: Double) {
        guard events >= 0, trials >= events, trials.isFinite else { return nil }
        self.events = events
        self.trials = trials
    }

    /// The lower one-sided bound of the event probability.
    ///
    /// - Parameter alpha: Probability that the true one lies below it, at most.
    /// - Returns: A probability; 0 without events.
    /// - Source: C. Clopper and E. Pearson, Biometrika 26 (1934): the α quantile of Beta(k, n−k+1).
    public func lowerBound(alpha: Double) -> Double {
        events > 0 ? IncompleteBeta(a: events, b: trials - events + 1).inverse(alpha) : 0
    }

    /// The upper one-sided bound of the event probability.
    ///
    /// - Parameter alpha: Probability that the true one lies above it, at most.
    /// - Returns: A probability; 1 without a trial that went well.
    /// - Source: C. Clopper and E. Pearson, Biometrika 26 (1934): the 1−α quantile of Beta(k+1, n−k).
    public func upperBound(alpha: Double) -> Double {
        events < trials ? IncompleteBeta(a: events + 1, b: trials - events).inverseComplement(alpha) : 1
    }

    /// Wilson's two-sided interval, for display only: it may cover less often than it says.
    ///
    /// - Parameter alpha: Probability left out, both sides together.
    /// - Returns: From the lower to the upper end; 0 to 1 without trials.
    /// - Source: E. Wilson, Journal of the American Statistical Association 22 (1927).
    public func wilson(alpha: Double) -> ClosedRange<Double> {
        wilson(z: NormalDistribution.upperQuantile(alpha / 2))
    }

    /// Wilson's interval of so many standard deviations.
    func wilson(z: Double) -> ClosedRange<Double> {
        guard trials > 0 else { return 0...1 }
        let square = z * z
        let middle = (events + square / 2) / (trials + square)
        let half = z / (trials + square) * (events * (trials - events) / trials + square / 4).squareRoot()
        return (events > 0 ? max(0, middle - half) : 0)...(events < trials ? min(1, middle + half) : 1)
    }

    /// The probability of at least `count` events.
    ///
    /// - Parameters:
    ///   - count: Events.
    ///   - trials: Trials.
    ///   - probability: Event probability of one trial, 0 to 1.
    /// - Returns: I_p(k, n−k+1); 1 for no events, 0 for more than were tried.
    public static func upperTail(_ count: Double, of trials: Double, probability: Double) -> Double {
        if count <= 0 { return 1 }
        if count > trials { return 0 }
        return IncompleteBeta(a: count, b: trials - count + 1).value(at: probability)
    }

    /// The probability of at most `count` events.
    ///
    /// - Parameters:
    ///   - count: Events.
    ///   - trials: Trials.
    ///   - probability: Event probability of one trial, 0 to 1.
    /// - Returns: 1 − I_p(k+1, n−k), exact when it is small; 1 for as many events as trials.
    public static func lowerTail(_ count: Double, of trials: Double, probability: Double) -> Double {
        if count >= trials { return 1 }
        if count < 0 { return 0 }
        return IncompleteBeta(a: count + 1, b: trials - count).complement(at: probability)
    }
}
