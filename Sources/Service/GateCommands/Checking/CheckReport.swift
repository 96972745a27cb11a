import GateAnalysis
import GateModel
import GateRules

/// The answer of `check` for programs.
struct CheckReport: Encodable {
    struct Problem: Encodable {
        let file: String
        let line: Int?
        let column: Int?
        let id: String
        let severity: String
        let message: String
        let hint: String?
    }

    /// How much traffic a gate needs at a stage.
    struct Proof: Encodable {
        let rollout: String
        let gate: String
        let stage: String
        let seconds: Double
        /// Requests of the canary; absent where the rates are not known or lead nowhere.
        let needed: Double?
        /// Requests of the canary to expect; absent without `--online`, and where nothing is known.
        let expected: Double?
        let warning: String?
    }

    let ok: Bool
    let rollouts: [String]
    let problems: [Problem]
    let proofs: [Proof]
    let queries: [QueryMeasurement]

    init(_ result: CheckResult) {
        ok = result.exitCode == 0
        rollouts = result.rollouts
        problems = result.diagnostics.map {
            Problem(
                file: $0.file, line: $0.position?.line, column: $0.position?.column, id: $0.id.rawValue,
                severity: $0.severity.rawValue, message: $0.message, hint: $0.hint)
        }
        proofs = result.proofs.flatMap { rollout in
            rollout.needs.map { need in
                Proof(
                    rollout: rollout.rollout, gate: need.gate.name, stage: need.stage.name, seconds: need.time.seconds,
                    needed: need.trials?.rounded(.up), expected: need.expected?.rounded(),
                    warning: rollout.isWarning(need) ? rollout.line(need) : nil)
            }
        }
        queries = result.measurements
    }
}
