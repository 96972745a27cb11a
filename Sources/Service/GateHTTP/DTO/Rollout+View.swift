import GateModel
import GateRules
public import GateRuntime

extension API.RolloutList {
    /// The list of these views.
    public init(_ views: [RolloutView]) {
        rollouts = views.map(API.Rollout.init)
    }
}

extension API.Rollout {
    /// The view as the API shows it.
    public init(_ view: RolloutView) {
        let (rule, state) = (view.rule, view.state)
        let attempt = state.attempt
        let place = attempt.flatMap { rule.stageIndex(named: $0.visit.stage) }
        let next = Self.next(after: place, in: rule, phase: state.phase)
        self.init(
            name: rule.name, description: rule.description, phase: state.phase, held: attempt?.hold != nil,
            hold: attempt?.hold.map(API.Hold.init), stage: attempt?.visit.stage,
            weightPercent: view.servedWeight.percent, weightRatio: view.servedWeight.ratio, nextStage: next?.name,
            nextWeightPercent: next?.weight.percent, stages: rule.stages.map(API.Stage.init),
            revision: attempt?.revision, attempt: attempt?.number, startedAt: API.text(attempt?.startedAt),
            startedBy: attempt?.startedBy, stageEnteredAt: API.text(attempt?.visit.enteredAt),
            window: place.map { rule.stages[$0].window.description },
            greenSince: API.text(attempt?.window.greenSince), windowElapsed: attempt.flatMap(Self.elapsed),
            lastEvaluatedAt: API.text(attempt?.lastEvaluatedAt),
            candidate: attempt?.candidate.map { API.Candidate($0, rule) },
            approval: attempt?.approval.map(API.Approval.init), incidents: state.incidents.map { API.Incident($0) },
            stop: attempt?.stop.map(API.Stop.init), rollback: attempt?.rollback.map(API.Rollback.init),
            gates: API.Gate.all(of: view), stopRules: API.StopRule.all(of: view), waitingFor: view.waitingFor,
            visits: API.Visit.all(of: state), sequence: state.sequence, ruleDigest: rule.digest,
            preflight: API.PreflightItem.all(of: view))
    }

    private static func next(after place: Int?, in rule: RolloutRule, phase: Phase) -> GateRules.Stage? {
        guard phase.isEvaluated, let place, place + 1 < rule.stages.count else { return nil }
        return rule.stages[place + 1]
    }

    /// How much of the window had passed at the newest evaluation: what the engine compares with the window.
    private static func elapsed(_ attempt: Attempt) -> String? {
        guard let green = attempt.window.greenSince, let evaluated = attempt.lastEvaluatedAt else { return nil }
        return max(evaluated - max(green, attempt.visit.enteredAt), .zero).description
    }
}

extension API.Weight {
    /// The weight of this view.
    public init(_ view: RolloutView) {
        self.init(
            rollout: view.rule.name, weightPercent: view.servedWeight.percent, weightRatio: view.servedWeight.ratio,
            revision: view.state.attempt?.revision, phase: view.state.phase, sequence: view.state.sequence)
    }
}

extension API.Stage {
    init(_ stage: GateRules.Stage) {
        self.init(
            name: stage.name, weightPercent: stage.weight.percent, window: stage.window.description,
            needsApproval: stage.needsApproval)
    }
}
