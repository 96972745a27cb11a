public import GateModel

extension API {
    /// A gate of the rule and its newest verdict.
    public struct Gate: Codable, Equatable, Sendable {
        /// The gate's name.
        public var name: String
        /// What the rule says it is.
        public var description: String
        /// `availability`, `latency`, `conversion`, `threshold` or `events`.
        public var kind: String
        /// Whether it is judged at the present stage.
        public var applies: Bool
        /// What it came to; left out before the first evaluation, as are the following.
        public var verdict: Outcome?
        /// Why.
        public var reason: Reason?
        /// The measured value.
        public var value: SampleValue?
        /// The limit it was held against.
        public var threshold: Double?
        /// How the value compares to the limit when it passes.
        public var comparison: String?
        /// Distance from the limit, positive on the good side.
        public var margin: Double?
        /// Events the value rests on.
        public var events: Double?
        /// One sentence for people.
        public var summary: String?
        /// How sure the verdict is; left out without confidence, and where there is no evidence yet.
        public var certainty: Certainty?
        /// Whether it only gathers its baseline at this stage.
        public var collecting: Bool
        /// Since when it fails.
        public var failingSince: String?
        /// Since when it is undecided.
        public var blindSince: String?

        enum CodingKeys: String, CodingKey {
            case name, description, kind, applies, verdict, reason, value, threshold, comparison, margin, events
            case summary, certainty, collecting
            case failingSince = "failing_since"
            case blindSince = "blind_since"
        }
    }

    /// A gate's value at one moment, as it is kept with decisions.
    public struct GateSnapshot: Codable, Equatable, Sendable {
        /// The gate's name.
        public var name: String
        /// What it came to.
        public var verdict: Outcome
        /// Why.
        public var reason: Reason
        /// The measured value.
        public var value: SampleValue?
        /// The limit it was held against.
        public var threshold: Double?
        /// How the value compares to the limit when it passes.
        public var comparison: String
        /// Events the value rests on.
        public var events: Double?
        /// How sure it was; left out without confidence.
        public var certainty: Certainty?
        /// Whether it only gathered its baseline.
        public var collecting: Bool
    }

    /// A stop rule and what is remembered of it.
    public struct StopRule: Codable, Equatable, Sendable {
        /// The stop rule's name.
        public var name: String
        /// What the rule says it is.
        public var description: String
        /// `breach`, `spikes`, `incident` or `expr`.
        public var kind: String
        /// Where it takes the rollout: `previous_stable` or `zero`.
        public var target: String
        /// What its own condition came to, where it measures one: `fail` means it is true.
        public var verdict: Outcome?
        /// Why.
        public var reason: Reason?
        /// The measured value.
        public var value: SampleValue?
        /// The limit it was held against.
        public var threshold: Double?
        /// Since when its condition has been true.
        public var trueSince: String?
        /// Spikes seen since the stage was entered.
        public var spikes: Int

        enum CodingKeys: String, CodingKey {
            case name, description, kind, target, verdict, reason, value, threshold, spikes
            case trueSince = "true_since"
        }
    }

    /// The newest evaluation of a rollout with everything it rests on.
    public struct Evaluation: Codable, Equatable, Sendable {
        /// The rollout's name.
        public var rollout: String
        /// The evaluation timestamp.
        public var at: String
        /// The gates' verdicts in the order of the rule.
        public var gates: [Verdict]
        /// The verdicts of stop rules that measure something.
        public var stopRules: [Verdict]

        enum CodingKeys: String, CodingKey {
            case rollout, at, gates
            case stopRules = "stop_rules"
        }
    }

    /// A verdict with its evidence.
    public struct Verdict: Codable, Equatable, Sendable {
        /// The gate or stop rule.
        public var name: String
        /// What it came to.
        public var verdict: Outcome
        /// Why.
        public var reason: Reason
        /// The measured value.
        public var value: SampleValue?
        /// The limit it was held against.
        public var threshold: Double?
        /// How the value compares to the limit when it passes.
        public var comparison: String
        /// Distance from the limit, positive on the good side.
        public var margin: Double?
        /// Events the value rests on.
        public var events: Double?
        /// One sentence for people.
        public var summary: String
        /// How sure the verdict is; left out without confidence, and where there is no evidence yet.
        public var certainty: Certainty?
        /// Whether it only gathered its baseline.
        public var collecting: Bool
        /// Counts of the baseline.
        public var baseline: Counts?
        /// Every query as sent and what it returned.
        public var queries: [Query]
        /// The series judged on their own, worst first, at most ten.
        public var series: [Series]
        /// Warnings of the source, word for word.
        public var warnings: [String]
    }

    /// Events and the total they are part of.
    public struct Counts: Codable, Equatable, Sendable {
        /// How many of the total had the property.
        public var events: Double?
        /// How many there were.
        public var total: Double?
    }

    /// One query as sent and what it returned.
    public struct Query: Codable, Equatable, Sendable {
        /// What the answer is used for.
        public var name: String
        /// The PromQL expression.
        public var expression: String
        /// The evaluation time sent to the server.
        public var time: String
        /// How many series came back.
        public var seriesCount: Int
        /// The value where exactly one came back.
        public var value: SampleValue?
        /// What went wrong.
        public var failure: String?

        enum CodingKeys: String, CodingKey {
            case name, expression, time, value, failure
            case seriesCount = "series_count"
        }
    }

    /// One series of a gate that judges every series on its own.
    public struct Series: Codable, Equatable, Sendable {
        /// The labels the gate tells series apart by.
        public var labels: Labels
        /// What judging it came to.
        public var verdict: Outcome
        /// Why.
        public var reason: Reason
        /// Its value.
        public var value: SampleValue?
        /// The limit it was held against.
        public var threshold: Double?
    }
}
