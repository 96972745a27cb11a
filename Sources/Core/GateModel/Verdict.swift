/// What judging one gate once came to, from good to bad for the rollout: pass, inconclusive, error, fail.
public enum Outcome: String, Codable, CaseIterable, Sendable {
    /// The condition was shown to hold.
    case pass
    /// The condition was shown not to hold.
    case fail
    /// The evidence does not decide it; never promotes, never stops.
    case inconclusive
    /// There was no usable evidence because asking failed; never promotes, never stops.
    case error

    /// How bad the outcome is when several are combined: fail, error, inconclusive, pass.
    public var badness: Int {
        switch self {
        case .pass: 0
        case .inconclusive: 1
        case .error: 2
        case .fail: 3
        }
    }
}

/// Why a verdict is what it is: a closed set, the same words in YAML, API, metrics and journal.
public enum Reason: String, Codable, CaseIterable, Sendable {
    /// The value is on the good side of the threshold.
    case withinThreshold = "within_threshold"
    /// The value is on the bad side of the threshold.
    case beyondThreshold = "beyond_threshold"
    /// No series came back, or nothing was counted.
    case noData = "no_data"
    /// The value is not a number.
    case notANumber = "not_a_number"
    /// The value is infinite, or a quantile lies above the largest finite bucket.
    case infinite
    /// Fewer events than `min_events`.
    case tooFewEvents = "too_few_events"
    /// The statistics have not decided yet.
    case notProven = "not_proven"
    /// More series than the gate can take.
    case tooManySeries = "too_many_series"
    /// The source said that parts of the data are missing.
    case partialData = "partial_data"
    /// The data is too old.
    case stale
    /// The source refused the query (4xx): the rule is wrong.
    case queryRejected = "query_rejected"
    /// The source could not be reached in time or failed (timeout, 5xx, refused).
    case sourceUnavailable = "source_unavailable"
    /// The source's answer could not be understood.
    case badResponse = "bad_response"
}

/// The result of judging one gate, or one stop rule's own condition, at one evaluation.
public struct Verdict: Equatable, Codable, Sendable {
    /// The name of the gate or stop rule.
    public let subject: String
    /// What it came to.
    public let outcome: Outcome
    /// Why.
    public let reason: Reason
    /// The measured value in the unit of the threshold, kept when it passes, too; `nil` when there is none.
    public let value: SampleValue?
    /// The limit the value was held against; `nil` when it could not be computed (a baseline without data).
    public let threshold: Double?
    /// How the value compares when it passes: `<=`, `>=`, `<`, `>`, `==` or `!=`.
    public let comparison: String
    /// Distance from the threshold in the threshold's unit, positive on the good side; `nil` without value or threshold.
    public let margin: Double?
    /// Events the value rests on (denominator or observations); `nil` for kinds that do not count.
    public let events: Double?
    /// One sentence for people: what was measured against what.
    public let summary: String
    /// Every query as sent and what it returned.
    public let queries: [QueryEvidence]
    /// The series judged on their own when the gate says `per`, worst first, at most ten.
    public let series: [SeriesEvidence]
    /// Warnings of the source, word for word.
    public let warnings: [String]
    /// Whether the gate only gathers its baseline at this stage and takes no part in green.
    public let isCollecting: Bool
    /// Counts of the baseline, kept when the gate freezes its baseline in this stage.
    public let baseline: RatioCounts?
    /// What this evaluation adds to the evidence of a gate with confidence; `nil` when it adds nothing.
    public let increment: EvidenceIncrement?
    /// How sure the verdict is; `nil` for gates without confidence, and where there is no evidence yet.
    public let certainty: Certainty?

    /// Makes a verdict.
    public init(
        subject: String, outcome: Outcome, reason: Reason, value: SampleValue? = nil, threshold: Double? = nil,
        comparison: String = "<=", margin: Double? = nil, events: Double? = nil, summary: String = "",
        queries: [QueryEvidence] = [], series: [SeriesEvidence] = [], warnings: [String] = [],
        isCollecting: Bool = false, baseline: RatioCounts? = nil, increment: EvidenceIncrement? = nil,
        certainty: Certainty? = nil
    ) {
        self.subject = subject
        self.outcome = outcome
        self.reason = reason
        self.value = value
        self.threshold = threshold
        self.comparison = comparison
        self.margin = margin
        self.events = events
        self.summary = summary
        self.queries = queries
        self.series = series
        self.warnings = warnings
        self.isCollecting = isCollecting
        self.baseline = baseline
        self.increment = increment
        self.certainty = certainty
    }
}

/// One query as sent and what it returned.
public struct QueryEvidence: Equatable, Codable, Sendable {
    /// The query as sent.
    public let query: Query
    /// How many series came back; 0 when the query failed.
    public let seriesCount: Int
    /// The value where exactly one came back.
    public let value: SampleValue?
    /// What went wrong; `nil` when the query was answered.
    public let failure: String?

    /// Makes a record of a query.
    public init(query: Query, seriesCount: Int, value: SampleValue?, failure: String?) {
        self.query = query
        self.seriesCount = seriesCount
        self.value = value
        self.failure = failure
    }
}

/// One series of a gate that judges `per` label.
public struct SeriesEvidence: Equatable, Codable, Sendable {
    /// The labels the gate tells series apart by.
    public let labels: Labels
    /// What judging this series came to.
    public let outcome: Outcome
    /// Why.
    public let reason: Reason
    /// Its value.
    public let value: SampleValue?
    /// The limit it was held against; `nil` where it could not be computed.
    public let threshold: Double?

    /// Makes a record of a series.
    public init(labels: Labels, outcome: Outcome, reason: Reason, value: SampleValue?, threshold: Double?) {
        self.labels = labels
        self.outcome = outcome
        self.reason = reason
        self.value = value
        self.threshold = threshold
    }
}

/// Events and the total they are part of.
public struct RatioCounts: Equatable, Codable, Sendable {
    /// How many of the total had the property.
    public let events: Double
    /// How many there were.
    public let total: Double

    /// Makes counts.
    public init(events: Double, total: Double) {
        self.events = events
        self.total = total
    }
}

/// All verdicts of a rollout at one grid point.
public struct Evaluation: Equatable, Codable, Sendable {
    /// The evaluation timestamp: a point of the rollout's grid.
    public let at: Timestamp
    /// One verdict a gate, in the order of the rule.
    public let gates: [Verdict]
    /// One verdict a stop rule that measures something itself (`fail` means its condition is true), in rule order.
    public let stopRules: [Verdict]

    /// Makes an evaluation.
    public init(at: Timestamp, gates: [Verdict], stopRules: [Verdict] = []) {
        self.at = at
        self.gates = gates
        self.stopRules = stopRules
    }
}
