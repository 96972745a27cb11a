public import GateModel

extension API {
    /// What the gates of a rollout came to over a range of time.
    public struct History: Codable, Equatable, Sendable {
        /// The rollout's name.
        public var rollout: String
        /// The first moment of the range.
        public var from: String
        /// The last moment of the range.
        public var to: String
        /// How far apart evaluations are.
        public var interval: String
        /// Points further apart than this have a gap between them.
        public var longestStep: String
        /// Evaluations in the range whose verdicts are kept.
        public var evaluations: Int
        /// Evaluations in the range whose verdicts are so old that they were dropped.
        public var dropped: Int
        /// The gates.
        public var gates: [GateHistory]

        enum CodingKeys: String, CodingKey {
            case rollout, from, to, interval, evaluations, dropped, gates
            case longestStep = "longest_step"
        }
    }

    /// What one gate came to over a range of time.
    public struct GateHistory: Codable, Equatable, Sendable {
        /// The gate's name.
        public var name: String
        /// `availability`, `latency`, `conversion`, `threshold` or `events`; left out when the rule has it no more.
        public var kind: String?
        /// How the value compares to the limit when it passes.
        public var comparison: String
        /// The points, oldest first, thinned so that no extreme, failure or blind moment is lost.
        public var points: [Point]
        /// How many points there were before they were thinned.
        public var evaluated: Int
    }

    /// What a gate came to at one moment.
    public struct Point: Codable, Equatable, Sendable {
        /// The evaluation timestamp.
        public var at: String
        /// What it came to.
        public var verdict: Outcome
        /// Why.
        public var reason: Reason
        /// The measured value.
        public var value: SampleValue?
        /// The limit it was held against.
        public var threshold: Double?
    }

    /// The end of the journal's chain at one moment.
    public struct JournalHead: Codable, Equatable, Sendable {
        /// Place of the newest entry in the chain.
        public var entry: Int64
        /// Its hash: `journal verify --anchor` proves later that it is still there.
        public var hash: String
    }
}
