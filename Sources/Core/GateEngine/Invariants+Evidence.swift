internal import GateModel
internal import GateRules

extension Inspection {
    /// The gates that take part at a stage.
    func judgedGates(at stage: Stage) -> [Gate] {
        rule.gates.filter { gate in
            (gate.stages?.contains(stage.name) ?? true) && !(gate.kind.comparesTracks && stage.weight == .zero)
        }
    }

    /// The gates that pass at this grid point.
    func passing(_ gates: [Gate], by evaluation: Evaluation) -> [Gate] {
        gates.filter { gate in
            evaluation.gates.contains { $0.subject == gate.name && $0.outcome == .pass }
        }
    }

    /// The gates that are not proven at this grid point and whose rule lets the rollout go on without.
    func excused(_ gates: [Gate], by evaluation: Evaluation) -> [Gate] {
        gates.filter { gate in
            guard let confidence = gate.confidence, case .promote = confidence.undecided else { return false }
            let verdict = evaluation.gates.first { $0.subject == gate.name }
            return verdict?.outcome == .inconclusive && verdict?.reason == .notProven
        }
    }

    /// Evidence is gathered for gates with confidence alone, by evaluations alone, and begins anew with every visit.
    var gathering: [String] {
        guard let attempt = after.attempt else { return [] }
        let isStray = attempt.evidence.keys.contains { name in
            !rule.gates.contains { $0.name == name && $0.confidence != nil }
        }
        var found = broken(isStray, "evidence of a gate that has no confidence")
        let old = before.attempt
        let isNewVisit = old?.number != attempt.number || old?.pastVisits.count != attempt.pastVisits.count
        found += broken(isNewVisit && !attempt.evidence.isEmpty, "evidence from before the stage's entry")
        guard evaluation == nil else { return found }
        let isChanged = !attempt.evidence.isEmpty && attempt.evidence != old?.evidence
        return found + broken(isChanged, "evidence without an evaluation")
    }

    /// Stagegate holds by itself only for a gate that is still undecided after all its time, and once in a window.
    var ownHolds: [String] {
        guard let evaluation else { return [] }
        let holds = decisions(.hold)
        guard let hold = holds.first else {
            return broken(after.attempt?.hold != before.attempt?.hold && after.attempt?.hold != nil, "held untold")
        }
        guard let old = before.attempt, let window = after.attempt?.window, let since = window.greenSince else {
            return ["held without a window"]
        }
        var found = broken(holds.count > 1 || old.hold != nil, "held what was held already")
        let isRepeat = old.window.heldAt != nil && old.window.greenSince == since
        found += broken(isRepeat, "held twice in one window")
        let verdict = evaluation.gates.first { $0.subject == hold.cause }
        found += broken(verdict?.reason != .notProven, "held for a gate that is decided")
        let length = rule.stages.first { $0.name == old.visit.stage }?.window ?? .zero
        guard case .extend(let limit) = rule.gates.first(where: { $0.name == hold.cause })?.confidence?.undecided else {
            return found + ["held for a gate whose rule does not ask for it"]
        }
        return found + broken(evaluation.at - since < max(limit, length), "held before its time")
    }

    /// A candidate is made of gates that pass, or are excused and named.
    var candidacy: [String] {
        guard let evaluation, !decisions(.requestApproval).isEmpty, let candidate = after.attempt?.candidate else {
            return []
        }
        let judged = rule.stages.first { $0.name == candidate.stage }.map(judgedGates) ?? []
        let passing = passing(judged, by: evaluation)
        let excused = excused(judged, by: evaluation)
        return broken(passing.count + excused.count < judged.count, "a candidate with a gate that does not pass")
            + broken(
                excused.contains { candidate.caveat?.contains("gate \($0.name) not proven") != true },
                "a candidate that does not say what is not proven")
    }
}
