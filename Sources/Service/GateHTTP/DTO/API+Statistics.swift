extension API {
    /// What the verdicts of a gate with confidence rest on.
    public struct ExplainedConfidence: Codable, Equatable, Sendable {
        /// The edge of what is allowed: `baseline_factor` times the baseline's share of the events, plus `offset`.
        public struct Limit: Codable, Equatable, Sendable {
            /// Which events they are.
            public var events: String
            /// What the baseline's share is multiplied with; 0 without a baseline.
            public var baselineFactor: Double
            /// What is added to it.
            public var offset: Double
            /// Which direction is worse.
            public var worse: String

            enum CodingKeys: String, CodingKey {
                case events, offset, worse
                case baselineFactor = "baseline_factor"
            }
        }

        /// Where the canary's tenants are told from the others.
        public struct TenantMix: Codable, Equatable, Sendable {
            /// Matchers of the canary's.
            public var canary: String
            /// Matchers of the others.
            public var others: String
            /// How much of the time before is looked at.
            public var period: String
        }

        /// How sure it has to be.
        public var level: Double
        /// Probability of a wrong fail of any gate at any stage.
        public var alpha: Double
        /// This gate's share of it at this stage.
        public var alphaHere: Double
        /// The limit.
        public var limit: Limit
        /// `exact` or `increase`.
        public var counting: String
        /// The range of `increase()`; left out for exact counts.
        public var range: String?
        /// By how much `increase()` can exaggerate.
        public var inflation: Double?
        /// Pairs of gate and stage that share the probability of a wrong fail.
        public var tests: Int
        /// Evidence that fails the gate, in nats.
        public var failThresholdNats: Double
        /// Evidence that passes it, in nats.
        public var passThresholdNats: Double
        /// Strata over which a late change is looked for.
        public var horizonStrata: Int
        /// How long nothing counts after the entry into the stage.
        public var warmUp: String
        /// How much of the baseline before the stage is looked at.
        public var history: String
        /// The blocks in which its noise is measured.
        public var historyBlock: String?
        /// Left out where it does not go by tenant.
        public var tenantMix: TenantMix?
        /// `hold`, `extend` or `promote`.
        public var undecided: String
        /// How long it is extended to.
        public var extendTo: String?

        enum CodingKeys: String, CodingKey {
            case level, alpha, limit, counting, range, inflation, tests, history, undecided
            case alphaHere = "alpha_here"
            case failThresholdNats = "fail_threshold_nats"
            case passThresholdNats = "pass_threshold_nats"
            case horizonStrata = "horizon_strata"
            case warmUp = "warm_up"
            case historyBlock = "history_block"
            case tenantMix = "tenant_mix"
            case extendTo = "extend_to"
        }
    }

    /// When a stop rule on a burn rate fires.
    public struct ExplainedBurnRate: Codable, Equatable, Sendable {
        /// An outage after a time without errors.
        public struct Outage: Codable, Equatable, Sendable {
            /// Share of the requests that fail in it.
            public var errorRatio: Double
            /// How long it lasts before the rule fires; left out when it never does.
            public var detection: String?
            /// How long after its end the rule still fires.
            public var reset: String?

            enum CodingKeys: String, CodingKey {
                case detection, reset
                case errorRatio = "error_ratio"
            }
        }

        /// The burn rate that is too fast.
        public var factor: Double
        /// The error ratio that is too much.
        public var errorRatio: Double
        /// How sure it is of both windows.
        public var confidence: Double
        /// A total outage, and one of a tenth of the requests.
        public var outages: [Outage]

        enum CodingKeys: String, CodingKey {
            case factor, confidence, outages
            case errorRatio = "error_ratio"
        }
    }

    /// When a stop rule on spikes fires.
    public struct ExplainedSpikes: Codable, Equatable, Sendable {
        /// Probability that one evaluation at the allowed ratio is hot, at most.
        public var hotTail: Double
        /// Bad events a hot evaluation must have.
        public var minBad: Double
        /// Events a hot evaluation must rest on.
        public var minEvents: Double
        /// Evaluations in the time within which spikes are counted.
        public var evaluations: Int
        /// Probability that it fires by chance in that time, at most.
        public var falseAlarmBound: Double

        enum CodingKeys: String, CodingKey {
            case evaluations
            case hotTail = "hot_tail"
            case minBad = "min_bad"
            case minEvents = "min_events"
            case falseAlarmBound = "false_alarm_bound"
        }
    }
}
