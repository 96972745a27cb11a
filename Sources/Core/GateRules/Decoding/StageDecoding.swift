import GateModel

/// The stages of a rollout, as what is decoded after them may refer to them.
struct StageOutline {
    /// The names of all stages, those with a mistake in them, too.
    let names: [String]
    /// The stages; `nil` when anything is wrong with them.
    let complete: [Stage]?
}

extension RuleDecoder {
    /// The stages of a rollout; those of the protocol where it names none.
    static func stages(of keys: MappingDecoder) -> StageOutline {
        let window = keys.value("window", .positiveDuration, default: RuleDefaults.window)
        let drafts = keys.optional("stages", .nonEmptyList(of: stage(window: window)))
        guard keys.has("stages") else {
            let stages = RuleDefaults.stages.map { Stage(name: $0.name, weight: $0.weight, window: window) }
            return StageOutline(names: stages.map(\.name), complete: stages)
        }
        return outline(of: drafts ?? [], keys)
    }

    private static func outline(of drafts: [Draft<WeighedStage>], _ keys: MappingDecoder) -> StageOutline {
        NameValidation.requireUnique(drafts.map(\.name), what: "stage", in: keys.context)
        let decoded = drafts.compactMap(\.value)
        var complete: [Stage]?
        // With a stage missing the order of the others says nothing.
        if !decoded.isEmpty, decoded.count == drafts.count,
            StageValidation.check(decoded, at: keys.position(of: "stages"), in: keys.context)
        {
            complete = decoded.map(\.stage)
        }
        return StageOutline(names: drafts.compactMap(\.name?.value), complete: complete)
    }

    private static func stage(window: TimeSpan) -> ValueDecoder<Draft<WeighedStage>> {
        .mapping("a stage") { keys in
            let name = keys.required("name", .located(.name))
            let weight = keys.required("weight", .weight)
            let window = keys.value("window", .positiveDuration, default: window)
            let approval: ApprovalMode = keys.value("approval", .choice, default: .required)
            guard let name, let weight else { return Draft(name: name, value: nil) }
            let stage = Stage(name: name.value, weight: weight, window: window, needsApproval: approval == .required)
            return Draft(name: name, value: WeighedStage(stage: stage, weightPosition: keys.position(of: "weight")))
        }
    }

    private enum ApprovalMode: String, CaseIterable {
        case required
        case auto
    }
}
