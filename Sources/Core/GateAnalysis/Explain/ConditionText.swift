import GateModel
import GateRules
import GateStatistics

/// When a gate passes and when a stop rule fires, in words.
enum ConditionText {
    static func sentence(_ condition: QueryPlan.Condition) -> String {
        switch condition {
        case .gate(let gate): passes(gate)
        case .stopRule(let stopRule): fires(stopRule)
        }
    }

    /// When a gate passes, and what happens when it does not.
    private static func passes(_ gate: Gate) -> String {
        let condition =
            switch gate.kind {
            case .availability(let availability):
                "passes when the success ratio is >= \(NumberText.percent(availability.objective, digits: 6))"
            case .latency(let latency):
                "passes when \(NumberText.quantile(latency.quantile)) is <= \(NumberText.number(latency.target))"
            case .conversion(let conversion):
                "passes when the ratio is not \(conversion.worse.rawValue) than the baseline's (\(source(gate.baseline))) "
                    + "by more than \(margin(conversion.margin))"
            case .threshold(let threshold):
                "passes when the value is \(threshold.comparison.rawValue) \(NumberText.number(threshold.value))"
            case .events(let events): "passes when the count is <= \(NumberText.number(events.max))"
            }
        let events = gate.minEvents > 0 ? ", on at least \(NumberText.count(gate.minEvents)) events" : ""
        let failing = gate.failFor == .zero ? "one failure" : "failing for \(gate.failFor)"
        return "\(condition)\(events); \(failing) takes the rollout back"
    }

    private static func margin(_ margin: Margin) -> String {
        switch margin {
        case .relative(let share): "\(NumberText.percent(share)) of it"
        case .absolute(let difference): "\(NumberText.percent(difference, digits: 4)) (absolute)"
        }
    }

    private static func source(_ source: BaselineSource) -> String {
        switch source {
        case .concurrent: "the stable track at the same time"
        case .stageZero: "frozen when stage 0 ended"
        case .offset(let span): "\(span) before"
        }
    }

    /// When a stop rule fires.
    private static func fires(_ stop: StopRule) -> String {
        let target = stop.target == .zero ? "0 %" : "the previous stable stage"
        let condition =
            switch stop.kind {
            case .breach(let gates, let span): "fires when \(gates.joined(separator: " or ")) fails for \(span)"
            case .burnRate(let burn):
                "fires when \(burn.long) and \(burn.short) both burn at \(NumberText.number(burn.factor)) or faster"
            case .spikes(let spikes):
                "fires on \(spikes.count) spikes above \(NumberText.percent(spikes.threshold)) within \(spikes.within)"
            case .incident(let kinds): "fires on \(kinds.map(\.rawValue).joined(separator: ", "))"
            case .expression(let expression):
                "fires when the value is \(expression.comparison.rawValue) \(NumberText.number(expression.value)) for \(expression.trueFor)"
            }
        return "\(condition); target \(target)"
    }
}
