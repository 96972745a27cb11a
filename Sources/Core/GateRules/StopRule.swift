public import GateModel

/// A condition that stops the rollout at once.
public struct StopRule: Equatable, Codable, Sendable {
    /// Unique within the rollout.
    public var name: String
    /// For people.
    public var description: String
    /// The condition.
    public var kind: StopRuleKind
    /// Where the rollout goes.
    public var target: StopTarget

    /// Makes a stop rule.
    public init(name: String, description: String = "", kind: StopRuleKind, target: StopTarget = .previousStable) {
        self.name = name
        self.description = description
        self.kind = kind
        self.target = target
    }
}

/// Where a stop takes the rollout.
public enum StopTarget: String, Codable, CaseIterable, Sendable {
    /// The nearest lower stage this attempt left upwards with a full green window.
    case previousStable = "previous_stable"
    /// Stage 0.
    case zero
}

/// The condition of a stop rule.
public enum StopRuleKind: Equatable, Codable, Sendable {
    /// One of the gates fails for so long without a break.
    case breach(gates: [String], for: TimeSpan)
    /// An availability gate burns its error budget too fast in a long and a short window at once.
    case burnRate(BurnRate)
    /// Separate spikes above a threshold keep coming.
    case spikes(Spikes)
    /// An incident of one of these kinds is open.
    case incident([IncidentKind])
    /// A PromQL expression compares as said.
    case expression(StopExpression)

    /// Whether the planner has to ask something for it.
    public var isMeasured: Bool {
        switch self {
        case .burnRate, .spikes, .expression: true
        case .breach, .incident: false
        }
    }

    /// The key in the rule file.
    public var name: String {
        switch self {
        case .breach, .burnRate: "breach"
        case .spikes: "spikes"
        case .incident: "incident"
        case .expression: "expr"
        }
    }
}

/// Multi-window burn rate on an availability gate.
///
/// - Source: Google SRE Workbook, chapter 5; `statistics.md` §4.1.
public struct BurnRate: Equatable, Codable, Sendable {
    /// The availability gate whose queries and objective are used.
    public var gate: String
    /// Share of the period's error budget that may be spent in the long window, above 0, at most 1.
    public var budgetShare: Double
    /// The period the budget is for.
    public var period: TimeSpan
    /// The long window.
    public var long: TimeSpan
    /// The short window; a twelfth of the long one by default.
    public var short: TimeSpan
    /// Events both windows must rest on.
    public var minEvents: Double

    /// Makes a burn rate condition.
    public init(
        gate: String, budgetShare: Double, period: TimeSpan, long: TimeSpan, short: TimeSpan? = nil,
        minEvents: Double = RuleDefaults.minEvents
    ) {
        self.gate = gate
        self.budgetShare = budgetShare
        self.period = period
        self.long = long
        self.short = short ?? TimeSpan(milliseconds: long.milliseconds / 12)
        self.minEvents = minEvents
    }

    /// The burn rate at which the long window spends the share: `budgetShare × period / long`.
    public var factor: Double {
        budgetShare * Double(period.milliseconds) / Double(long.milliseconds)
    }
}

/// Repeated spikes of a ratio.
///
/// - Source: `statistics.md` §4.3, on point values.
public struct Spikes: Equatable, Codable, Sendable {
    /// PromQL that counts bad events in `{{ over }}`.
    public var bad: String
    /// PromQL that counts all events in `{{ over }}`.
    public var total: String
    /// The range of one measurement.
    public var over: TimeSpan
    /// The ratio above which an evaluation is hot, 0…1.
    public var threshold: Double
    /// Events a hot evaluation must rest on.
    public var minEvents: Double
    /// How many spikes stop the rollout.
    public var count: Int
    /// Within what time.
    public var within: TimeSpan
    /// How long a spike must last to count.
    public var minLength: TimeSpan
    /// How long it must be quiet between two spikes; three times the range by default.
    public var minGap: TimeSpan

    /// Makes a spikes condition.
    public init(
        bad: String, total: String, over: TimeSpan = RuleDefaults.spikeOver, threshold: Double,
        minEvents: Double = RuleDefaults.spikeMinEvents, count: Int = RuleDefaults.spikeCount,
        within: TimeSpan = RuleDefaults.spikesWithin, minLength: TimeSpan = .zero, minGap: TimeSpan? = nil
    ) {
        self.bad = bad
        self.total = total
        self.over = over
        self.threshold = threshold
        self.minEvents = minEvents
        self.count = count
        self.within = within
        self.minLength = minLength
        self.minGap = minGap ?? over * 3
    }
}

/// A PromQL expression that stops the rollout.
public struct StopExpression: Equatable, Codable, Sendable {
    /// The expression.
    public var query: String
    /// How it compares when the condition is true.
    public var comparison: Comparison
    /// With what.
    public var value: Double
    /// The range `{{ over }}` stands for.
    public var over: TimeSpan
    /// How long it must be true.
    public var trueFor: TimeSpan
    /// The kind of incident it opens for each series that is true, if any.
    public var opensIncident: IncidentKindRule?
    /// Whether such an incident is resolved by itself when its series is gone; else a person resolves it.
    public var resolves: Bool

    /// Makes an expression condition.
    public init(
        query: String, comparison: Comparison = .greater, value: Double = 0, over: TimeSpan = RuleDefaults.over,
        trueFor: TimeSpan = .zero, opensIncident: IncidentKindRule? = nil, resolves: Bool = false
    ) {
        self.query = query
        self.comparison = comparison
        self.value = value
        self.over = over
        self.trueFor = trueFor
        self.opensIncident = opensIncident
        self.resolves = resolves
    }
}

extension StopExpression {
    /// Reads an expression; one from before incidents could resolve themselves leaves that to a person.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        query = try container.decode(String.self, forKey: .query)
        comparison = try container.decode(Comparison.self, forKey: .comparison)
        value = try container.decode(Double.self, forKey: .value)
        over = try container.decode(TimeSpan.self, forKey: .over)
        trueFor = try container.decode(TimeSpan.self, forKey: .trueFor)
        opensIncident = try container.decodeIfPresent(IncidentKindRule.self, forKey: .opensIncident)
        resolves = try container.decodeIfPresent(Bool.self, forKey: .resolves) ?? false
    }
}
