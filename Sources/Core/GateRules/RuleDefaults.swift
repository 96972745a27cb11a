public import GateModel

/// The values a rule file may leave out.
public enum RuleDefaults {
    /// Distance between two evaluations.
    public static let interval = TimeSpan.seconds(15)
    /// How long one query may take.
    public static let queryTimeout = TimeSpan.seconds(10)
    /// Share of the window's grid points that need a verdict.
    public static let minCoverage = 0.95
    /// Observation window of a stage.
    public static let window = TimeSpan.hours(1)
    /// How long an approval is valid.
    public static let approvalExpiresAfter = TimeSpan.hours(1)
    /// How long a safety event that does not demand 0 % may stay open before it does.
    public static let unresolvedAfter = TimeSpan.minutes(30)
    /// Range of a gate's queries.
    public static let over = TimeSpan.minutes(5)
    /// Events a ratio or a quantile must rest on.
    public static let minEvents = 100.0
    /// Distance between two samples of a series.
    ///
    /// - Source: the default of Prometheus (`scrape_interval` in its configuration).
    public static let scrapeInterval = TimeSpan.minutes(1)
    /// How much of the baseline before a stage gates with confidence look at.
    public static let history = TimeSpan.hours(6)
    /// How much of the time before an attempt is looked at to tell the canary's tenants from the others.
    ///
    /// - Source: `statistics.md` §7.1.
    public static let tenantMixPeriod = TimeSpan.hours(24 * 7)
    /// Range of one measurement of a spikes rule.
    public static let spikeOver = TimeSpan.minutes(1)
    /// Events a hot evaluation of a spikes rule must rest on.
    ///
    /// - Source: `statistics.md` §4.3, as the count and the time below.
    public static let spikeMinEvents = 20.0
    /// How many spikes stop the rollout.
    public static let spikeCount = 3
    /// Within what time they must come.
    public static let spikesWithin = TimeSpan.hours(1)
    /// The label that carries an actor's name in the answer to an on-call query.
    public static let onCallLabel = "actor"
    /// The stages of the protocol.
    public static let stages = [0, 10, 25, 50, 100].enumerated().compactMap { index, percent in
        Weight(percent: percent).map { Stage(name: "stage-\(index)", weight: $0) }
    }
}
