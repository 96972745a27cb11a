public import GateModel
public import GateRules

extension API.History {
    /// The history as the API shows it.
    public init(_ history: RolloutHistory, under rule: RolloutRule) {
        self.init(
            rollout: history.range.rollout, from: history.range.from.description,
            to: history.range.through.description, interval: rule.interval.description,
            longestStep: history.longestStep(interval: rule.interval).description,
            evaluations: history.evaluationCount, dropped: history.droppedCount,
            gates: history.gates.map { gate in
                API.GateHistory(
                    name: gate.gate, kind: rule.gates.first { $0.name == gate.gate }?.kind.name,
                    comparison: gate.comparison, points: gate.points.map(API.Point.init),
                    evaluated: gate.pointCount)
            })
    }
}

extension API.Point {
    fileprivate init(_ point: GatePoint) {
        self.init(
            at: point.at.description, verdict: point.outcome, reason: point.reason, value: point.value,
            threshold: API.finite(point.threshold))
    }
}
