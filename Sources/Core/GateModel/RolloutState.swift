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
    /// What machines found before a start, each kind once, the newest finding.
    public var findings: [PreflightFinding]
    /// The test of the alert routing while it lasts.
    public var routingTest: RoutingTest?
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
        self.findings = []
        self.routingTest = nil
        self.alerts = []
    }

    /// The phase; `pending` before the first attempt.
    public var phase: Phase { attempt?.phase ?? .pending }

    /// The share of traffic the canary gets.
    public var weight: Weight { attempt?.weight ?? .zero }
}

extension RolloutState {
    /// Reads a state; one from before incidents were kept after their end remembers none, and one from before machines
    /// proved anything has no findings.
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
        findings = try container.decodeIfPresent([PreflightFinding].self, forKey: .findings) ?? []
        routingTest = try container.decodeIfPresent(RoutingTest.self, forKey: .routingTest)
        alerts = try container.decode([Alert].self, forKey: .alerts)
    }

    /// Writes a state; without findings as before there were any, so that the hashes of older states stay what they are.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rollout, forKey: .rollout)
        try container.encode(sequence, forKey: .sequence)
        try container.encode(ruleDigest, forKey: .ruleDigest)
        try container.encode(attemptCount, forKey: .attemptCount)
        try container.encodeIfPresent(attempt, forKey: .attempt)
        try container.encode(incidents, forKey: .incidents)
        try container.encode(resolvedIncidents, forKey: .resolvedIncidents)
        try container.encode(alertMemories, forKey: .alertMemories)
        try container.encode(attestations, forKey: .attestations)
        if !findings.isEmpty { try container.encode(findings, forKey: .findings) }
        try container.encodeIfPresent(routingTest, forKey: .routingTest)
        try container.encode(alerts, forKey: .alerts)
    }

    private enum CodingKeys: String, CodingKey {
        case rollout, sequence, ruleDigest, attemptCount, attempt, incidents, resolvedIncidents, alertMemories
        case attestations, findings, routingTest, alerts
    }
}
