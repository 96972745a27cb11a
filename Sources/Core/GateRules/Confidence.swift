public import GateModel

/// How sure the verdicts of a ratio gate have to be: three-valued, valid at every look together, on all data since the
/// stage was entered.
///
/// - Source: the methods and their sources stand in `GateStatistics`.
public struct Confidence: Equatable, Codable, Sendable {
    /// How sure, above 0 and below 1: 0.95 is wrong about a healthy rollout at most one time in twenty.
    public var level: Double
    /// What an undecided gate does at the end of its window.
    public var undecided: UndecidedPolicy
    /// How long nothing counts after the entry into a stage: caches are cold, and traffic is still on its way.
    public var warmUp: TimeSpan
    /// How much of the baseline before the stage is looked at for its rate and its noise; 0 for none.
    public var history: TimeSpan
    /// Where the canary's tenants are told from the others before the rollout; `nil` where it does not go by tenant.
    public var tenantMix: TenantMixSource?

    /// Probability of a wrong verdict, at most.
    public var alpha: Double { 1 - level }

    /// The time over which the noise of the baseline is compared with that of its neighbours: several evaluations, longer
    /// than a burst, and never without a sample.
    ///
    /// - Parameters:
    ///   - interval: Distance between two evaluations.
    ///   - scrapeInterval: Distance between two samples.
    /// - Returns: The length of one block.
    /// - Source: `statistics.md` §1.5.
    public static func historyBlock(interval: TimeSpan, scrapeInterval: TimeSpan) -> TimeSpan {
        max(interval * 5, .minutes(1), scrapeInterval * 2)
    }

    /// Makes a demand.
    public init(
        level: Double = 0.95, undecided: UndecidedPolicy = .hold, warmUp: TimeSpan = .zero,
        history: TimeSpan = RuleDefaults.history, tenantMix: TenantMixSource? = nil
    ) {
        self.level = level
        self.undecided = undecided
        self.warmUp = warmUp
        self.history = history
        self.tenantMix = tenantMix
    }
}

/// What a gate that is still undecided when its window ends means for the rollout.
public enum UndecidedPolicy: Equatable, Codable, Sendable {
    /// The rollout stays where it is until the gate is decided or a person acts.
    case hold
    /// The same until the rollout has been green for so long; then it is held until a person lets it go on.
    case extend(to: TimeSpan)
    /// The rollout goes on, because nothing contradicts it; the evidence says that it was not proven.
    case promote
}

/// How the tenants of the canary are told from the others on the old version.
public struct TenantMixSource: Equatable, Codable, Sendable {
    /// What stands for `{{ track }}` when the canary's tenants are asked; may contain `{{ stage }}` and `{{ weight }}`.
    public var canary: String
    /// What stands for `{{ track }}` when the others are asked; the same placeholders.
    public var others: String
    /// How much of the time before the attempt is looked at.
    public var period: TimeSpan

    /// Makes a source.
    public init(canary: String, others: String, period: TimeSpan) {
        self.canary = canary
        self.others = others
        self.period = period
    }
}
