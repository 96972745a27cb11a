import GateModel
import GateRules
import GateRuntime

/// How far a stop rule is from firing.
struct StopDistance: Equatable {
    /// What it has come to, in words.
    let words: String
    /// How much of what it takes there is, 0…1; `nil` when nothing is known.
    let share: Double?

    /// What is known of a stop rule at this moment.
    init(_ rule: StopRule, _ view: RolloutView) {
        let memory = view.state.attempt?.stopRules.first { $0.stopRule == rule.name }
        let verdict = view.evaluation?.stopRules.first { $0.subject == rule.name }
        switch rule.kind {
        case .breach(_, let limit): self = Self.breach(memory, limit, view)
        case .burnRate(let burn): self = Self.burn(burn, verdict)
        case .spikes(let spikes): self = Self.spikes(spikes, memory, verdict)
        case .incident(let kinds): self = Self.incident(kinds, view.state.incidents)
        case .expression(let expression): self = Self.expression(expression, memory, verdict)
        }
    }

    /// How much there is to worry about, as mark, word and colour; what is below a tenth of what it takes is no news.
    var alarm: (words: String, style: String) {
        switch share {
        case nil: ("○ unknown", "inconclusive")
        case let share? where share >= 1: ("▲ true", "fail")
        case let share? where share >= 0.1: ("▲ on its way", "inconclusive")
        default: ("✓ quiet", "pass")
        }
    }

    private init(_ words: String, _ share: Double?) {
        self.words = words
        self.share = share
    }

    private static func breach(_ memory: StopRuleMemory?, _ limit: TimeSpan, _ view: RolloutView) -> StopDistance {
        guard view.evaluation != nil else { return unknown }
        guard let run = length(memory) else { return StopDistance("none of its gates fails; stops after \(limit)", 0) }
        return StopDistance("failing for \(PageKit.text(run)) of \(limit)", share(run, of: limit))
    }

    private static func burn(_ burn: BurnRate, _ verdict: Verdict?) -> StopDistance {
        let factor = NumberText.number(burn.factor)
        guard let verdict else { return unknown }
        guard let value = verdict.value?.finite else {
            return StopDistance("\(RolloutPage.words(verdict.reason)); stops at \(factor) times the allowed burn", nil)
        }
        return StopDistance(
            "burns surely \(NumberText.number(value, digits: 3)) times as fast as allowed, stops at \(factor)",
            value / burn.factor)
    }

    private static func spikes(_ rule: Spikes, _ memory: StopRuleMemory?, _ verdict: Verdict?) -> StopDistance {
        let count = memory?.spikes.count { $0.qualifiedAt != nil } ?? 0
        let last = verdict.map { verdict in
            verdict.value.map { "; now \(NumberText.percent($0.number))" }
                ?? "; now \(RolloutPage.words(verdict.reason))"
        }
        let limit = NumberText.percent(rule.threshold)
        return StopDistance(
            "\(count) of \(NumberText.events(Double(rule.count), "spike")) within \(rule.within)\(last ?? ""), a spike is above "
                + limit, Double(count) / Double(max(rule.count, 1)))
    }

    private static func incident(_ kinds: [IncidentKind], _ open: [Incident]) -> StopDistance {
        let names = kinds.map { $0.rawValue.replacing("_", with: " ") }.joined(separator: ", ")
        let count = open.count { kinds.contains($0.kind) }
        return count == 0
            ? StopDistance("no incident is open; stops for \(names)", 0)
            : StopDistance("\(NumberText.events(Double(count), "incident")) open; stops for \(names)", 1)
    }

    private static func expression(
        _ rule: StopExpression, _ memory: StopRuleMemory?, _ verdict: Verdict?
    ) -> StopDistance {
        let condition = "\(rule.comparison.rawValue) \(NumberText.number(rule.value))"
        let wanted = rule.trueFor > .zero ? "\(condition) for \(rule.trueFor)" : condition
        guard let verdict else { return unknown }
        if let run = length(memory) {
            return StopDistance("true for \(PageKit.text(run)); stops when \(wanted)", share(run, of: rule.trueFor))
        }
        let value = verdict.value.map { "now \(NumberText.number($0.number))" } ?? words(verdict)
        return StopDistance("\(value); stops when \(wanted)", verdict.outcome == .pass ? 0 : nil)
    }

    private static func words(_ verdict: Verdict) -> String {
        verdict.outcome == .pass ? "nothing found" : RolloutPage.words(verdict.reason)
    }

    private static let unknown = StopDistance("not evaluated yet", nil)

    /// How long its condition has held without a break; `nil` while it does not.
    private static func length(_ memory: StopRuleMemory?) -> TimeSpan? {
        guard let memory, let since = memory.trueSince else { return nil }
        return (memory.lastTrueAt ?? since) - since
    }

    private static func share(_ run: TimeSpan, of limit: TimeSpan) -> Double {
        limit > .zero ? min(run.seconds / limit.seconds, 1) : 1
    }
}
