/// Where a rollout stands: everything the engine needs to know beside the rule.
public struct RolloutState: Equatable, Codable, Sendable {
    /// The rollout's name, as in the rule file.
    public let rollout: String
    /// Number of steps taken so far; each step has the next one.
    public var sequence: Int64
    /// Digest of the rule under which the last step ran.
    public var ruleDigest: String
    /// Number of attempts so far.
    public var attemptCount: Int
    /// The present or last attempt; `nil` before the first.
    public var attempt: Attempt?
    /// The open incidents, in the order they were opened.
    public var incidents: [Incident]
    /// The newest incidents that are over, in the order they were resolved.
    public var resolvedIncidents: [ResolvedIncident]
    /// The alerts whose resolution is remembered, in the order they were resolved.
    public var alertMemories: [AlertMemory]
    /// Preflight items attested so far, each item once, the newest attestation.
    public var attestations: [Attestation]
    /// The alerts that fire now, sorted by their labels' fingerprint.
    public var alerts: [Alert]

    /// The state of a rollout nobody has started yet.
    public init(rollout: String, ruleDigest: String) {
        self.rollout = rollout
        self.sequence = 0
        self.ruleDigest = ruleDigest
        self.attemptCount = 0
        self.attempt = nil
        self.incidents = []
        self.resolvedIncidents = []
        self.alertMemories = []
        self.attestations = []
        self.alerts = []
    }

    /// The phase; `pending` before the first attempt.
    public var phase: Phase { attempt?.phase ?? .pending }

    /// The share of traffic the canary gets.
    public var weight: Weight { attempt?.weight ?? .zero }
}

extension RolloutState {
    /// Reads a state; one from before incidents were kept after their end remembers none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        rollout = try container.decode(String.self, forKey: .rollout)
        sequence = try container.decode(Int64.self, forKey: .sequence)
        ruleDigest = try container.decode(String.self, forKey: .ruleDigest)
        attemptCount = try container.decode(Int.self, forKey: .attemptCount)
        attempt = try container.decodeIfPresent(Attempt.self, forKey: .attempt)
        incidents = try container.decode([Incident].self, forKey: .incidents)
        resolvedIncidents = try container.decodeIfPresent([ResolvedIncident].self, forKey: .resolvedIncidents) ?? []
        alertMemories = try container.decodeIfPresent([AlertMemory].self, forKey: .alertMemories) ?? []
        attestations = try container.decode([Attestation].self, forKey: .attestations)
        alerts = try container.decode([Alert].self, forKey: .alerts)
    }
}
