public import GateModel
public import GateRules
import GateStatistics

/// What a rule asks at one stage, and what each answer leads to.
public struct RolloutExplanation: Equatable, Sendable {
    /// The rule.
    public let rule: RolloutRule
    /// Where the rollout stands, or is taken to stand.
    public let context: PlanContext
    /// The evaluation that is shown: one of many, well after the first of the stage.
    public let at: Timestamp
    /// One for every gate that is judged at the stage, in rule order.
    public let gates: [SubjectExplanation]
    /// One for every stop rule, in rule order.
    public let stopRules: [SubjectExplanation]
    /// The statistics behind them.
    public let statistics: Explanation

    /// Explains a rule.
    ///
    /// - Parameters:
    ///   - rule: The rollout's rule.
    ///   - context: Where it stands; what it gathered as evidence is left aside.
    ///   - at: The evaluation timestamp, a point of the rule's grid.
    public init(_ rule: RolloutRule, _ context: PlanContext, at: Timestamp) {
        self.rule = rule
        self.context = context
        self.at = at
        statistics = Explanation(rule, at: context.stage)
        let running = Planner.plan(rule, context.continued(rule, at: at), at: at)
        gates = running.gates.map { subject in
            SubjectExplanation(subject, in: rule, first: FirstEvaluation(of: subject.name, rule, context))
        }
        stopRules = rule.stopRules.map { stopRule in
            running.stopRules.first { $0.name == stopRule.name }.map { SubjectExplanation($0, in: rule, first: nil) }
                ?? SubjectExplanation(stopRule, in: rule)
        }
    }
}

/// The first evaluation of a stage at which a gate with confidence counts anything: it asks for more than the later ones.
public struct FirstEvaluation: Equatable, Sendable {
    /// The evaluation timestamp.
    public let at: Timestamp
    /// What it asks.
    public let queries: [Query]

    /// Plans it; `nil` for a gate without confidence.
    init?(of name: String, _ rule: RolloutRule, _ context: PlanContext) {
        guard let gate = rule.gate(named: name), let confidence = gate.confidence, gate.kind.countsEvents else {
            return nil
        }
        let countsFrom = context.stageEnteredAt + confidence.warmUp + rule.queryOffset
        at = rule.grid.next(after: countsFrom + gate.evidenceStep(rule) - TimeSpan(milliseconds: 1))
        let fresh = PlanContext(
            revision: context.revision, stage: context.stage, stageEnteredAt: context.stageEnteredAt,
            attemptStartedAt: context.attemptStartedAt, frozenBaselines: context.frozenBaselines)
        queries = Planner.plan(rule, fresh, at: at).gates.first { $0.name == name }?.queries ?? []
    }
}

extension Gate {
    /// How much a gate with confidence counts at one evaluation.
    fileprivate func evidenceStep(_ rule: RolloutRule) -> TimeSpan {
        let isExact = kind.counters.allSatisfy { CounterSelector.isBare($0.query) }
        return isExact ? rule.interval : over.slidingSpan ?? rule.interval
    }
}

extension PlanContext {
    /// The same place in the middle of a stage: everything up to the evaluation before has been counted.
    fileprivate func continued(_ rule: RolloutRule, at: Timestamp) -> PlanContext {
        var evidence: [String: GateEvidence] = [:]
        for gate in rule.gates {
            guard let confidence = gate.confidence else { continue }
            // Nothing of a basis but its time is looked at in planning.
            let basis = EvidenceBasis(
                test: RatioTest(Boundary(delta0: confidence.alpha), worse: .higher), alpha: confidence.alpha, tests: 1,
                countsFrom: at - rule.queryOffset - gate.evidenceStep(rule), counting: .exact)
            evidence[gate.name] = GateEvidence(gate: gate.name, basis: basis)
        }
        return PlanContext(
            revision: revision, stage: stage, stageEnteredAt: stageEnteredAt, attemptStartedAt: attemptStartedAt,
            frozenBaselines: frozenBaselines, evidence: evidence)
    }
}
