public import GateModel
public import GateRules
import GateStatistics

/// How much traffic a gate with confidence needs at one stage until it is proven to be within its limit.
public struct ProofNeed: Equatable, Sendable {
    /// The gate.
    public let gate: Gate
    /// The stage.
    public let stage: Stage
    /// The time in which it may be proven: the window or what it may be extended to, less the warm-up.
    public let time: TimeSpan
    /// Requests of the canary it takes; without traffic to go by these are clean ones, and a comparison has no number.
    public let trials: Double?
    /// The same with a baseline that was ten times better than the limit; `nil` where nothing is asked of the past.
    public let trialsWithHistory: Double?
    /// Requests of the canary a second to expect; `nil` where nothing is known.
    public let rate: Double?

    /// Requests of the canary to expect in time.
    public var expected: Double? { rate.map { $0 * time.seconds } }

    /// Whether the traffic is known and will not prove it in time.
    public var isOutOfReach: Bool {
        guard let expected else { return false }
        return trials.map { $0 > expected } ?? true
    }
}

extension ProofNeed {
    /// What every gate with confidence needs at every stage at which it is judged, gate by gate.
    ///
    /// A canary that does not exist yet is taken to get its weight's share of the traffic, and to be as good as the
    /// baseline.
    ///
    /// - Parameters:
    ///   - rule: The rollout's rule.
    ///   - traffic: What the baseline track had lately, by gate.
    /// - Returns: The needs; none for comparisons at a stage without a canary, where they only gather their baseline.
    public static func all(of rule: RolloutRule, traffic: [String: Traffic] = [:]) -> [ProofNeed] {
        rule.gates.flatMap { gate -> [ProofNeed] in
            guard let confidence = gate.confidence else { return [] }
            let stages = rule.stages.filter { stage in
                gate.applies(to: stage) && !(stage.weight == .zero && gate.kind.comparesTracks)
            }
            let planner = ProofPlanner(gate: gate, confidence: confidence, traffic: traffic[gate.name])
            return stages.map { ProofNeed(planner, at: $0) }
        }
    }

    private init(_ planner: ProofPlanner, at stage: Stage) {
        gate = planner.gate
        self.stage = stage
        var whole = stage.window
        if case .extend(let limit) = planner.confidence.undecided { whole = limit }
        time = TimeSpan(milliseconds: max(0, whole.milliseconds - planner.confidence.warmUp.milliseconds))
        let share = stage.weight == .zero ? 1 : Double(stage.weight.percent) / 100
        rate = planner.traffic.map { $0.rate * share }
        trials = planner.trials(at: stage)
        trialsWithHistory = planner.trialsWithHistory
    }
}

/// Works out what the proof of one gate takes.
private struct ProofPlanner {
    let gate: Gate
    let confidence: Confidence
    let traffic: Traffic?
    /// Clean requests until it is proven, where the baseline was ten times better than the limit.
    let trialsWithHistory: Double?
    /// What it takes at every stage where no track is compared with another; found by trial, so only once.
    private let trialsAnywhere: Double?

    init(gate: Gate, confidence: Confidence, traffic: Traffic?) {
        self.gate = gate
        self.confidence = confidence
        self.traffic = traffic
        let isCompared = gate.kind.comparesTracks
        trialsWithHistory = isCompared ? nil : Self.trialsWithHistory(gate, confidence)
        trialsAnywhere = isCompared ? nil : Self.trials(gate, confidence, traffic, allocation: 1)
    }

    /// Requests of the canary until it is proven, at the rates the baseline has; `nil` when these do not lead there.
    func trials(at stage: Stage) -> Double? {
        guard gate.kind.comparesTracks else { return trialsAnywhere }
        return Self.trials(gate, confidence, traffic, allocation: allocation(at: stage))
    }

    /// The edge of what is allowed, and which side of it is worse.
    private static func limit(_ kind: GateKind) -> (boundary: Boundary, worse: Direction)? {
        switch kind {
        case .availability(let availability): (Boundary(delta0: 1 - availability.objective), .higher)
        case .latency(let latency): (Boundary(delta0: 1 - latency.quantile), .higher)
        case .conversion(let conversion):
            (Boundary(margin: conversion.margin, worse: conversion.worse), conversion.worse)
        case .threshold, .events: nil
        }
    }

    private static func trials(
        _ gate: Gate, _ confidence: Confidence, _ traffic: Traffic?, allocation: Double
    ) -> Double? {
        guard let limit = limit(gate.kind) else { return nil }
        let counts = traffic.flatMap { traffic in
            traffic.share.flatMap { Binomial(events: $0 * traffic.total, trials: traffic.total) }
        }
        let history = confidence.history > .zero ? counts : nil
        let test = RatioTest(limit.boundary, worse: limit.worse, alpha: confidence.alpha, history: history)
        if !gate.kind.comparesTracks, counts?.events ?? 0 == 0 { return test.cleanTrials() }
        guard let counts, counts.trials > 0 else { return nil }
        let rate = counts.events / counts.trials
        return EProcess().canaryTrials(
            until: .proven, under: test, canaryRate: rate, baselineRate: gate.kind.comparesTracks ? rate : 0,
            allocation: allocation)
    }

    private static func trialsWithHistory(_ gate: Gate, _ confidence: Confidence) -> Double? {
        guard let limit = limit(gate.kind), confidence.history > .zero else { return nil }
        var test = RatioTest(limit.boundary, worse: limit.worse, alpha: confidence.alpha)
        test.designTilt = tenTimesBetter
        return test.cleanTrials()
    }

    /// Requests of the canary for one of the baseline; a baseline of another time had all the traffic.
    private func allocation(at stage: Stage) -> Double {
        let share = Double(stage.weight.percent) / 100
        return gate.baseline(at: stage) == .concurrent && share < 1 ? share / (1 - share) : share
    }

    /// The logarithm of ten.
    private static let tenTimesBetter = 2.302585092994046
}
