public import GateModel
import GateRules
import GateRuntime

extension API.Gate {
    static func all(of view: RolloutView) -> [API.Gate] {
        let attempt = view.state.attempt
        let stage = attempt.flatMap { attempt in view.rule.stages.first { $0.name == attempt.visit.stage } }
        return view.rule.gates.map { gate in
            API.Gate(
                gate, applies: stage.map(gate.applies) ?? false,
                verdict: view.evaluation?.gates.first { $0.subject == gate.name },
                memory: attempt?.gates.first { $0.gate == gate.name })
        }
    }

    private init(_ gate: GateRules.Gate, applies: Bool, verdict: GateModel.Verdict?, memory: GateMemory?) {
        self.init(
            name: gate.name, description: gate.description, kind: gate.kind.name, applies: applies,
            verdict: verdict?.outcome, reason: verdict?.reason, value: verdict?.value,
            threshold: API.finite(verdict?.threshold), comparison: verdict?.comparison,
            margin: API.finite(verdict?.margin), events: API.finite(verdict?.events), summary: verdict?.summary,
            certainty: verdict?.certainty.map(API.Certainty.init), collecting: verdict?.isCollecting ?? false,
            failingSince: API.text(memory?.failingSince),
            blindSince: API.text(memory?.blindSince))
    }
}

extension API.GateSnapshot {
    init(_ snapshot: GateModel.GateSnapshot) {
        self.init(
            name: snapshot.gate, verdict: snapshot.outcome, reason: snapshot.reason, value: snapshot.value,
            threshold: API.finite(snapshot.threshold), comparison: snapshot.comparison,
            events: API.finite(snapshot.events), certainty: snapshot.certainty.map(API.Certainty.init),
            collecting: snapshot.isCollecting)
    }
}

extension API.StopRule {
    static func all(of view: RolloutView) -> [API.StopRule] {
        view.rule.stopRules.map { rule in
            let memory = view.state.attempt?.stopRules.first { $0.stopRule == rule.name }
            let verdict = view.evaluation?.stopRules.first { $0.subject == rule.name }
            return API.StopRule(
                name: rule.name, description: rule.description, kind: rule.kind.name, target: rule.target.rawValue,
                verdict: verdict?.outcome, reason: verdict?.reason, value: verdict?.value,
                threshold: API.finite(verdict?.threshold), trueSince: API.text(memory?.trueSince),
                spikes: memory?.spikes.count ?? 0)
        }
    }
}

extension API.Evaluation {
    /// The evaluation as the API shows it.
    public init(_ evaluation: GateModel.Evaluation, of rollout: String) {
        self.init(
            rollout: rollout, at: evaluation.at.description, gates: evaluation.gates.map(API.Verdict.init),
            stopRules: evaluation.stopRules.map(API.Verdict.init))
    }
}

extension API.Verdict {
    init(_ verdict: GateModel.Verdict) {
        self.init(
            name: verdict.subject, verdict: verdict.outcome, reason: verdict.reason, value: verdict.value,
            threshold: API.finite(verdict.threshold), comparison: verdict.comparison,
            margin: API.finite(verdict.margin), events: API.finite(verdict.events), summary: verdict.summary,
            certainty: verdict.certainty.map(API.Certainty.init), collecting: verdict.isCollecting,
            baseline: verdict.baseline.map {
                API.Counts(events: API.finite($0.events), total: API.finite($0.total))
            },
            queries: verdict.queries.map(API.Query.init), series: verdict.series.map(API.Series.init),
            warnings: verdict.warnings)
    }
}

extension API.Query {
    init(_ evidence: QueryEvidence) {
        self.init(
            name: evidence.query.name, expression: evidence.query.expression, time: evidence.query.time.description,
            seriesCount: evidence.seriesCount, value: evidence.value, failure: evidence.failure)
    }
}

extension API.Series {
    init(_ evidence: SeriesEvidence) {
        self.init(
            labels: evidence.labels, verdict: evidence.outcome, reason: evidence.reason, value: evidence.value,
            threshold: API.finite(evidence.threshold))
    }
}
