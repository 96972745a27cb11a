import GateModel
import MetricsExposition

/// What was proven before a start.
extension RolloutMetrics {
    private static let passed = "passed"
    private static let failed = "failed"

    /// Makes the series of a rollout that can be drilled.
    func declareProofs(of rollout: String) {
        for family in [preflightMissing, lastDrill] { _ = family.with(rollout) }
        for result in [Self.passed, Self.failed] {
            _ = drills.with(rollout, result)
            for kind in PreflightCheckKind.allCases { _ = checks.with(rollout, kind.rawValue, result) }
        }
    }

    /// Counts what a machine found.
    func count(_ check: PreflightCheck, of rollout: String) {
        checks.with(rollout, check.kind.rawValue, check.failure == nil ? Self.passed : Self.failed).increment()
    }

    /// Counts a drill that is over.
    func countDrill(of rollout: String, hasPassed: Bool) {
        drills.with(rollout, hasPassed ? Self.passed : Self.failed).increment()
    }

    /// Shows when every part of a drill held, as far as the state knows; a drill that failed later takes nothing away.
    func showDrill(of state: RolloutState) {
        let kinds: Set<PreflightCheckKind> = [.drillStop, .drillRollback, .drillKill]
        let held = state.findings.filter { kinds.contains($0.check.kind) && $0.check.failure == nil }
        guard held.count == kinds.count, let newest = held.map(\.at).max() else { return }
        lastDrill.with(state.rollout).set(newest.seconds)
    }
}
