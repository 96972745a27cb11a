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
    /// The stages of the protocol.
    public static let stages = [0, 10, 25, 50, 100].enumerated().compactMap { index, percent in
        Weight(percent: percent).map { Stage(name: "stage-\(index)", weight: $0) }
    }
}
