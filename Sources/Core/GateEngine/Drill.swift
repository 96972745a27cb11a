public import GateModel
public import GateRules

/// A rehearsal of a rollout on made-up measurements.
///
/// It runs under a variant of the very rule, so that stages, stop rules, labels and with them the routing are those of the
/// real thing; only what takes hours takes moments.
public enum Drill {
    /// Distance between two evaluations of a drill.
    public static let interval = TimeSpan(milliseconds: 200)
    /// What the verdicts of a drill say of themselves.
    public static let mark = "simulated by a drill"

    /// Raised whenever the variant of a rule becomes another one.
    private static let version = 1

    /// The rule a rollout is drilled under.
    ///
    /// - Parameter rule: The rule of the rollout.
    /// - Returns: The same stages, gates and stop rules, with windows of one interval, conditions that hold at once, no
    ///   approvals, no preflight and no statistics; its digest names the rule it was made of.
    public static func rule(of rule: RolloutRule) -> RolloutRule {
        var drill = rule
        drill.name = DrillName.of(rule.name)
        drill.description = "Drill of \(rule.name): nothing of this is real"
        drill.interval = interval
        drill.queryOffset = .zero
        // A drill on a busy machine is late, not blind.
        drill.tolerance = .minutes(5)
        drill.minCoverage = 0
        drill.stages = rule.stages.map { stage in
            Stage(name: stage.name, weight: stage.weight, window: interval, needsApproval: false)
        }
        drill.gates = rule.gates.map(gate)
        drill.stopRules = rule.stopRules.map(stopRule)
        drill.approval = ApprovalRule()
        drill.alertIncidents = []
        drill.preflight = []
        drill.labels = rule.labels.merging([DrillName.label: "true"])
        drill.digest = "\(rule.digest).drill.\(version)"
        return drill
    }

    private static func gate(_ real: Gate) -> Gate {
        var gate = real
        gate.failFor = .zero
        gate.confidence = nil
        return gate
    }

    private static func stopRule(_ real: StopRule) -> StopRule {
        var stopRule = real
        switch real.kind {
        case .breach(let gates, _): stopRule.kind = .breach(gates: gates, for: .zero)
        case .spikes(var spikes):
            spikes.count = 1
            spikes.minLength = .zero
            spikes.minGap = interval
            stopRule.kind = .spikes(spikes)
        case .expression(var expression):
            expression.trueFor = .zero
            stopRule.kind = .expression(expression)
        case .burnRate, .incident: break
        }
        return stopRule
    }
}

/// Made-up measurements.
extension Drill {
    /// Something that goes wrong in a drill.
    public struct Fault: Equatable, Sendable {
        /// What goes wrong: `stop rule slo-breach`, `gate read-p95`.
        public let name: String
        /// What is measured then.
        public let evaluation: Evaluation
    }

    /// A grid point at which everything is fine.
    public static func calm(at point: Timestamp, _ state: RolloutState, under rule: RolloutRule) -> Evaluation {
        evaluation(at: point, state, under: rule)
    }

    /// The first gate, in rule order, whose failure alone takes the rollout back at a grid point; `nil` when none does.
    public static func failure(at point: Timestamp, _ state: RolloutState, under rule: RolloutRule) -> Fault? {
        let faults = rule.gates.lazy.map { gate in
            Fault(
                name: "gate \(gate.name)",
                evaluation: evaluation(at: point, state, under: rule, failing: [gate.name]))
        }
        return faults.first { decides(.rollBack, $0, state, under: rule) }
    }

    /// The first stop rule, in rule order, that stops the rollout at a grid point; `nil` when none measures anything.
    public static func breach(at point: Timestamp, _ state: RolloutState, under rule: RolloutRule) -> Fault? {
        let faults = rule.stopRules.lazy.map { stopRule in
            var subjects: Set<String> = [stopRule.name]
            if case .breach(let gates, _) = stopRule.kind { subjects.formUnion(gates) }
            return Fault(
                name: "stop rule \(stopRule.name)",
                evaluation: evaluation(at: point, state, under: rule, failing: subjects))
        }
        return faults.first { decides(.stop, $0, state, under: rule) }
    }

    /// Whether the engine would decide this; it is asked, not guessed.
    private static func decides(
        _ kind: Decision.Kind, _ fault: Fault, _ state: RolloutState, under rule: RolloutRule
    ) -> Bool {
        let event = Event(
            actor: .stagegate, trace: TraceID(high: 0, low: 1), kind: .evaluated(fault.evaluation))
        return Engine.step(state, event, at: fault.evaluation.at, under: rule).decisions.contains { $0.kind == kind }
    }

    private static func evaluation(
        at point: Timestamp, _ state: RolloutState, under rule: RolloutRule, failing: Set<String> = []
    ) -> Evaluation {
        let stage = rule.stages.first { $0.name == state.attempt?.visit.stage } ?? rule.stages[0]
        func verdict(_ subject: String, isCollecting: Bool = false) -> Verdict {
            let fails = failing.contains(subject)
            return Verdict(
                subject: subject, outcome: fails ? .fail : .pass, reason: fails ? .beyondThreshold : .withinThreshold,
                summary: mark, isCollecting: isCollecting)
        }
        return Evaluation(
            at: point,
            gates: rule.gates.filter { $0.applies(to: stage) }.map {
                verdict($0.name, isCollecting: $0.onlyCollects(at: stage))
            },
            stopRules: rule.stopRules.filter(\.kind.isMeasured).map { verdict($0.name) })
    }
}
