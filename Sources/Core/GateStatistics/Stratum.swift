/// What both arms counted at the same time: the events and trials between two grid points.
///
/// Counts may be fractional, as `increase()` gives them.
public struct Stratum: Equatable, Codable, Sendable {
    /// Events of the canary, 0 to `canaryTotal`.
    public let canaryEvents: Double
    /// Trials of the canary.
    public let canaryTotal: Double
    /// Events of the baseline, 0 to `baselineTotal`.
    public let baselineEvents: Double
    /// Trials of the baseline; 0 where a gate has none.
    public let baselineTotal: Double

    /// No events, no trials.
    public static let empty = Stratum(Counts(), Counts())

    /// Makes a stratum: `nil` when a count is not finite, is negative, or more happened than was tried.
    ///
    /// - Parameters:
    ///   - canaryEvents: Events of the canary.
    ///   - canaryTotal: Trials of the canary.
    ///   - baselineEvents: Events of the baseline.
    ///   - baselineTotal: Trials of the baseline.
    public init?(
        canaryEvents: Double, canaryTotal: Double, baselineEvents: Double = 0, baselineTotal: Double = 0
    ) {
        guard let canary = Binomial(events: canaryEvents, trials: canaryTotal),
            let baseline = Binomial(events: baselineEvents, trials: baselineTotal)
        else { return nil }
        self.init(Counts(canary.events, canary.trials), Counts(baseline.events, baseline.trials))
    }

    /// Counts known to be sane.
    private struct Counts {
        var events = 0.0
        var total = 0.0

        init() {}
        init(_ events: Double, _ total: Double) { (self.events, self.total) = (events, total) }
    }

    private init(_ canary: Counts, _ baseline: Counts) {
        canaryEvents = canary.events
        canaryTotal = canary.total
        baselineEvents = baseline.events
        baselineTotal = baseline.total
    }

    /// The same trials with the event that did not happen as the event.
    var complement: Stratum {
        Stratum(Counts(canaryTotal - canaryEvents, canaryTotal), Counts(baselineTotal - baselineEvents, baselineTotal))
    }

    /// The two arms exchanged.
    var swapped: Stratum {
        Stratum(Counts(baselineEvents, baselineTotal), Counts(canaryEvents, canaryTotal))
    }

    /// Both periods taken together.
    public static func + (first: Stratum, second: Stratum) -> Stratum {
        Stratum(
            Counts(first.canaryEvents + second.canaryEvents, first.canaryTotal + second.canaryTotal),
            Counts(first.baselineEvents + second.baselineEvents, first.baselineTotal + second.baselineTotal))
    }
}
