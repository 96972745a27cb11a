public import GateModel
public import GateStatistics

/// A named condition on metrics, judged at every evaluation.
public struct Gate: Equatable, Codable, Sendable {
    /// Unique within the rollout.
    public var name: String
    /// For people.
    public var description: String
    /// What is asked and when it passes.
    public var kind: GateKind
    /// The range `{{ over }}` stands for.
    public var over: GateRange
    /// How long it must fail before the rollout is taken back.
    public var failFor: TimeSpan
    /// Events a ratio or a quantile must rest on; 0 for the kinds that do not count.
    public var minEvents: Double
    /// Labels by which every series is judged on its own; empty: one series is expected.
    public var per: [String]
    /// How several series become one; `nil`: several series are an error unless `per` is given.
    public var reducer: Reducer?
    /// Where a comparing gate takes its baseline from.
    public var baseline: BaselineSource
    /// Where it takes it from at 100 %, where nothing runs beside the canary.
    public var baselineAtFull: BaselineSource?
    /// What becomes of evidence that is missing or broken.
    public var blindness: BlindnessPolicies
    /// Names of the stages at which it is judged; `nil`: all.
    public var stages: [String]?
    /// How sure a verdict has to be; `nil`: point values are compared.
    public var confidence: Confidence?

    /// Makes a gate.
    public init(
        name: String, description: String = "", kind: GateKind, over: GateRange = .sliding(RuleDefaults.over),
        failFor: TimeSpan = RuleDefaults.interval, minEvents: Double? = nil, per: [String] = [],
        reducer: Reducer? = nil, baseline: BaselineSource = .concurrent, baselineAtFull: BaselineSource? = nil,
        blindness: BlindnessPolicies = BlindnessPolicies(), stages: [String]? = nil, confidence: Confidence? = nil
    ) {
        self.name = name
        self.description = description
        self.kind = kind
        self.over = over
        self.failFor = failFor
        self.minEvents = minEvents ?? (kind.countsEvents && confidence == nil ? RuleDefaults.minEvents : 0)
        self.per = per
        self.reducer = reducer
        self.baseline = baseline
        self.baselineAtFull = baselineAtFull
        self.blindness = blindness
        self.stages = stages
        self.confidence = confidence
    }

    /// Whether the gate is judged at this stage.
    public func applies(to stage: Stage) -> Bool {
        stages?.contains(stage.name) ?? true
    }

    /// Where the baseline comes from at this stage.
    public func baseline(at stage: Stage) -> BaselineSource {
        stage.weight == .full ? baselineAtFull ?? baseline : baseline
    }
}

/// What a gate asks and when it passes.
public enum GateKind: Equatable, Codable, Sendable {
    /// The success ratio is at least the objective.
    case availability(Availability)
    /// A quantile of a histogram is at most the target.
    case latency(Latency)
    /// A ratio of the canary is not worse than the baseline's by more than the margin.
    case conversion(Conversion)
    /// A comparison holds.
    case threshold(Threshold)
    /// A count is at most `max`.
    case events(SafetyEvents)

    /// The key in the rule file.
    public var name: String {
        switch self {
        case .availability: "availability"
        case .latency: "latency"
        case .conversion: "conversion"
        case .threshold: "threshold"
        case .events: "events"
        }
    }

    /// Whether `min_events` has a meaning for it.
    public var countsEvents: Bool {
        switch self {
        case .availability, .latency, .conversion: true
        case .threshold, .events: false
        }
    }

    /// Whether it compares the canary with a baseline.
    public var comparesTracks: Bool {
        if case .conversion = self { true } else { false }
    }
}

/// An availability gate: events against an objective.
public struct Availability: Equatable, Codable, Sendable {
    /// Which of the events are counted.
    public enum Counted: Equatable, Codable, Sendable {
        /// PromQL that counts good events.
        case good(String)
        /// PromQL that counts bad events.
        case bad(String)
    }

    /// The counted events.
    public var counted: Counted
    /// PromQL that counts all events.
    public var total: String
    /// The success ratio to reach, above 0 and below 1.
    public var objective: Double

    /// Makes an availability gate.
    public init(counted: Counted, total: String, objective: Double) {
        self.counted = counted
        self.total = total
        self.objective = objective
    }
}

/// A latency gate: a quantile against a target.
public struct Latency: Equatable, Codable, Sendable {
    /// PromQL that returns either one series a bucket (label `le`, cumulative) or native histograms.
    public var histogram: String
    /// The quantile, above 0 and below 1.
    public var quantile: Double
    /// The target in the histogram's unit; seconds where the rule file gives a duration.
    public var target: Double

