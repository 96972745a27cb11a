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

/// A gate that takes part at a stage, with its verdict.
struct JudgedGate {
    /// Place of the gate in the rule.
    let index: Int
    let gate: Gate
    /// The verdict; `nil` when the evaluation has none.
    let verdict: Verdict?
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
    /// The verdicts on stop rules that measure something themselves, by name.
    let stopRules: [String: Verdict]

    init(_ evaluation: Evaluation, at stage: Stage, under rule: RolloutRule) {
        at = evaluation.at
        stopRules = Self.bySubject(evaluation.stopRules)
        let verdicts = Self.bySubject(evaluation.gates)
        for (index, gate) in rule.gates.enumerated() where gate.applies(to: stage) {
            let judged = JudgedGate(index: index, gate: gate, verdict: verdicts[gate.name])
            if gate.onlyCollects(at: stage) { collected.append(judged) } else { gates.append(judged) }
        }
    }

    private static func bySubject(_ verdicts: [Verdict]) -> [String: Verdict] {
        Dictionary(verdicts.map { ($0.subject, $0) }) { first, _ in first }
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
