import GateModel
import GateRules

/// Compiles one gate; numerator and denominator are always asked apart, because a division in PromQL cannot tell
/// "no errors" from "no data".
struct GateQueries {
    let gate: Gate
    let writer: QueryWriter
    let over: TimeSpan
    /// Where the baseline comes from; `nil` when there is nothing to compare at this stage.
    let baseline: BaselineSource?
    /// How its evidence is gathered; `nil` for a plain gate.
    let evidence: EvidencePlan?

    func queries() throws(TemplateError) -> [Query] {
        switch gate.kind {
        case .threshold(let threshold):
            return [try writer.query(QueryName.value, threshold.query, over: over, track: writer.context.track)]
        case .events(let events):
            return [try writer.query(QueryName.value, events.query, over: over, track: writer.context.track)]
        case .availability, .latency, .conversion: break
        }
        if let evidence, !evidence.isDue { return [] }
        var queries = gate.kind.comparesTracks ? try compared() : try counted(track: writer.context.track)
        if let evidence { queries += try history(evidence) + tenantMix(evidence) }
        return queries
    }

    private var counters: CounterQueries {
        CounterQueries(writer: writer, counters: gate.kind.counters, grouping: Grouping(gate))
    }

    /// Raw samples reach back so far behind what has been counted that the last one before is among them.
    private var form: CounterForm {
        guard let evidence else { return .increase(over) }
        let span = evidence.through - evidence.after
        return evidence.counting == .exact ? .samples(span + CounterForms.lookBack) : .increase(span)
    }

    private func counted(
        prefix: String = "", track: Track, offset: TimeSpan = .zero
    ) throws(TemplateError) -> [Query] {
        try counters.queries(form, prefix: prefix, selector: writer.selector(of: track), at: writer.time - offset)
    }

    private func compared() throws(TemplateError) -> [Query] {
        let canary = QueryName.canary
        let other = QueryName.baseline
        switch baseline {
        case nil: return try counted(prefix: other, track: .baseline)
        case .stageZero: return try counted(prefix: canary, track: .canary)
        case .concurrent:
            return try counted(prefix: canary, track: .canary) + counted(prefix: other, track: .baseline)
        case .offset(let offset):
            return try counted(prefix: canary, track: .canary)
                + counted(prefix: other, track: .baseline, offset: offset)
        }
    }

    /// What the baseline did before the stage, in blocks longer than a burst lasts.
    private func history(_ evidence: EvidencePlan) throws(TemplateError) -> [Query] {
        guard let block = evidence.historyBlock else { return [] }
        return try counters.queries(
            .blocks(block, history: evidence.confidence.history), prefix: QueryName.history,
            selector: writer.selector(of: .baseline), at: writer.context.stageEnteredAt - writer.rule.queryOffset)
    }

    /// What the canary's tenants and the others did on the old version.
    private func tenantMix(_ evidence: EvidencePlan) throws(TemplateError) -> [Query] {
        guard evidence.asksTenantMix, let mix = evidence.confidence.tenantMix else { return [] }
        let time = writer.context.attemptStartedAt - writer.rule.queryOffset
        var queries: [Query] = []
        for (prefix, matchers) in [(QueryName.mixCanary, mix.canary), (QueryName.mixOthers, mix.others)] {
            let selector = writer.inScope(try writer.expression(matchers, over: mix.period, selector: ""))
            queries += try counters.queries(.increase(mix.period), prefix: prefix, selector: selector, at: time)
        }
        return queries
    }
}
