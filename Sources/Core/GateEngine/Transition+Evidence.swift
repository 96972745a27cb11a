internal import GateModel
internal import GateRules

/// What gates with confidence gather while a stage lasts.
extension Transition {
    /// Adds what a grid point counted, also for the gates that only gather their baseline.
    ///
    /// Evidence begins with the increment that brings its basis; what does not follow what is known changes nothing
    /// (`GateEvidence.add`), so that nothing is counted twice.
    mutating func gatherEvidence(_ verdicts: StageVerdicts) {
        for judged in verdicts.gates + verdicts.collected where judged.gate.confidence != nil {
            guard let increment = judged.verdict?.increment else { continue }
            let name = judged.gate.name
            // In place, not by way of `attempt`: that would copy the evidence of all gates for each of them.
            if let basis = increment.basis, state.attempt?.evidence[name] == nil {
                state.attempt?.evidence[name] = GateEvidence(gate: name, basis: basis)
            }
            state.attempt?.evidence[name]?.add(increment)
        }
    }

    /// Forgets the evidence: it is about one visit to a stage under one rule.
    mutating func forgetEvidence() {
        attempt.evidence = [:]
    }
}