    /// Makes a latency gate.
    public init(histogram: String, quantile: Double, target: Double) {
        self.histogram = histogram
        self.quantile = quantile
        self.target = target
    }
}

/// A ratio of the canary held against the baseline's.
public struct Conversion: Equatable, Codable, Sendable {
    /// PromQL that counts the events, for the track in `{{ track }}`.
    public var numerator: String
    /// PromQL that counts what they are part of, for the track in `{{ track }}`.
    public var denominator: String
    /// Which direction is worse.
    public var worse: Direction
    /// How much worse than the baseline the canary may be.
    public var margin: Margin

    /// Makes a comparison.
    public init(numerator: String, denominator: String, worse: Direction, margin: Margin) {
        self.numerator = numerator
        self.denominator = denominator
        self.worse = worse
        self.margin = margin
    }
}

/// How much worse than the baseline the canary may be.
public enum Margin: Equatable, Codable, Sendable {
    /// A share of the baseline's ratio: 0.05 allows 95 % or 105 % of it.
    case relative(Double)
    /// A difference of ratios: 0.01 is one percentage point.
    case absolute(Double)
}

/// One PromQL expression compared with a number.
public struct Threshold: Equatable, Codable, Sendable {
    /// The expression.
    public var query: String
    /// How it must compare.
    public var comparison: Comparison
    /// With what.
    public var value: Double

    /// Makes a threshold.
    public init(query: String, comparison: Comparison, value: Double) {
        self.query = query
        self.comparison = comparison
        self.value = value
    }
}

/// A comparison as PromQL writes it.
public enum Comparison: String, Codable, CaseIterable, Sendable {
    /// Less than.
    case less = "<"
    /// At most.
    case atMost = "<="
    /// Greater than.
    case greater = ">"
    /// At least.
    case atLeast = ">="
    /// Equal to.
    case equal = "=="
    /// Not equal to.
    case notEqual = "!="

    /// Whether the comparison holds.
    public func holds(_ left: Double, _ right: Double) -> Bool {
        switch self {
        case .less: left < right
        case .atMost: left <= right
        case .greater: left > right
        case .atLeast: left >= right
        case .equal: left == right
        case .notEqual: left != right
        }
    }
}

/// A count that may not exceed a maximum.
public struct SafetyEvents: Equatable, Codable, Sendable {
    /// PromQL that counts.
    public var query: String
    /// The largest count that passes.
    public var max: Double

    /// Makes a safety gate.
    public init(query: String, max: Double = 0) {
        self.query = query
        self.max = max
    }
}

/// The range a gate looks at.
public enum GateRange: Equatable, Codable, Sendable {
    /// The last so many minutes, but never past the entry into the stage.
    case sliding(TimeSpan)
    /// Everything since the stage was entered.
    case stage
}

/// How several series become one value.
public enum Reducer: String, Codable, CaseIterable, Sendable {
    /// The smallest.
    case min
    /// The largest.
    case max
    /// The sum.
    case sum
    /// The mean.
    case avg
}

/// Where a comparing gate takes its baseline from.
public enum BaselineSource: Equatable, Codable, Sendable {
    /// The baseline track at the same instant.
    case concurrent
    /// The counts of the baseline track when stage 0 ended.
    case stageZero
    /// The baseline track so long before.
    case offset(TimeSpan)
}

/// What becomes of evidence that is missing or broken, by kind of trouble.
public struct BlindnessPolicies: Equatable, Codable, Sendable {
    /// No series, too few events, stale data.
    public var onNoData: BlindnessPolicy
    /// Not a number, or infinite.
    public var onNaN: BlindnessPolicy
    /// The source failed, refused or answered nonsense, or there were too many series.
    public var onError: BlindnessPolicy
    /// The source said parts are missing.
    public var onPartial: BlindnessPolicy

    /// Makes policies; all hold unless said otherwise.
    public init(
        onNoData: BlindnessPolicy = .hold, onNaN: BlindnessPolicy = .hold, onError: BlindnessPolicy = .hold,
        onPartial: BlindnessPolicy = .hold
    ) {
        self.onNoData = onNoData
        self.onNaN = onNaN
        self.onError = onError
        self.onPartial = onPartial
    }
}

/// What one kind of missing evidence counts as.
public enum BlindnessPolicy: String, Codable, CaseIterable, Sendable {
    /// Neither promotes nor stops.
    case hold
    /// Counts as a failure.
    case fail
    /// Counts as a pass.
    case pass
}
