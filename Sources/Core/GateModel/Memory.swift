/// How far the window of the present visit has come.
public struct WindowProgress: Equatable, Codable, Sendable {
    /// The grid point from which every gate has passed without a break; `nil` while the rollout is not green.
    public var greenSince: Timestamp?
    /// Grid points with a verdict since `greenSince`, that one included.
    public var verdictCount: Int
    /// The last grid point at which every gate passed (`not_proven` aside); `nil` while the rollout is not green.
    public var lastGreenAt: Timestamp?
    /// When the rollout was held in this window because a gate was still undecided; `nil` while it was not.
    public var heldAt: Timestamp?

    /// An empty window.
    public init() {
        greenSince = nil
        verdictCount = 0
        lastGreenAt = nil
        heldAt = nil
    }
}

/// What is remembered of one gate.
public struct GateMemory: Equatable, Codable, Sendable {
    /// The gate's name.
    public let gate: String
    /// First `fail` of the present run of failures; `nil` while it does not fail.
    public var failingSince: Timestamp?
    /// The last `fail`.
    public var lastFailAt: Timestamp?
    /// First `inconclusive` or `error` of the present run; `nil` while it is decided.
    public var blindSince: Timestamp?
    /// The last verdict's outcome, reason, value and threshold in words, for alerts; empty while none can fire.
    public var lastSummary: String

    /// An empty memory.
    public init(gate: String) {
        self.gate = gate
        failingSince = nil
        lastFailAt = nil
        blindSince = nil
        lastSummary = ""
    }
}

/// What is remembered of one stop rule.
public struct StopRuleMemory: Equatable, Codable, Sendable {
    /// The stop rule's name.
    public let stopRule: String
    /// Since when its condition holds without a break; `nil` while it does not.
    public var trueSince: Timestamp?
    /// The last grid point at which it held.
    public var lastTrueAt: Timestamp?
    /// The spikes seen since the stage was entered, oldest first (kind `spikes` only).
    public var spikes: [Spike]

    /// An empty memory.
    public init(stopRule: String) {
        self.stopRule = stopRule
        trueSince = nil
        lastTrueAt = nil
        spikes = []
    }
}

/// A run of evaluations above a spike threshold.
public struct Spike: Equatable, Codable, Sendable {
    /// Start of the first hot evaluation's range.
    public let start: Timestamp
    /// End of the last hot evaluation so far.
    public var end: Timestamp
    /// When it became long enough to count; `nil` while it is not.
    public var qualifiedAt: Timestamp?

    /// Makes a spike.
    public init(start: Timestamp, end: Timestamp, qualifiedAt: Timestamp?) {
        self.start = start
        self.end = end
        self.qualifiedAt = qualifiedAt
    }
}
