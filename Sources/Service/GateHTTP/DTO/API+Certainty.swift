public import GateStatistics

extension API {
    /// How sure a verdict of a gate with confidence is: numbers that hold at every look together.
    public struct Certainty: Codable, Equatable, Sendable {
        /// What is proven: `proven` within the limit, `refuted` beyond it, or `unknown`.
        public var proof: Proof
        /// How sure it has to be, above 0 and below 1.
        public var confidence: Double
        /// Evidence that the gate is beyond its limit.
        public var fail: Evidence
        /// Evidence that the gate is within its limit.
        public var pass: Evidence
        /// What `lower`, `upper` and `limit` are about: `canary_rate`, `ratio` or `difference`.
        public var quantity: String
        /// The least it may be; left out when nothing is known.
        public var lower: Double?
        /// The most it may be; left out when nothing is known.
        public var upper: Double?
        /// The limit it is held against.
        public var limit: Double?
        /// How it compares with the limit when the gate passes: `<=` or `>=`.
        public var comparison: String
        /// Evaluations that counted something in every arm.
        public var strata: Int
        /// Variance of the counts as a multiple of that of independent requests, at least 1.
        public var dispersion: Double?
        /// When it will be decided, in words; left out when it is.
        public var forecast: String?
    }

    /// Evidence for one side.
    public struct Evidence: Codable, Equatable, Sendable {
        /// The logarithm of the e-value, in nats; left out when it is no finite number.
        public var nats: Double?
        /// How much decides, in nats.
        public var thresholdNats: Double?

        enum CodingKeys: String, CodingKey {
            case nats
            case thresholdNats = "threshold_nats"
        }
    }

    /// Which of the gates of one visit are proven worse, corrected for their number.
    public struct ProvenWorse: Codable, Equatable, Sendable {
        /// How it is corrected: always `e-BH`.
        public var method: String
        /// How many gates with confidence there were.
        public var tested: Int
        /// How sure: of the names at most one minus this share is wrong on average.
        public var confidence: Double
        /// The names, in the order of the rule.
        public var gates: [String]
    }
}
