import GateModel

/// A stage and where its weight stands.
struct WeighedStage {
    let stage: Stage
    let weightPosition: Position
}

/// The order of the stages.
enum StageValidation {
    /// Whether there are at least two stages whose weights rise from 0 to 100 without a step that stays; reports what is
    /// not so.
    static func check(_ stages: [WeighedStage], at position: Position, in context: DecodingContext) -> Bool {
        guard stages.count >= 2, let first = stages.first, let last = stages.last else {
            context.report(
                "a rollout needs at least two stages", at: position, hint: "the first at 0%, the last at 100%")
            return false
        }
        var isRising = true
        func refuse(_ message: String, _ stage: WeighedStage) {
            context.report(message, at: stage.weightPosition, hint: "stages rise from 0% to 100%")
            isRising = false
        }
        if first.stage.weight != .zero {
            refuse("the first stage has \(first.stage.weight), not 0 %", first)
        }
        for (lower, upper) in zip(stages, stages.dropFirst()) where upper.stage.weight <= lower.stage.weight {
            refuse("the weight \(upper.stage.weight) is not above the \(lower.stage.weight) before it", upper)
        }
        if last.stage.weight != .full {
            refuse("the last stage has \(last.stage.weight), not 100 %", last)
        }
        return isRising
    }
}
