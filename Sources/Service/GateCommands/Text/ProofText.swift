import GateAnalysis
import GateModel
import GateRules

/// What gates with confidence need, in words.
enum ProofText {
    /// Where the numbers of `--online` come from.
    static let assumption =
        "traffic: what the baseline track had in the last \(TrafficSurvey.span); a canary is taken to get its weight's "
        + "share of it, and to be as good"

    /// One line a gate from the rule alone: `99.9 % needs about 5 000 clean requests: 0.35 per second over the 4h window`.
    static func line(_ needs: [ProofNeed], of rollout: String) -> String? {
        guard let first = needs.first else { return nil }
        let head = "\(rollout)/\(first.gate.name): \(subject(first.gate))"
        guard let trials = first.trials else {
            return "\(head) needs as much as the rates of both tracks say; check --online asks for them"
        }
        let history = first.trialsWithHistory.map {
            " (\(about($0)) where the baseline was ten times better than that)"
        }
        return "\(head) needs about \(about(trials)) clean requests\(history ?? ""): \(rates(needs, trials))"
    }

    /// One line a gate and stage with the traffic there is; a need out of reach says what can be done.
    static func line(_ need: ProofNeed, of rollout: String) -> String {
        let head = "\(rollout)/\(need.gate.name): \(need.stage.name)"
        guard let rate = need.rate, let expected = need.expected else {
            return "\(head): nothing is known of the traffic"
        }
        let has =
            "\(head) has \(NumberText.number(rate, digits: 2))/s at \(need.stage.weight): "
            + "\(NumberText.count(expected.rounded())) in \(need.time)"
        guard let trials = need.trials else {
            return "\(has); with ratios as they are now it will not decide\(advice(need))"
        }
        let sum = "\(has), \(about(trials)) needed"
        return need.isOutOfReach ? "\(sum): it will not decide\(advice(need))" : sum
    }

    /// Whether the rule has to be looked at: a gate that may go on undecided was meant to.
    static func isWarning(_ need: ProofNeed) -> Bool {
        need.isOutOfReach && need.gate.confidence?.undecided != .promote
    }

    private static func advice(_ need: ProofNeed) -> String {
        isWarning(need)
            ? "; longer window, undecided: promote, or a lower level" : "; the rollout goes on, labelled not proven"
    }

    private static func subject(_ gate: Gate) -> String {
        switch gate.kind {
        case .availability(let availability): NumberText.percent(availability.objective, digits: 6)
        case .latency(let latency): NumberText.quantile(latency.quantile)
        case .conversion, .threshold, .events: "the comparison"
        }
    }

    /// Stages with the same time have one rate.
    private static func rates(_ needs: [ProofNeed], _ trials: Double) -> String {
        var groups: [(time: TimeSpan, stages: [String])] = []
        for need in needs {
            if let index = groups.firstIndex(where: { $0.time == need.time }) {
                groups[index].stages.append(need.stage.name)
            } else {
                groups.append((need.time, [need.stage.name]))
            }
        }
        return groups.map { group in
            let rate = NumberText.number(trials / group.time.seconds, digits: 2)
            return "\(rate) per second over the \(group.time) of \(group.stages.joined(separator: ", "))"
        }.joined(separator: "; ")
    }

    private static func about(_ trials: Double) -> String { NumberText.number(trials, digits: 2) }
}
