/// A cumulative sum that watches for one rate to become another.
///
/// It is the form of the late-change detector with one bet whose size must be guessed; kept as a yardstick.
///
/// - Source: J. Lucas, "Counted data CUSUM's", Technometrics 27 (1985).
public struct PoissonCUSUM: Equatable, Sendable {
    private let weight: Double
    private let allowance: Double
    /// The sum so far.
    public private(set) var sum = 0.0

    /// Watches for a rate.
    ///
    /// - Parameters:
    ///   - accepted: Event probability that is good, above 0.
    ///   - rejected: Event probability that is to be found, above the accepted one.
    public init(accepted: Double, rejected: Double) {
        weight = ElementaryFunctions.log(rejected / accepted)
        allowance = rejected - accepted
    }

    /// Adds counts; an alarm is a sum of at least h, and false ones are e^h additions apart on average.
    ///
    /// - Parameters:
    ///   - events: Events since the last addition.
    ///   - trials: Trials since then.
    public mutating func add(events: Double, trials: Double) {
        sum = max(0, sum + events * weight - trials * allowance)
    }
}
