import GateModel

/// What must be right between the keys of a gate.
enum GateValidation {
    /// Reports what is not; `stages` is `nil` when something is wrong with them already.
    static func check(_ gate: Gate, _ keys: MappingDecoder, stages: [Stage]?) {
        if keys.has("per"), keys.has("reduce") {
            keys.context.report(
                "`per` and `reduce` exclude each other", at: keys.keyPosition(of: "reduce"),
                hint: "either every series is judged, or they become one")
        }
        for key in ["min_events", "confidence"] where keys.has(key) && !gate.kind.countsEvents {
            refuse(key, of: gate, keys)
        }
        guard gate.kind.comparesTracks else {
            for key in ["baseline", "baseline_at_100"] where keys.has(key) { refuse(key, of: gate, keys) }
            return
        }
        if let stages { checkBaseline(of: gate, keys, stages: stages) }
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

    private static func refuse(_ key: String, of gate: Gate, _ keys: MappingDecoder) {
        keys.context.report(
            "`\(key)` has no meaning for the kind \(gate.kind.name)", at: keys.keyPosition(of: key),
            hint: "leave it out")
    }
}
