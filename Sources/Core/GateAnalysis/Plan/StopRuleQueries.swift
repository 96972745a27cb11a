import GateModel
import GateRules

/// Compiles one stop rule that measures something itself.
struct StopRuleQueries {
    /// The queries of a stop rule and the range they look at.
    struct Planned {
        var queries: [Query]
        var range: TimeSpan
        var problem: String?
    }

    let writer: QueryWriter

    /// The range a stop rule looks at.
    func range(of kind: StopRuleKind) -> TimeSpan {
        switch kind {
        case .burnRate(let burnRate): writer.sliding(burnRate.short)
        case .spikes(let spikes): writer.sliding(spikes.over)
        case .expression(let expression): expression.over
        case .breach, .incident: .zero
        }
    }

    func plan(_ kind: StopRuleKind) -> Planned {
        switch kind {
        case .burnRate(let burnRate): plan(burnRate)
        case .spikes(let spikes):
            planned(over: writer.sliding(spikes.over)) { over throws(TemplateError) in
                try counted(
                    [
                        Counter(name: QueryName.bad, query: spikes.bad),
                        Counter(name: QueryName.total, query: spikes.total),
                    ], over)
            }
        case .expression(let expression):
            // Not cut at the entry into the stage: a counter's step between the last scrape before the entry and the
            // entry itself is visible only in a range that reaches back past it, and a safety condition must not lose
            // it.
            planned(over: expression.over) { over throws(TemplateError) in
                [try query(QueryName.value, expression.query, over)]
            }
        case .breach, .incident: Planned(queries: [], range: .zero)
        }
    }

    private func plan(_ burnRate: BurnRate) -> Planned {
        guard case .availability(let availability)? = writer.rule.gate(named: burnRate.gate)?.kind else {
            return Planned(
                queries: [], range: burnRate.short,
                problem: "the burn rate needs the availability gate \(burnRate.gate), which the rule does not have")
        }
        // Only the short range is cut at the entry into the stage. It alone keeps the errors of a stage that was left
        // from firing again; the long one tells a moment's errors after an entry from a budget that is being spent.
        return planned(over: writer.sliding(burnRate.short)) { short throws(TemplateError) in
            try counted(availability.counters, prefix: QueryName.long, burnRate.long)
                + counted(availability.counters, prefix: QueryName.short, short)
        }
    }

    private func counted(
        _ counters: [Counter], prefix: String = "", _ over: TimeSpan
    ) throws(TemplateError) -> [Query] {
        try CounterQueries(writer: writer, counters: counters).queries(
            .increase(over), prefix: prefix, selector: writer.selector(of: writer.context.track), at: writer.time)
    }

    private func query(_ name: String, _ template: String, _ over: TimeSpan) throws(TemplateError) -> Query {
        try writer.query(name, template, over: over, track: writer.context.track)
    }

    private func planned(over: TimeSpan, _ make: (TimeSpan) throws(TemplateError) -> [Query]) -> Planned {
        let queries = Result { () throws(TemplateError) in try make(over) }
        return Planned(queries: queries.orNone, range: over, problem: queries.problem(in: writer.rule))
    }
}
