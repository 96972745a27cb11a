public import GateStatistics

/// What a gate with confidence has gathered since its stage was entered.
///
/// A plain value of fixed size, but for the buckets of a histogram: the sum of the increments that the evaluations of the
/// stage recorded, in their order, so that playing them again gives the same bits.
public struct GateEvidence: Equatable, Codable, Sendable {
    /// The gate's name.
    public let gate: String
    /// What the evidence is judged by, fixed before anything was counted.
    public let basis: EvidenceBasis
    /// Up to where it was counted: what happened later is not in it.
    public private(set) var through: Timestamp
    /// The evidence; where the buckets of a histogram leave a doubt, that of the events which certainly happened.
    public private(set) var certain = EProcess()
    /// The evidence if everything the buckets leave open had happened; `nil` where they leave no doubt.
    public private(set) var possible: EProcess?
    /// Everything counted, also where one of both arms had nothing.
    public private(set) var totals = Stratum.empty
    /// Observations in each bucket, the lowest first; empty where no histogram is counted.
    public private(set) var buckets: [BucketCount] = []

    /// No evidence yet.
    ///
    /// - Parameters:
    ///   - gate: The gate's name.
    ///   - basis: What it will be judged by.
    public init(gate: String, basis: EvidenceBasis) {
        self.gate = gate
        self.basis = basis
        through = basis.countsFrom
    }

    /// Adds what was counted since the last time; an increment that does not follow what is known changes nothing.
    ///
    /// - Parameter increment: What one evaluation counted.
    public mutating func add(_ increment: EvidenceIncrement) {
        guard increment.after >= through, increment.through > increment.after else { return }
        through = increment.through
        if possible == nil, increment.possible != nil { possible = certain }
        certain.add(increment.certain, under: basis.test)
        possible?.add(increment.possible ?? increment.certain, under: basis.test)
        totals = totals + increment.certain
        buckets = BucketCount.sum(buckets, increment.buckets)
    }

    /// What the evidence comes to: refuted when what certainly happened refutes it, proven when all that may have happened
    /// still proves it.
    public var proof: Proof {
        if certain.hasFailed { return .refuted }
        return (possible ?? certain).proof(under: basis.test) == .proven ? .proven : .unknown
    }
}

/// What the evidence of a gate is judged by: fixed when its stage is entered and not changed while it lasts.
public struct EvidenceBasis: Equatable, Codable, Sendable {
    /// The test.
    public let test: RatioTest
    /// Probability of a wrong fail of any gate at any stage, and of a wrong pass of this one, at most.
    public let alpha: Double
    /// Gates times stages that share the probability of a wrong fail.
    public let tests: Int
    /// From when on events count.
    public let countsFrom: Timestamp
    /// How they are counted.
    public let counting: Counting
    /// What the baseline did before the stage; `nil` where nothing is known of it.
    public let history: RatioCounts?
    /// How the canary's tenants differ from the others by nature; `nil` where the rule does not ask.
    public let mix: TenantMix?

    /// Makes a basis.
    public init(
        test: RatioTest, alpha: Double, tests: Int, countsFrom: Timestamp, counting: Counting,
        history: RatioCounts? = nil, mix: TenantMix? = nil
    ) {
        self.test = test
        self.alpha = alpha
        self.tests = tests
        self.countsFrom = countsFrom
        self.counting = counting
        self.history = history
        self.mix = mix
    }
}

/// How the events of a gate with confidence are counted.
public enum Counting: String, Codable, CaseIterable, Sendable {
    /// From the samples themselves: no event is lost, none is guessed.
    case exact
    /// By PromQL's `increase()`, which extrapolates.
    case increase
}

/// What one evaluation adds to the evidence of a gate.
public struct EvidenceIncrement: Equatable, Codable, Sendable {
    /// The basis, when the evidence begins with this increment.
    public var basis: EvidenceBasis? { bases.first }
    /// From when on it was counted.
    public let after: Timestamp
    /// Up to when it was counted.
    public let through: Timestamp
    /// What certainly happened.
    public let certain: Stratum
    /// What may have happened at most; `nil` where there is no doubt.
    public let possible: Stratum?
    /// Observations in each bucket, the lowest first; empty where no histogram is counted.
    public let buckets: [BucketCount]
    /// The basis or nothing: a large value that only the first increment has, which all would have to make room for.
    private let bases: [EvidenceBasis]

