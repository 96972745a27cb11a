import GateModel

/// What must be right between the keys of a gate.
enum GateValidation {
    /// Reports what is not; `stages` is `nil` when something is wrong with them already.
    static func check(_ gate: Gate, _ keys: MappingDecoder, stages: [Stage]?) {
        if gate.kind.comparesTracks, let stages { checkBaseline(of: gate, keys, stages: stages) }
    }

    private static func checkBaseline(of gate: Gate, _ keys: MappingDecoder, stages: [Stage]) {
        if gate.baselineAtFull == .concurrent {
            keys.report(
                "there is no concurrent baseline at 100 %", at: "baseline_at_100",
                id: .baselineMissingAt100, hint: "use stage_0 or {offset: 7d}")
        }
        let isRefused = keys.wasRefused("baseline") || keys.wasRefused("baseline_at_100")
        let isJudgedAtFull = stages.contains { $0.weight == .full && gate.applies(to: $0) }
        if isJudgedAtFull, gate.baseline == .concurrent, gate.baselineAtFull == nil, !isRefused {
            keys.report(
                "`baseline_at_100` is missing: nothing runs beside the canary at 100 %", at: nil,
                id: .baselineMissingAt100,
                hint: "use stage_0 or {offset: 7d}, or leave that stage out of the gate's stages")
        }
        let needsStageZero = gate.baseline == .stageZero || gate.baselineAtFull == .stageZero
        if needsStageZero, let zero = stages.first, !gate.applies(to: zero) {
            keys.report(
                "the baseline stage_0 is never collected", at: "stages", hint: "add `\(zero.name)` to the stages")
        }
    }
}
