internal import GateModel
internal import GateRules

/// What all gates of a stage say together at one grid point.
enum Greenness {
    /// Every gate passes.
    case green
    /// Every gate passes or needs more data to prove itself; keeps the green time, ends the window only where rules say so.
    case unproven
    /// A gate could not be judged, or no gate takes part at this stage; uses up the tolerance.
    case undecided
    /// A gate fails.
    case red
}

/// A gate that takes part at a stage, with its verdict: places in two lists, because both are large to copy.
struct JudgedGate {
    /// Place of the gate in the rule.
    let index: Int
    /// Place of the verdict in the evaluation.
    fileprivate let place: Int?
    fileprivate let gates: [Gate]
    fileprivate let verdicts: [Verdict]

    var gate: Gate { gates[index] }
    /// What the evaluation adds to the evidence; `nil` for a gate without confidence, and when it adds nothing.
    var increment: EvidenceIncrement? { place.flatMap { verdicts[$0].increment } }
    /// The verdict; `nil` when the evaluation has none.
    var verdict: Verdict? { place.map { verdicts[$0] } }
}

/// The verdicts of one evaluation that take part at one stage, in rule order.
///
/// Which gates take part is read from the rule, not from the verdicts: a verdict nobody asked for counts for nothing, and one
/// that is missing is missing evidence.
struct StageVerdicts {
    /// The evaluation timestamp.
    let at: Timestamp
    /// The gates that take part.
    private(set) var gates: [JudgedGate] = []
    /// The gates that only gather their baseline.
    private(set) var collected: [JudgedGate] = []
    /// The verdicts on stop rules that measure something themselves.
    private let stopRules: [Verdict]

    init(_ evaluation: Evaluation, at stage: Stage, under rule: RolloutRule) {
        at = evaluation.at
        stopRules = evaluation.stopRules
        let verdicts = evaluation.gates
        for index in rule.gates.indices where rule.gates[index].applies(to: stage) {
            let name = rule.gates[index].name
            let judged = JudgedGate(
                index: index, place: verdicts.firstIndex { $0.subject == name }, gates: rule.gates, verdicts: verdicts)
            if rule.gates[index].onlyCollects(at: stage) { collected.append(judged) } else { gates.append(judged) }
        }
    }

    /// The verdict on a stop rule that measures something itself.
    func verdict(on stopRule: StopRule) -> Verdict? {
        stopRules.first { $0.subject == stopRule.name }
    }

    /// What the gates say together.
    ///
    /// A stage at which no gate takes part is never green: nothing measured is no evidence.
    var greenness: Greenness {
        let votes = gates.map { Self.vote($0.verdict) }
        if votes.contains(.red) { return .red }
        if votes.contains(.undecided) || votes.isEmpty { return .undecided }
        return votes.contains(.unproven) ? .unproven : .green
    }

    /// The gates that need more data to prove themselves, in rule order.
    var unproven: [JudgedGate] { gates.filter { Self.vote($0.verdict) == .unproven } }

    /// What the named gates that take part come to for a breach: one `fail` is enough, all have to pass to break it.
    func outcome(of names: [String]) -> Outcome {
        let outcomes = gates.filter { names.contains($0.gate.name) }.map { $0.verdict?.outcome ?? .error }
        if outcomes.contains(.fail) { return .fail }
        return !outcomes.isEmpty && outcomes.allSatisfy { $0 == .pass } ? .pass : .inconclusive
    }

    private static func vote(_ verdict: Verdict?) -> Greenness {
        guard let verdict else { return .undecided }
        switch verdict.outcome {
        case .pass: return .green
        case .fail: return .red
        case .inconclusive: return verdict.reason == .notProven ? .unproven : .undecided
        case .error: return .undecided
        }
    }
}

extension Gate {
    /// Whether the gate only gathers its baseline at a stage: there is no canary to compare at weight 0.
    func onlyCollects(at stage: Stage) -> Bool {
        kind.comparesTracks && stage.weight == .zero
    }
}

extension Verdict {
    /// The verdict in words: what was measured, the value against its threshold, and the reason.
    var sentence: String {
        var parts: [String] = []
        if let value { parts.append("value \(NumberText.number(value.number))") }
        if let threshold { parts.append("wanted \(comparison) \(NumberText.number(threshold))") }
        parts.append(reason.rawValue)
        let facts = parts.joined(separator: ", ")
        return summary.isEmpty ? facts : "\(summary) (\(facts))"
    }
}
