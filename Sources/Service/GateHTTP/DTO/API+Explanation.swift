public import GateModel

extension API {
    /// What a rule asks at one stage, and what each answer leads to.
    public struct Explanation: Codable, Equatable, Sendable {
        /// The rollout's name.
        public var rollout: String
        /// The stage it is about.
        public var stage: String
        /// The stage's weight in whole percent.
        public var weight: Int
        /// How long the stage has to be green.
        public var window: String
        /// Distance between two evaluations.
        public var interval: String
        /// Distance of the evaluations from the multiples of the interval.
        public var gridOffset: String
        /// How far behind the evaluation timestamp data is asked.
        public var queryOffset: String
        /// How long one query may take.
        public var queryTimeout: String
        /// How long the rollout may be undecided before its green time is lost.
        public var tolerance: String
        /// When the stage was entered, or is taken to have been.
        public var enteredAt: String
        /// The evaluation that is shown.
        public var evaluatedAt: String
        /// The time sent with its queries.
        public var dataAsOf: String
        /// The evaluation after it.
        public var nextEvaluationAt: String
        /// The gates that are judged at the stage, in rule order.
        public var gates: [ExplainedSubject]
        /// The stop rules, in rule order.
        public var stopRules: [ExplainedSubject]

        enum CodingKeys: String, CodingKey {
            case rollout, stage, weight, window, interval, tolerance, gates
            case gridOffset = "grid_offset"
            case queryOffset = "query_offset"
            case queryTimeout = "query_timeout"
            case enteredAt = "entered_at"
            case evaluatedAt = "evaluated_at"
            case dataAsOf = "data_as_of"
            case nextEvaluationAt = "next_evaluation_at"
            case stopRules = "stop_rules"
        }
    }

    /// One gate or stop rule.
    public struct ExplainedSubject: Codable, Equatable, Sendable {
        /// Its name.
        public var name: String
        /// Its kind, as in the rule file.
        public var kind: String
        /// What the rule says it is.
        public var description: String
        /// When it passes or fires, in a sentence.
        public var condition: String
        /// What range it looks at, in a sentence; left out where nothing is asked.
        public var range: String?
        /// How often it asks; left out where nothing is asked.
        public var askedEvery: String?
        /// What a running evaluation asks.
        public var queries: [ExplainedQuery]
        /// What the first evaluation of the stage asks in its place; left out where it asks the same.
        public var first: ExplainedFirst?
        /// What each answer leads to.
        public var answers: [ExplainedAnswer]
        /// The stop rules that look at this gate.
        public var watchedBy: [String]
        /// What its limits come to in events, and what bounds false alarms, each in a sentence.
        public var limits: [String]
        /// Whether it only gathers its baseline at this stage.
        public var collecting: Bool
        /// Why nothing can be asked; left out where it can.
        public var problem: String?
        /// Left out where point values are compared.
        public var confidence: ExplainedConfidence?
        /// Left out for everything but burn rates.
        public var burnRate: ExplainedBurnRate?
        /// Left out for everything but spikes.
        public var spikes: ExplainedSpikes?

        enum CodingKeys: String, CodingKey {
            case name, kind, description, condition, range, queries, first, answers, limits, collecting, problem
            case confidence, spikes
            case askedEvery = "asked_every"
            case watchedBy = "watched_by"
            case burnRate = "burn_rate"
        }
    }

    /// One query, ready to send.
    public struct ExplainedQuery: Codable, Equatable, Sendable {
        /// What the answer is used for.
        public var name: String
        /// The PromQL expression.
        public var expression: String
        /// The time sent with it.
        public var time: String
        /// The command that asks it by hand, without secrets; left out where nobody knows whom to ask.
        public var curl: String?
    }

    /// The first evaluation of a stage that counts for a gate with confidence.
    public struct ExplainedFirst: Codable, Equatable, Sendable {
        /// Its timestamp.
        public var at: String
        /// What it asks.
        public var queries: [ExplainedQuery]
    }

    /// What one kind of answer leads to.
    public struct ExplainedAnswer: Codable, Equatable, Sendable {
        /// Why the verdict would be what it is.
        public var reasons: [Reason]
        /// What the verdict would be.
        public var verdict: Outcome
        /// The key of the rule that says so; left out where none does.
        public var key: String?
        /// What that key says.
        public var policy: String?
        /// What becomes of the rollout, in a sentence.
        public var effect: String
    }
}
