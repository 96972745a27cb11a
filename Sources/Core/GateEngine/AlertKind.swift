internal import GateModel
internal import GateRules

/// The alerts there are, with what each of them always has.
enum AlertKind {
    /// A cause stopped the rollout.
    case autoStop(cause: String)
    /// A gate, or somebody, took it back.
    case rollback(cause: String)
    /// An incident of this kind is open.
    case incidentOpen(IncidentKind)
    /// A gate fails.
    case gateFailing(String)
    /// A gate cannot be judged.
    case noData(gate: String)
    /// A stage waits for a person.
    case awaitingApproval(stage: String)
    /// The rollout holds, and nobody asked for it.
    case held
    /// What a stop would be told like, to see whom it reaches.
    case routingTest(cause: String)

    /// How loud an alert is; the routing of Alertmanager knows these words.
    enum Severity: String {
        case page
        case ticket
    }

    var name: String {
        switch self {
        case .autoStop, .routingTest: "StagegateAutoStop"
        case .rollback: "StagegateRollback"
        case .incidentOpen: "StagegateIncidentOpen"
        case .gateFailing: "StagegateGateFailing"
        case .noData: "StagegateNoData"
        case .awaitingApproval: "StagegateAwaitingApproval"
        case .held: "StagegateHeld"
        }
    }

    var severity: Severity {
        switch self {
        case .autoStop, .routingTest, .rollback: .page
        case .incidentOpen(let kind): kind.demandsZero ? .page : .ticket
        case .gateFailing, .noData, .awaitingApproval, .held: .ticket
        }
    }

    /// What became of the rollout.
    var action: String {
        switch self {
        case .autoStop, .routingTest, .incidentOpen: "stop"
        case .rollback: "rollback"
        case .gateFailing, .noData, .awaitingApproval, .held: "hold"
        }
    }

    /// What tells it from others of its name.
    var identity: Labels {
        switch self {
        case .autoStop(let cause): ["stop_rule": cause]
        case .rollback(let cause): ["gate": cause]
        case .incidentOpen(let kind): ["incident_kind": kind.rawValue]
        case .gateFailing(let gate), .noData(let gate): ["gate": gate]
        case .awaitingApproval(let stage): ["stage": stage]
        case .held: [:]
        case .routingTest(let cause): ["stop_rule": cause, DrillName.label: "true"]
        }
    }

    /// All labels of the alert: its identity, so nothing that changes while it fires is among them; those of the rule
    /// cannot displace the product's own.
    func labels(of rollout: String, under rule: RolloutRule) -> Labels {
        let common: Labels = [
            "alertname": name, "rollout": rollout, "severity": severity.rawValue, "gate_action": action,
            "service": rule.scope.services.joined(separator: ","),
        ]
        return rule.labels.merging(common).merging(identity)
    }
}
