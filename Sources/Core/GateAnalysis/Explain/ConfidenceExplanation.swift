public import GateModel
public import GateRules
public import GateStatistics

/// What the verdicts of a gate with confidence rest on, as far as the rule says it.
///
/// - Source: `statistics.md` §1.3, §6.2, §7.
public struct ConfidenceExplanation: Equatable, Sendable {
    /// The edge of what is allowed, of the event that is counted.
    public struct Limit: Equatable, Sendable {
        /// Which events they are, of all.
        public let events: String
        /// The edge.
        public let boundary: Boundary
        /// Which direction is worse.
        public let worse: Direction
    }

    /// The gate's name.
    public let gate: String
    /// How sure it has to be.
    public let level: Double
    /// The limit.
    public let limit: Limit
    /// How events are counted.
    public let counting: Counting
    /// The range of `increase()`; `nil` when it is counted exactly.
    public let range: TimeSpan?
    /// By how much `increase()` can exaggerate, and by how much evidence is held down for it; 1 for exact counts, `nil`
    /// when the range has too few samples to say.
    public let inflation: Double?
    /// Gates times stages that share the probability of a wrong fail.
    public let tests: Int
    /// Evidence that fails the gate, in nats.
    public let failThreshold: Double
    /// Evidence that passes it, in nats.
    public let passThreshold: Double
    /// Strata the stage will have, about: over so many a late change is looked for.
    public let horizon: Int
    /// How long nothing counts after the entry into the stage.
    public let warmUp: TimeSpan
    /// How much of the baseline before the stage is looked at; 0 for none.
    public let history: TimeSpan
    /// The blocks in which its noise is measured; `nil` without a history.
    public let historyBlock: TimeSpan?
    /// Where the canary's tenants are told from the others; `nil` where it does not go by tenant.
    public let tenantMix: TenantMixSource?
    /// What an undecided gate does at the end of its window.
    public let undecided: UndecidedPolicy

    /// Probability of a wrong fail of any gate at any stage, and of a wrong pass of this one, at most.
    public var alpha: Double { 1 - level }

    /// Explains a gate; `nil` without confidence, and where it only gathers its baseline.
    init?(_ gate: Gate, at stage: Stage, under rule: RolloutRule) {
        guard let confidence = gate.confidence, let limit = Limit(gate.kind),
            let plan = EvidencePlan(explaining: gate, at: stage, under: rule)
        else { return nil }
        self.gate = gate.name
        level = confidence.level
        self.limit = limit
        counting = plan.counting
        range = plan.counting == .exact ? nil : gate.over.slidingSpan
        inflation = range.map { PrometheusIncrease.inflationBound(over: $0, scrape: rule.scrapeInterval) } ?? 1
        tests = plan.tests
        failThreshold = plan.failThreshold
        passThreshold = plan.passThreshold
        horizon = plan.horizon
        warmUp = confidence.warmUp
        history = confidence.history
        historyBlock = plan.historyBlock
        tenantMix = plan.asksTenantMix ? confidence.tenantMix : nil
        undecided = confidence.undecided
    }
}

extension EvidencePlan {
    /// The plan of the first count of a stage; `nil` where the gate only gathers its baseline.
    ///
    /// When that is does not matter to what is explained: what a plan says beside its times follows from the rule.
    fileprivate init?(explaining gate: Gate, at stage: Stage, under rule: RolloutRule) {
        let entry = Timestamp(seconds: 0)
        let context = PlanContext(revision: "", stage: stage, stageEnteredAt: entry)
        let span = max(gate.over.slidingSpan ?? stage.window, stage.window)
        let at = entry + (gate.confidence?.warmUp ?? .zero) + span + rule.queryOffset
        guard !(gate.kind.comparesTracks && context.isBeforeCanary) else { return nil }
        self.init(gate, QueryWriter(rule: rule, context: context, at: at))
    }
}

extension ConfidenceExplanation.Limit {
    /// The limit of a kind; `nil` for those that are no ratio.
    fileprivate init?(_ kind: GateKind) {
        let events: String
        switch kind {
        case .availability: events = "bad events"
        case .latency(let latency): events = "events slower than \(NumberText.number(latency.target))"
        case .conversion: events = "counted events"
        case .threshold, .events: return nil
        }
        self.init(events: events, boundary: kind.boundary, worse: kind.worse)
    }
}
