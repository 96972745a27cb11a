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
    /// Strata the stage's window has: over so many a late change is looked for.
    public let horizon: Int
    /// How long nothing counts after the entry into the stage.
    public let warmUp: TimeSpan
    /// How much of the baseline before the stage is looked at; 0 for none.
    public let history: TimeSpan
    /// Where the canary's tenants are told from the others; `nil` where it does not go by tenant.
    public let tenantMix: TenantMixSource?
    /// What an undecided gate does at the end of its window.
    public let undecided: UndecidedPolicy

    /// Probability of a wrong fail of any gate at any stage, and of a wrong pass of this one, at most.
    public var alpha: Double { 1 - level }

    /// Explains a gate; `nil` without confidence, and where it only gathers its baseline.
    init?(_ gate: Gate, at stage: Stage, under rule: RolloutRule) {
        guard let confidence = gate.confidence, let limit = Limit(gate.kind), Self.isJudged(gate, at: stage) else {
            return nil
        }
        self.gate = gate.name
        level = confidence.level
        self.limit = limit
        counting = gate.kind.usesRange ? .increase : .exact
        range = counting == .exact ? nil : gate.over.span
        inflation = range.map { PrometheusIncrease.inflationBound(over: $0, scrape: rule.scrapeInterval) } ?? 1
        tests = Self.tests(of: rule)
        failThreshold = Multiplicity.threshold(alpha: confidence.alpha, tests: tests)
        passThreshold = Multiplicity.threshold(alpha: confidence.alpha, tests: 1)
        let step = max(range ?? rule.interval, .seconds(1)).milliseconds
        horizon = Int(clamping: max(1, stage.window.milliseconds / step))
        warmUp = confidence.warmUp
        history = confidence.history
        tenantMix = confidence.tenantMix
        undecided = confidence.undecided
    }

    private static func tests(of rule: RolloutRule) -> Int {
        rule.gates.filter { $0.confidence != nil }.reduce(0) { sum, gate in
            sum + rule.stages.count { gate.applies(to: $0) && isJudged(gate, at: $0) }
        }
    }

    /// Before there is a canary a comparing gate only gathers its baseline.
    private static func isJudged(_ gate: Gate, at stage: Stage) -> Bool {
        stage.weight > .zero || !gate.kind.comparesTracks
    }
}

extension ConfidenceExplanation.Limit {
    /// The limit of a kind; `nil` for those that are no ratio.
    fileprivate init?(_ kind: GateKind) {
        switch kind {
        case .availability(let availability):
            self.init(events: "bad events", boundary: Boundary(delta0: 1 - availability.objective), worse: .higher)
        case .latency(let latency):
            self.init(
                events: "events slower than \(NumberText.number(latency.target))",
                boundary: Boundary(delta0: 1 - latency.quantile), worse: .higher)
        case .conversion(let conversion):
            self.init(
                events: "counted events", boundary: Boundary(margin: conversion.margin, worse: conversion.worse),
                worse: conversion.worse)
        case .threshold, .events: return nil
        }
    }
}

extension GateKind {
    /// Whether its queries ask for a range and leave the counting to the source.
    fileprivate var usesRange: Bool {
        let queries =
            switch self {
            case .availability(let availability): [availability.counting.query, availability.total]
            case .latency(let latency): [latency.histogram]
            case .conversion(let conversion): [conversion.numerator, conversion.denominator]
            case .threshold, .events: [String]()
            }
        return queries.contains { QueryTemplate($0)?.uses(.over) ?? false }
    }
}

extension GateRange {
    /// The range; `nil` for everything since the stage was entered.
    fileprivate var span: TimeSpan? {
        if case .sliding(let span) = self { span } else { nil }
    }
}
