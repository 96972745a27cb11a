import GateModel
import GateRules

extension RolloutLint {
    /// Stages that are never left, or left without a second look.
    mutating func checkStages() {
        for (index, stage) in rule.stages.enumerated() {
            let place = self.place["stages"][index]
            if !rule.gates.contains(where: { $0.applies(to: stage) && !$0.onlyCollects(at: stage) }) {
                report(
                    .stageWithoutGates, at: place,
                    "no gate is judged at `\(stage.name)`: it is never green, and the rollout never gets past it",
                    hint: stage.weight == .zero
                        ? "add an availability or latency gate: comparing gates only gather their baseline there"
                        : "add the stage to the `stages` of a gate")
            }
            if stage.window < rule.interval * 2 {
                report(
                    .windowTooShort, at: place["window"],
                    "the window \(stage.window) of `\(stage.name)` holds fewer than two evaluations, \(rule.interval) apart",
                    hint: "use at least \(rule.interval * 2)")
            }
        }
    }
}

extension Gate {
    /// Whether the gate gathers its baseline at this stage and is not judged.
    func onlyCollects(at stage: Stage) -> Bool { kind.comparesTracks && stage.weight == .zero }
}
