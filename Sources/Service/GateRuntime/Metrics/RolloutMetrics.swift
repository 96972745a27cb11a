package import GateModel
package import GateRules
import GateStatistics
package import MetricsExposition

/// The metrics of the rollouts; every family has the label `rollout` first.
package struct RolloutMetrics: Sendable {
    let weight: GaugeFamily
    let phase: GaugeFamily
    let stage: GaugeFamily
    let greenSince: GaugeFamily
    let incidents: GaugeFamily
    let killPending: GaugeFamily
    let gateValue: GaugeFamily
    let gateThreshold: GaugeFamily
    let gateVerdict: GaugeFamily
    let gateProof: GaugeFamily
    let gateNoData: GaugeFamily
    let lastEvaluation: GaugeFamily
    let evaluationInterval: GaugeFamily
    let evaluationDeadline: GaugeFamily
    let lastDuration: GaugeFamily
    let lastSeries: GaugeFamily
    let lastLargestAnswer: GaugeFamily
    let mailboxLength: GaugeFamily
    let preflightMissing: GaugeFamily
    let lastDrill: GaugeFamily
    let evaluations: CounterFamily
    let missed: CounterFamily
    let decisions: CounterFamily
    let rejections: CounterFamily
    let mailboxRefusals: CounterFamily
    let drills: CounterFamily
    let checks: CounterFamily

    /// Registers all families.
    package init(in registry: MetricsRegistry) {
        func gauge(_ name: String, _ help: String, _ labels: String...) -> GaugeFamily {
            registry.gauge("stagegate_\(name)", help: help, labels: ["rollout"] + labels)
        }
        func counter(_ name: String, _ help: String, _ labels: String...) -> CounterFamily {
            registry.counter("stagegate_\(name)_total", help: help, labels: ["rollout"] + labels)
        }
        weight = gauge("rollout_weight_ratio", "Share of traffic served by the revision under rollout, 0 to 1.")
        phase = gauge("rollout_phase", "1 for the phase the rollout is in, 0 for the others.", "phase")
        stage = gauge("rollout_stage", "1 for the stage the rollout is at, 0 for the others.", "stage")
        greenSince = gauge(
            "green_since_timestamp_seconds", "Time since which every gate has passed; 0 while one does not.")
        incidents = gauge("incidents_open", "Open safety events.", "kind")
        killPending = gauge(
            "kill_pending", "1 while a kill is in force that could not be written to the journal yet.")
        gateValue = gauge(
            "gate_value", "Newest value of a gate in the unit of its threshold; NaN without one.", "gate")
        gateThreshold = gauge(
            "gate_threshold", "Limit the newest value of a gate was held against; NaN without one.", "gate")
        gateVerdict = gauge(
            "gate_verdict", "1 for the newest verdict of a gate, 0 for the others.", "gate", "verdict")
        gateProof = gauge(
            "gate_proof_ratio",
            "Newest evidence of a gate with confidence as a share of what its fail or pass takes, 0 to 1.", "gate",
            "side")
        gateNoData = gauge(
            "gate_no_data", "1 while the newest verdict of a gate had no data, or stale data only.", "gate")
        evaluationInterval = gauge("evaluation_interval_seconds", "Time between two evaluations.")
        evaluationDeadline = gauge(
            "evaluation_deadline_seconds", "Time an evaluation may take: the shorter of interval and query timeout.")
        lastDuration = gauge(
            "last_evaluation_duration_seconds", "Time the newest evaluation took; 0 before the first one.")
        lastSeries = gauge("last_evaluation_series", "Series in all answers of the newest evaluation.")
        lastLargestAnswer = gauge(
            "last_evaluation_largest_answer_series", "Series in the largest answer of the newest evaluation.")
        lastEvaluation = gauge(
            "last_evaluation_timestamp_seconds",
            "Evaluation timestamp of the newest evaluation; 0 before the first one.")
        mailboxLength = gauge("mailbox_length", "Requests that wait for the rollout.")
        preflightMissing = gauge("preflight_items_missing", "Preflight items that are not proven at this moment.")
        lastDrill = gauge(
            "drill_last_success_timestamp_seconds", "Time of the last drill in which every part held; 0 before one.")
        drills = counter("drills", "Drills, by result: passed, failed.", "result")
        checks = counter(
            "preflight_checks", "What machines tried to prove before a start, by result: passed, failed.", "check",
            "result")
        evaluations = counter("evaluations", "Verdicts of the gates.", "gate", "verdict")
        missed = counter("evaluations_missed", "Grid points that were given up: recorded gaps.")
        decisions = counter("decisions", "Decisions.", "decision")
        rejections = counter("rejections", "Requests the rules of the rollout refused.", "code")
        mailboxRefusals = counter(
            "mailbox_refusals", "Requests turned away because the rollout had too many waiting.")
    }

    private var gauges: [GaugeFamily] {
        [
            weight, phase, stage, greenSince, incidents, killPending, gateValue, gateThreshold, gateVerdict,
            gateProof, gateNoData, lastEvaluation, evaluationInterval, evaluationDeadline, lastDuration, lastSeries,
            lastLargestAnswer, mailboxLength, preflightMissing, lastDrill,
        ]
    }

    private var counters: [CounterFamily] {
        [evaluations, missed, decisions, rejections, mailboxRefusals, drills, checks]
    }

    /// Makes every series a rollout can have under its rule, and forgets those of gates and stages that are gone.
    package func declare(_ rule: RolloutRule) {
        let gates = Set(rule.gates.map(\.name))
        for family in [gateValue, gateThreshold, gateVerdict, gateNoData] {
            family.removeAll { $0[0] == rule.name && !gates.contains($0[1]) }
        }
        evaluations.removeAll { $0[0] == rule.name && !gates.contains($0[1]) }
        let proving = rule.gates.filter { $0.confidence != nil }.map(\.name)
        gateProof.removeAll { $0[0] == rule.name && !proving.contains($0[1]) }
        stage.removeAll { $0[0] == rule.name && rule.stageIndex(named: $0[1]) == nil }
        for gate in rule.gates { declare(gate.name, of: rule.name) }
        for gate in proving { for side in Self.sides { _ = gateProof.with(rule.name, gate, side) } }
        for family in [missed, mailboxRefusals] { _ = family.with(rule.name) }
        for family in [lastEvaluation, lastDuration, lastSeries, lastLargestAnswer, mailboxLength] {
            _ = family.with(rule.name)
        }
        evaluationInterval.with(rule.name).set(rule.interval.seconds)
        evaluationDeadline.with(rule.name).set(rule.evaluationDeadline.seconds)
        for kind in Decision.Kind.allCases { _ = decisions.with(rule.name, kind.rawValue) }
        for code in Rejection.Code.allCases { _ = rejections.with(rule.name, code.rawValue) }
        if DrillName.origin(of: rule.name) == nil { declareProofs(of: rule.name) }
    }

    private func declare(_ gate: String, of rollout: String) {
        for outcome in Outcome.allCases {
            _ = gateVerdict.with(rollout, gate, outcome.rawValue)
            _ = evaluations.with(rollout, gate, outcome.rawValue)
        }
        _ = gateNoData.with(rollout, gate)
        // A gate nobody has evaluated yet has no value; 0 would be one.
        if outcomeCount(gate, of: rollout) == 0 {
            gateValue.with(rollout, gate).set(.nan)
            gateThreshold.with(rollout, gate).set(.nan)
        }
    }

    private func outcomeCount(_ gate: String, of rollout: String) -> Double {
        Outcome.allCases.reduce(0) { $0 + gateVerdict.with(rollout, gate, $1.rawValue).value }
    }

    /// Forgets a rollout that is no longer in the rules.
    func forget(_ rollout: String) {
        for family in gauges { family.removeAll { $0[0] == rollout } }
        for family in counters { family.removeAll { $0[0] == rollout } }
    }

    /// Shows where a rollout stands.
    func show(_ state: RolloutState, served: Weight, isKillPending: Bool, under rule: RolloutRule) {
        let name = state.rollout
        weight.with(name).set(served.ratio)
        killPending.with(name).set(isKillPending ? 1 : 0)
        greenSince.with(name).set(state.attempt?.window.greenSince?.seconds ?? 0)
        for value in Phase.allCases { phase.with(name, value.rawValue).set(state.phase == value ? 1 : 0) }
        for value in rule.stages {
            stage.with(name, value.name).set(state.attempt?.visit.stage == value.name ? 1 : 0)
        }
        for kind in IncidentKind.allCases {
            incidents.with(name, kind.rawValue).set(Double(state.incidents.count { $0.kind == kind }))
        }
        showDrill(of: state)
    }

    /// Shows the verdicts of the newest evaluation; those of gates that have left the rule are left out.
    package func show(_ evaluation: Evaluation, under rule: RolloutRule) {
        let rollout = rule.name
        lastEvaluation.with(rollout).set(evaluation.at.seconds)
        for verdict in evaluation.gates where rule.gate(named: verdict.subject) != nil {
            gateValue.with(rollout, verdict.subject).set(verdict.value?.number ?? .nan)
            gateThreshold.with(rollout, verdict.subject).set(verdict.threshold ?? .nan)
            gateNoData.with(rollout, verdict.subject).set([.noData, .stale].contains(verdict.reason) ? 1 : 0)
            for outcome in Outcome.allCases {
                gateVerdict.with(rollout, verdict.subject, outcome.rawValue).set(verdict.outcome == outcome ? 1 : 0)
            }
        }
        for gate in rule.gates where gate.confidence != nil {
            showProof(of: evaluation.gates.first { $0.subject == gate.name }?.certainty, gate.name, of: rollout)
        }
    }

    /// Shows what an evaluation cost.
    func show(_ cost: EvaluationCost, of rollout: String) {
        lastDuration.with(rollout).set(cost.seconds)
        lastSeries.with(rollout).set(Double(cost.series))
        lastLargestAnswer.with(rollout).set(Double(cost.largestAnswer))
    }

    /// Shows how far the evidence has come; none is 0.
    private func showProof(of certainty: Certainty?, _ gate: String, of rollout: String) {
        func share(_ evidence: Double?, _ threshold: Double?) -> Double {
            guard let evidence, let threshold, threshold > 0, !evidence.isNaN else { return 0 }
            return min(1, max(0, evidence / threshold))
        }
        let shares = [
            // A fail stays when its evidence sinks again.
            certainty?.proof == .refuted ? 1 : share(certainty?.failEvidence, certainty?.failThreshold),
            share(certainty?.passEvidence, certainty?.passThreshold),
        ]
        for (side, share) in zip(Self.sides, shares) { gateProof.with(rollout, gate, side).set(share) }
    }

    /// The values of the label `side`: what the evidence is for.
    private static let sides = ["fail", "pass"]

    /// Counts what a committed event and its step came to.
    func count(_ event: Event, _ step: Step, under rule: RolloutRule) {
        switch event.kind {
        case .evaluated(let evaluation):
            for verdict in evaluation.gates { count(verdict, of: rule.name) }
        case .evaluationsMissed(let after, let through):
            missed.with(rule.name).increment(by: Double(rule.grid.count(after: after, through: through)))
        case .preflightChecked(let check): count(check, of: rule.name)
        default: break
        }
        for decision in step.decisions {
            decisions.with(rule.name, decision.kind.rawValue)
                .increment(exemplar: Exemplar(traceID: decision.trace.text, seconds: decision.at.seconds))
        }
    }

    /// Counts a verdict.
    package func count(_ verdict: Verdict, of rollout: String) {
        evaluations.with(rollout, verdict.subject, verdict.outcome.rawValue).increment()
    }
}
