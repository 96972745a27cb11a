internal import GateModel
internal import GateRules

/// What gates with confidence gather while a stage lasts.
extension Transition {
    /// Adds what a grid point counted, also for the gates that only gather their baseline.
    ///
    /// Evidence begins with the increment that brings its basis; what does not follow what is known changes nothing
    /// (`GateEvidence.add`), so that nothing is counted twice.
    mutating func gatherEvidence(_ verdicts: StageVerdicts) {
        for gates in [verdicts.gates, verdicts.collected] {
            for judged in gates where judged.gate.confidence != nil { gatherEvidence(judged) }
        }
    }

    private mutating func gatherEvidence(_ judged: JudgedGate) {
        guard let increment = judged.increment else { return }
        let name = judged.gate.name
        if let basis = increment.basis, attempt.evidence[name] == nil {
            attempt.evidence[name] = GateEvidence(gate: name, basis: basis)
        }
        attempt.evidence[name]?.add(increment)
    }

    /// Forgets the evidence: it is about one visit to a stage under one rule.
    mutating func forgetEvidence() {
        attempt.evidence = [:]
    }
}
