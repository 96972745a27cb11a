public import GateModel
public import GateRules

/// Everything that has to be asked to evaluate a rollout at one grid point.
public struct QueryPlan: Equatable, Sendable {
    /// The queries of one gate or one measured stop rule.
    public struct Subject: Equatable, Sendable {
        /// What is judged.
        public let condition: Condition
        /// Its queries, names unique within the subject.
        public let queries: [Query]
        /// The track that `{{ track }}` stands for in the queries; those named `baseline_…` ask the baseline's.
        public let track: Track
        /// The range `{{ over }}` stands for; of a burn rate the short one, the long one being always the rule's, and of a
        /// gate with confidence the time this evaluation counts.
        public let range: TimeSpan
        /// Where a comparing gate takes its baseline from at this stage; `nil` for all others and while collecting.
        public let baseline: BaselineSource?
        /// The counts to compare with when the baseline is `stageZero`; `nil` when none were frozen.
        public let frozenBaseline: RatioCounts?
        /// How a gate with confidence gathers its evidence; `nil` for all others.
        public var evidence: EvidencePlan? { if case .planned(let plan) = gathering { plan } else { nil } }
        /// Whether a comparing gate only gathers its baseline at this stage.
        public let isCollecting: Bool
        /// Why the queries could not be made, for example a template nobody can read; such a subject is an error.
        public let problem: String?
        private let gathering: Gathering

        init(
            condition: Condition, queries: [Query], track: Track, range: TimeSpan, baseline: BaselineSource? = nil,
            frozenBaseline: RatioCounts? = nil, evidence: EvidencePlan? = nil, isCollecting: Bool = false,
            problem: String?
        ) {
            self.condition = condition
            self.queries = queries
            self.track = track
            self.range = range
            self.baseline = baseline
            self.frozenBaseline = frozenBaseline
            self.isCollecting = isCollecting
            self.problem = problem
            gathering = evidence.map { .planned($0) } ?? .nothing
        }

        /// The queries that ask what was before the stage: sent once, when it is fixed what the evidence is judged by.
        public var historyQueries: [Query] {
            queries.filter { query in
                [QueryName.history, QueryName.mixCanary, QueryName.mixOthers].contains { query.name.hasPrefix($0) }
            }
        }

        /// The name of the gate or stop rule.
        public var name: String {
            switch condition {
            case .gate(let gate): gate.name
            case .stopRule(let stopRule): stopRule.name
            }
        }
    }

    /// What a subject judges; kept apart from it, because a rule's parts are large and plans are copied often.
    public indirect enum Condition: Equatable, Sendable {
        /// A gate.
        case gate(Gate)
        /// A stop rule that measures something itself.
        case stopRule(StopRule)
    }

    /// The plan of the evidence, kept apart for the same reason.
    private indirect enum Gathering: Equatable {
        case nothing
        case planned(EvidencePlan)
    }

    /// The evaluation timestamp.
    public let at: Timestamp
    /// The rule.
    public let rule: RolloutRule
    /// Where the rollout stands.
    public let context: PlanContext
    /// One subject a gate that applies, in rule order.
    public let gates: [Subject]
    /// One subject a stop rule that measures something itself, in rule order.
    public let stopRules: [Subject]

    /// The queries of every subject one after the other, gates first: what several subjects ask is in it several times.
    public var questions: [Query] { gates.flatMap(\.queries) + stopRules.flatMap(\.queries) }

    var questionCount: Int {
        gates.reduce(0) { $0 + $1.queries.count } + stopRules.reduce(0) { $0 + $1.queries.count }
    }

    /// Every query to send, each once.
    public var queries: [Query] {
        var seen: Set<Query> = []
        return questions.filter { seen.insert($0).inserted }
    }
}

/// The names queries have within their subject.
enum QueryName {
    static let bad = "bad"
    static let good = "good"
    static let total = "total"
    static let histogram = "histogram"
    static let value = "value"
    static let numerator = "numerator"
    static let denominator = "denominator"
    static let canaryNumerator = canary + numerator
    static let canaryDenominator = canary + denominator
    static let baselineNumerator = baseline + numerator
    static let baselineDenominator = baseline + denominator

    // Prefixes.
    static let canary = "canary_"
    static let baseline = "baseline_"
    static let long = "long_"
    static let short = "short_"
    static let history = "history_"
    static let mixCanary = "mix_canary_"
    static let mixOthers = "mix_others_"
}
