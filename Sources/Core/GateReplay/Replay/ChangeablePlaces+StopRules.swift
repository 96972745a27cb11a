import GateModel
import GateRules

extension ChangeablePlaces {
    /// What can be changed of a stop rule.
    static func stopRule(_ stopRule: StopRule, at index: Int) -> [ChangeablePlace] {
        let name = stopRule.name
        switch stopRule.kind {
        case .breach(let gates, _):
            return [
                span("\(name).for", least: .zero) { $1.stopRules[index].kind = .breach(gates: gates, for: $0) }
            ]
        case .burnRate: return burnRate(name, at: index)
        case .spikes: return spikes(name, at: index)
        case .expression: return expression(name, at: index)
        case .incident: return []
        }
    }

    private static func burnRate(_ name: String, at index: Int) -> [ChangeablePlace] {
        func change(_ rule: inout RolloutRule, _ body: (inout BurnRate) -> Void) {
            guard case .burnRate(var burnRate) = rule.stopRules[index].kind else { return }
            body(&burnRate)
            rule.stopRules[index].kind = .burnRate(burnRate)
        }
        return [
            share("\(name).budget") { value, rule in change(&rule) { $0.budgetShare = value } },
            span("\(name).period", least: milliseconds) { value, rule in change(&rule) { $0.period = value } },
            span("\(name).long", least: milliseconds) { value, rule in change(&rule) { $0.long = value } },
            span("\(name).short", least: milliseconds) { value, rule in change(&rule) { $0.short = value } },
            number("\(name).min_events", least: 0) { value, rule in change(&rule) { $0.minEvents = value } },
        ]
    }

    private static func spikes(_ name: String, at index: Int) -> [ChangeablePlace] {
        func change(_ rule: inout RolloutRule, _ body: (inout Spikes) -> Void) {
            guard case .spikes(var spikes) = rule.stopRules[index].kind else { return }
            body(&spikes)
            rule.stopRules[index].kind = .spikes(spikes)
        }
        let count = ChangeablePlace(path: "\(name).count", form: "a whole number from 1 to 1000") { text, rule in
            guard let value = NumberSyntax.integer(text), (1...1000).contains(value) else { return false }
            change(&rule) { $0.count = value }
            return true
        }
        return [
            share("\(name).threshold") { value, rule in change(&rule) { $0.threshold = value } }, count,
            span("\(name).over", least: milliseconds) { value, rule in change(&rule) { $0.over = value } },
            span("\(name).within", least: milliseconds) { value, rule in change(&rule) { $0.within = value } },
            span("\(name).min_length", least: .zero) { value, rule in change(&rule) { $0.minLength = value } },
            span("\(name).min_gap", least: .zero) { value, rule in change(&rule) { $0.minGap = value } },
            number("\(name).min_events", least: 0) { value, rule in change(&rule) { $0.minEvents = value } },
        ]
    }

    private static func expression(_ name: String, at index: Int) -> [ChangeablePlace] {
        func change(_ rule: inout RolloutRule, _ body: (inout StopExpression) -> Void) {
            guard case .expression(var expression) = rule.stopRules[index].kind else { return }
            body(&expression)
            rule.stopRules[index].kind = .expression(expression)
        }
        return [
            number("\(name).value") { value, rule in change(&rule) { $0.value = value } },
            span("\(name).over", least: milliseconds) { value, rule in change(&rule) { $0.over = value } },
            span("\(name).for", least: .zero) { value, rule in change(&rule) { $0.trueFor = value } },
        ]
    }
}
