internal import GateModel
internal import GateRules

/// A grid point: the only place where measurements change anything.
extension Transition {
    /// Takes in the verdicts of one grid point, in this fixed order.
    ///
    /// 1. the gates remember their verdicts and what was counted, the window counts the point;
    /// 2. the stop rules remember theirs;
    /// 3. expressions that are fulfilled open the incidents they ask for;
    /// 4. stop rules, new incidents and incidents open for too long ask for a stop: the lowest weight wins;
    /// 5. a gate that failed for long enough takes the rollout back;
    /// 6. only if neither happened may the rollout go on: candidate, promotion, completion.
    mutating func evaluated(_ evaluation: Evaluation) throws(Rejection) {
        try requireRunning()
        try requireNewer(evaluation.at)
        attempt.lastEvaluatedAt = evaluation.at
        dropExpiredApproval()
        // A point at or before the entry shows what the stage before looked like.
        guard evaluation.at > attempt.visit.enteredAt else { return }
        let verdicts = StageVerdicts(evaluation, at: rule.stages[stageIndex], under: rule)
        rememberGates(evaluation, verdicts)
        rememberStopRules(verdicts)
        openMeasuredIncidents(verdicts)
        if stopForWorst(of: stopCauses(verdicts)) { return }
        if takeBackForFailure(verdicts) { return }
        advance(verdicts)
    }

    /// Records grid points nobody can evaluate any more: a gap, which uses up the tolerance like blind evaluations do.
    mutating func missed(through: Timestamp) throws(Rejection) {
        try requireRunning()
        try requireNewer(through)
        attempt.lastEvaluatedAt = through
        dropExpiredApproval()
        forgetGoneSeries()
        attempt.window.loseIfOlder(than: rule.tolerance, at: through)
        if attempt.window.greenSince == nil { restartWindow() }
    }

    private func requireNewer(_ at: Timestamp) throws(Rejection) {
        guard let newest = attempt.lastEvaluatedAt, at <= newest else { return }
        throw Rejection(.alreadyDone, "grid point \(at) was decided before; the newest is \(newest)")
    }

    private mutating func dropExpiredApproval() {
        if let approval = attempt.approval, now >= approval.expiresAt { attempt.approval = nil }
    }

    /// While stopped there is no window: it starts with the resume.
    private mutating func rememberGates(_ evaluation: Evaluation, _ verdicts: StageVerdicts) {
        attempt.visit.gates = evaluation.gates.map(GateSnapshot.init)
        var memories = attempt.gates
        for judged in verdicts.gates { memories[judged.index].record(judged.verdict, at: evaluation.at, under: rule) }
        attempt.gates = memories
        keepBaselines(verdicts)
        gatherEvidence(verdicts)
        guard state.phase != .stopped else { return }
        attempt.window.record(verdicts.greenness, at: evaluation.at, under: rule)
        if attempt.window.greenSince == nil { restartWindow() }
    }

    /// Keeps the newest counts of the gates that gather their baseline; when stage 0 is left they stay as they are.
    ///
    /// The newest, not those of the last point: a blind point at the very end would lose the baseline for ever.
    private mutating func keepBaselines(_ verdicts: StageVerdicts) {
        for judged in verdicts.collected {
            if let counts = judged.verdict?.baseline { attempt.frozenBaselines[judged.gate.name] = counts }
        }
    }

    /// Goes back to the previous stable stage for the first gate, in rule order, that failed for its `for`.
    ///
    /// At the lowest stage there is nowhere to go: the gate is red, its alert fires, and nothing else happens.
    private mutating func takeBackForFailure(_ verdicts: StageVerdicts) -> Bool {
        guard stageIndex > 0 else { return false }
        let memories = attempt.gates
        let failed = verdicts.gates.first { judged in
            memories[judged.index].run.length(at: verdicts.at).map { $0 >= judged.gate.failFor } ?? false
        }
        guard let failed else { return false }
        rollBack(
            toIndex: previousStableIndex, cause: failed.gate.name,
            "gate \(failed.gate.name) failed for \(failed.gate.failFor): \(failed.verdict?.sentence ?? "")")
        return true
    }
}
