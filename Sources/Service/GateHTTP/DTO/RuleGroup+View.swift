import GateModel
import GateRules
import GateRuntime

extension API.RuleGroup {
    /// The time of what has never been, as Prometheus writes it.
    private static let never = "0001-01-01T00:00:00Z"

    /// A rollout as a group of alerting rules.
    init(_ view: RolloutView, file: String) {
        let rules = Rules(view)
        self.init(
            name: view.rule.name, file: file, rules: rules.all, interval: view.rule.interval.seconds, limit: 0,
            evaluationTime: rules.evaluationTime, lastEvaluation: rules.lastEvaluation, phase: view.state.phase,
            stage: view.state.attempt?.visit.stage)
    }

    /// Sorts the alerts of a rollout to what they belong to: each to one rule.
    private struct Rules {
        let view: RolloutView
        let expressions: [String: String]
        let alerts: [API.ActiveAlert]

        init(_ view: RolloutView) {
            self.view = view
            expressions = view.expressions
            alerts = API.ActiveAlert.all(of: view)
        }

        var evaluationTime: Double { view.evaluationSeconds ?? 0 }
        var lastEvaluation: String { view.evaluation?.at.description ?? API.RuleGroup.never }

        var all: [API.AlertingRule] {
            view.rule.gates.map(rule) + view.rule.stopRules.map(rule) + builtIns
        }

        private func rule(_ gate: GateRules.Gate) -> API.AlertingRule {
            let own = alerts.filter { $0.labels["gate"] == gate.name }
            return rule(
                gate.name, .gate, own, verdict: view.evaluation?.gates.first { $0.subject == gate.name },
                duration: gate.failFor, labels: ["gate": gate.name], description: gate.description)
        }

        private func rule(_ stopRule: GateRules.StopRule) -> API.AlertingRule {
            let own = alerts.filter { $0.labels["gate"] == nil && $0.labels["stop_rule"] == stopRule.name }
            return rule(
                stopRule.name, .stopRule, own,
                verdict: view.evaluation?.stopRules.first { $0.subject == stopRule.name },
                duration: stopRule.kind.length, labels: ["stop_rule": stopRule.name],
                description: stopRule.description)
        }

        /// What the product raises on its own, and whatever belongs to a gate or stop rule the rule has no more.
        private var builtIns: [API.AlertingRule] {
            let gates = Set(view.rule.gates.map(\.name))
            let stopRules = Set(view.rule.stopRules.map(\.name))
            let rest = alerts.filter { alert in
                if let gate = alert.labels["gate"] { return !gates.contains(gate) }
                return !(alert.labels["stop_rule"].map(stopRules.contains) ?? false)
            }
            let known = BuiltIn.allCases.map(\.rawValue)
            let others = Set(rest.compactMap { $0.labels["alertname"] }).subtracting(known).sorted()
            return (known + others).map { name in
                rule(
                    name, .builtIn, rest.filter { $0.labels["alertname"] == name }, verdict: nil, duration: .zero,
                    labels: [:], description: "")
            }
        }

        private func rule(
            _ name: String, _ kind: API.RuleKind, _ own: [API.ActiveAlert], verdict: GateModel.Verdict?,
            duration: TimeSpan, labels: Labels, description: String
        ) -> API.AlertingRule {
            let isFailed = verdict?.outcome == .error
            return API.AlertingRule(
                state: own.contains { $0.state == .firing } ? .firing : own.isEmpty ? .inactive : .pending, name: name,
                query: expressions[name] ?? BuiltIn(rawValue: name)?.expression(of: view.rule.name) ?? "",
                duration: duration.seconds, keepFiringFor: 0,
                labels: view.rule.labels.merging(labels).merging(["rollout": view.rule.name]),
                annotations: view.rule.annotations.merging(Labels([("description", description)])), alerts: own,
                health: view.evaluation == nil ? .unknown : isFailed ? .err : .ok,
                lastError: isFailed ? verdict.map(Self.trouble) : nil, evaluationTime: evaluationTime,
                lastEvaluation: lastEvaluation, type: .alerting, kind: kind, verdict: verdict?.outcome,
                reason: verdict?.reason, value: verdict?.value, threshold: API.finite(verdict?.threshold))
        }

        private static func trouble(_ verdict: GateModel.Verdict) -> String {
            let failure = verdict.queries.lazy.compactMap(\.failure).first
            return failure ?? (verdict.summary.isEmpty ? verdict.reason.rawValue : verdict.summary)
        }
    }
}

/// Alerts that belong to no gate and no stop rule.
private enum BuiltIn: String, CaseIterable {
    case autoStop = "StagegateAutoStop"
    case rollback = "StagegateRollback"
    case incident = "StagegateIncidentOpen"
    case approval = "StagegateAwaitingApproval"

    /// The condition on our own metrics.
    func expression(of rollout: String) -> String {
        let own = "rollout=\(PromQLString.quote(rollout))"
        switch self {
        case .autoStop: return #"stagegate_rollout_phase{\#(own),phase="stopped"} == 1"#
        case .rollback: return #"increase(stagegate_decisions_total{\#(own),decision="roll_back"}[1h]) > 0"#
        case .incident: return "stagegate_incidents_open{\(own)} > 0"
        case .approval: return #"stagegate_rollout_phase{\#(own),phase="awaiting_approval"} == 1"#
        }
    }
}

extension StopRuleKind {
    /// For how long the condition has to be true.
    fileprivate var length: TimeSpan {
        switch self {
        case .breach(_, let length): length
        case .expression(let expression): expression.trueFor
        case .burnRate, .spikes, .incident: .zero
        }
    }
}

extension API.ActiveAlert {
    /// The alerts of a rollout that fire, then those that will if their conditions last.
    static func all(of view: RolloutView) -> [API.ActiveAlert] {
        view.state.alerts.map { API.ActiveAlert($0, .firing, in: view) }
            + view.pendingAlerts.map { API.ActiveAlert($0, .pending, in: view) }
    }

    private init(_ alert: GateModel.Alert, _ state: API.AlertState, in view: RolloutView) {
        let subject = alert.labels["gate"] ?? alert.labels["stop_rule"]
        let verdicts = (view.evaluation?.gates ?? []) + (view.evaluation?.stopRules ?? [])
        let value = verdicts.first { $0.subject == subject }?.value
        self.init(
            labels: alert.labels, annotations: alert.annotations, state: state,
            activeAt: alert.startsAt.description, value: value ?? .finite(1))
    }
}
