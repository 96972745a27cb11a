import GateModel
import GateRules

/// Compiles one gate; numerator and denominator are always asked apart, because a division in PromQL cannot tell
/// "no errors" from "no data".
struct GateQueries {
    let writer: QueryWriter
    let over: TimeSpan
    /// Where the baseline comes from; `nil` when there is nothing to compare at this stage.
    let baseline: BaselineSource?

    func queries(_ kind: GateKind) throws(TemplateError) -> [Query] {
        let track = writer.context.track
        switch kind {
        case .availability(let availability):
            let counting = availability.counting
            return [
                try writer.query(counting.name, counting.query, over: over, track: track),
                try writer.query(QueryName.total, availability.total, over: over, track: track),
            ]
        case .latency(let latency):
            return [try writer.query(QueryName.histogram, latency.histogram, over: over, track: track)]
        case .conversion(let conversion): return try queries(conversion)
        case .threshold(let threshold):
            return [try writer.query(QueryName.value, threshold.query, over: over, track: track)]
        case .events(let events):
            return [try writer.query(QueryName.value, events.query, over: over, track: track)]
        }
    }

    private func queries(_ conversion: Conversion) throws(TemplateError) -> [Query] {
        switch baseline {
        case nil: try baselineQueries(conversion, offset: .zero)
        case .stageZero: try canaryQueries(conversion)
        case .concurrent: try canaryQueries(conversion) + baselineQueries(conversion, offset: .zero)
        case .offset(let offset): try canaryQueries(conversion) + baselineQueries(conversion, offset: offset)
        }
    }

    private func canaryQueries(_ conversion: Conversion) throws(TemplateError) -> [Query] {
        [
            try writer.query(QueryName.canaryNumerator, conversion.numerator, over: over, track: .canary),
            try writer.query(QueryName.canaryDenominator, conversion.denominator, over: over, track: .canary),
        ]
    }

    private func baselineQueries(_ conversion: Conversion, offset: TimeSpan) throws(TemplateError) -> [Query] {
        [
            try writer.query(
                QueryName.baselineNumerator, conversion.numerator, over: over, track: .baseline, offset: offset),
            try writer.query(
                QueryName.baselineDenominator, conversion.denominator, over: over, track: .baseline, offset: offset),
        ]
    }
}
