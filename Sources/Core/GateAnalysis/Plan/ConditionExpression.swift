public import GateModel
public import GateRules
import GateStatistics

/// The conditions of a rule as PromQL alerting expressions, for people and tools that know those.
///
/// They are pictures of the conditions, not what is asked: asking keeps numerator and denominator apart, because a division
/// cannot tell "no events" from "no data", and confidence, runs and spikes have no form in PromQL at all.
public struct ConditionExpression {
    private let rule: RolloutRule
    private let writer: QueryWriter

    /// Makes the expressions of a rule.
    ///
    /// - Parameters:
    ///   - rule: The rollout's rule.
    ///   - attempt: Where the rollout stands; `nil` fills in the last stage and no revision.
    public init(_ rule: RolloutRule, _ attempt: Attempt?) {
        self.rule = rule
        let context = attempt.flatMap { PlanContext(rule: rule, attempt: $0) } ?? Self.anywhere(rule)
        let newest = attempt?.lastEvaluatedAt ?? context.stageEnteredAt + context.stage.window
        writer = QueryWriter(rule: rule, context: context, at: newest)
    }

    /// What has a result while the gate fails.
    public func failing(_ gate: Gate) -> String {
        let over = writer.range(gate.over)
        let track = writer.context.track
        switch gate.kind {
        case .availability(let availability):
            return ratio(availability.counters, over, track, Grouping(gate)) + Self.shortfall(of: availability)
        case .latency(let latency):
            let histogram = counted(gate.kind.counters, over, track, Grouping(gate))[0]
            return "histogram_quantile(\(latency.quantile), \(histogram)) > \(latency.target)"
        case .conversion(let conversion): return worse(conversion, gate, over)
        case .threshold(let threshold):
            return
                "(\(filled(threshold.query, over, track))) \(threshold.comparison.opposite.rawValue) \(threshold.value)"
        case .events(let events): return "(\(filled(events.query, over, track))) > \(events.max)"
        }
    }

    /// What has a result while the stop rule's condition is true.
    public func fulfilled(_ stopRule: StopRule) -> String {
        let track = writer.context.track
        switch stopRule.kind {
        case .breach(let gates, _):
            return #"stagegate_gate_verdict{\#(own),gate=~"\#(Self.oneOf(gates))",verdict="fail"} == 1"#
        case .burnRate(let burn): return burning(burn, track)
        case .spikes(let spikes):
            let counters = [
                Counter(name: QueryName.bad, query: spikes.bad), Counter(name: QueryName.total, query: spikes.total),
            ]
            return ratio(counters, writer.sliding(spikes.over), track, .single) + " > \(spikes.threshold)"
        case .incident(let kinds):
            return #"stagegate_incidents_open{\#(own),kind=~"\#(Self.oneOf(kinds.map(\.rawValue)))"} > 0"#
        case .expression(let expression):
            let query = filled(expression.query, expression.over, track)
            return "(\(query)) \(expression.comparison.rawValue) \(expression.value)"
        }
    }

    /// The label matcher that selects the rollout among our own metrics.
    private var own: String { "rollout=\(PromQLString.quote(rule.name))" }

    /// Names have letters, digits, `-`, `.` and `_`; only the point means something in a pattern.
    private static func oneOf(_ names: [String]) -> String {
        PromQLString.escape(names.map { $0.split(separator: ".").joined(separator: "\\.") }.joined(separator: "|"))
    }

    private func worse(_ conversion: Conversion, _ gate: Gate, _ over: TimeSpan) -> String {
        let canary = ratio(gate.kind.counters, over, .canary, Grouping(gate))
        let isLower = conversion.worse == .lower
        let baseline = baselineRatio(gate, over)
        let limit =
            switch conversion.margin {
            case .relative(let share): "(1 \(isLower ? "-" : "+") \(share)) * \(baseline)"
            case .absolute(let difference): "\(baseline) \(isLower ? "-" : "+") \(difference)"
            }
        return "\(canary) \(isLower ? "<" : ">") \(limit)"
    }

    private func baselineRatio(_ gate: Gate, _ over: TimeSpan) -> String {
        let present = "(\(ratio(gate.kind.counters, over, .baseline, Grouping(gate))))"
        switch gate.baseline(at: writer.context.stage) {
        case .concurrent: return present
        case .offset(let offset):
            return "last_over_time(\(present)[\(rule.interval):\(rule.interval)] offset \(offset))"
        case .stageZero:
            guard let frozen = writer.context.frozenBaselines[gate.name] else { return present }
            return "(\(frozen.events) / \(frozen.total))"
        }
    }

    private func burning(_ burn: BurnRate, _ track: Track) -> String {
        guard case .availability(let availability)? = rule.gate(named: burn.gate)?.kind else { return "" }
        let budget = "\(burn.factor) * (1 - \(availability.objective))"
        return [burn.long, writer.sliding(burn.short)].map { window in
            let ratio = ratio(availability.counters, window, track, .single)
            switch availability.counted {
            case .bad: return "\(ratio) > \(budget)"
            case .good: return "1 - \(ratio) > \(budget)"
            }
        }.joined(separator: " and ")
    }

    private static func shortfall(of availability: Availability) -> String {
        switch availability.counted {
        case .bad: " > 1 - \(availability.objective)"
        case .good: " < \(availability.objective)"
        }
    }

    private func ratio(
        _ counters: [Counter], _ over: TimeSpan, _ track: Track, _ grouping: Grouping
    ) -> String {
        counted(counters, over, track, grouping).map { "(\($0))" }.joined(separator: " / ")
    }

    /// The counters' increase in a range; a template that cannot be read stands as it is in the rule.
    private func counted(
        _ counters: [Counter], _ over: TimeSpan, _ track: Track, _ grouping: Grouping
    ) -> [String] {
        let queries = CounterQueries(writer: writer, counters: counters, grouping: grouping)
        do throws(TemplateError) {
            return try queries.queries(.increase(over), selector: writer.selector(of: track), at: writer.time)
                .map(\.expression.trimmed)
        } catch {
            return counters.map(\.query)
        }
    }

    private func filled(_ template: String, _ over: TimeSpan, _ track: Track) -> String {
        do throws(TemplateError) {
            return try writer.expression(template, over: over, selector: writer.selector(of: track)).trimmed
        } catch {
            return template
        }
    }

    private static func anywhere(_ rule: RolloutRule) -> PlanContext {
        PlanContext(
            revision: "", stage: rule.stages.last ?? Stage(name: "", weight: .full),
            stageEnteredAt: Timestamp(milliseconds: 0))
    }
}

extension Comparison {
    /// What holds when this does not.
    fileprivate var opposite: Comparison {
        switch self {
        case .less: .atLeast
        case .atMost: .greater
        case .greater: .atMost
        case .atLeast: .less
        case .equal: .notEqual
        case .notEqual: .equal
        }
    }
}