    /// Makes an increment.
    public init(
        basis: EvidenceBasis? = nil, after: Timestamp, through: Timestamp, certain: Stratum, possible: Stratum? = nil,
        buckets: [BucketCount] = []
    ) {
        bases = basis.map { [$0] } ?? []
        self.after = after
        self.through = through
        self.certain = certain
        self.possible = possible
        self.buckets = buckets
    }

    private enum CodingKeys: String, CodingKey {
        case basis, after, through, certain, possible, buckets
    }

    /// Reads an increment; one that does not begin the evidence has no basis.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            basis: try container.decodeIfPresent(EvidenceBasis.self, forKey: .basis),
            after: try container.decode(Timestamp.self, forKey: .after),
            through: try container.decode(Timestamp.self, forKey: .through),
            certain: try container.decode(Stratum.self, forKey: .certain),
            possible: try container.decodeIfPresent(Stratum.self, forKey: .possible),
            buckets: try container.decode([BucketCount].self, forKey: .buckets))
    }

    /// Writes the increment.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(basis, forKey: .basis)
        try container.encode(after, forKey: .after)
        try container.encode(through, forKey: .through)
        try container.encode(certain, forKey: .certain)
        try container.encodeIfPresent(possible, forKey: .possible)
        try container.encode(buckets, forKey: .buckets)
    }
}

/// How many observations were at most so large.
public struct BucketCount: Equatable, Codable, Sendable {
    /// The upper bound; `nil` for the bucket without one.
    public let upper: Double?
    /// Observations at most so large.
    public let cumulative: Double

    /// Makes a bucket.
    public init(upper: Double?, cumulative: Double) {
        self.upper = upper
        self.cumulative = cumulative
    }

    /// The buckets of both together; where their bounds differ, those of the first are gone with their service and the
    /// second begin anew.
    static func sum(_ first: [BucketCount], _ second: [BucketCount]) -> [BucketCount] {
        guard !second.isEmpty else { return first }
        guard first.map(\.upper) == second.map(\.upper) else { return second }
        return zip(first, second).map { BucketCount(upper: $0.upper, cumulative: $0.cumulative + $1.cumulative) }
    }
}

/// How sure a verdict is, in numbers that hold at every look together.
public struct Certainty: Equatable, Codable, Sendable {
    /// What is proven.
    public let proof: Proof
    /// How sure it has to be, above 0 and below 1.
    public let confidence: Double
    /// Evidence that the gate is beyond its limit, in nats.
    public let failEvidence: Double
    /// Evidence that fails the gate, in nats.
    public let failThreshold: Double
    /// Evidence that the gate is within its limit, in nats.
    public let passEvidence: Double
    /// Evidence that passes the gate, in nats.
    public let passThreshold: Double
    /// The least the measured quantity may be; `nil` when nothing is known.
    public let lower: Double?
    /// The most the measured quantity may be; `nil` when nothing is known.
    public let upper: Double?
    /// What `lower` and `upper` are bounds of: `canary_rate`, `ratio` or `difference`.
    public let quantity: String
    /// The limit of the measured quantity that the evidence is about; `nil` when it is not known.
    public let limit: Double?
    /// How the measured quantity compares with its limit when the gate passes: `<=` or `>=`.
    public let comparison: String
    /// Strata that said something.
    public let strata: Int
    /// Variance of the counts as a multiple of the binomial one.
    public let dispersion: Double
    /// When it will be decided, in words; `nil` when it is.
    public let forecast: String?

    /// Makes a statement.
    public init(
        proof: Proof, confidence: Double, failEvidence: Double, failThreshold: Double, passEvidence: Double,
        passThreshold: Double, lower: Double?, upper: Double?, quantity: String, limit: Double? = nil,
        comparison: String = "<=", strata: Int, dispersion: Double, forecast: String?
    ) {
        self.proof = proof
        self.confidence = confidence
        self.failEvidence = failEvidence
        self.failThreshold = failThreshold
        self.passEvidence = passEvidence
        self.passThreshold = passThreshold
        self.lower = lower
        self.upper = upper
        self.quantity = quantity
        self.limit = limit
        self.comparison = comparison
        self.strata = strata
        self.dispersion = dispersion
        self.forecast = forecast
    }
}
