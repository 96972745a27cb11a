import GateModel

/// What must be right between a gate's confidence and what stands beside it.
enum ConfidenceValidation {
    /// Samples a range needs at least, so that what `increase()` adds at both its ends does not count as evidence.
    ///
    /// - Source: `statistics.md` §6.2: evidence inflation.
    private static let samplesInRange: Int64 = 10
    /// Blocks without which nothing can be said about the noise of the baseline.
    private static let blocksInHistory: Int64 = 10

    /// What must be right between the keys of a confidence, the gate's kind and its stages.
    static func check(
        _ confidence: Confidence, of kind: GateKind?, at stages: [Stage], block: TimeSpan?, _ keys: MappingDecoder
    ) {
        if keys.has("tenant_mix"), let kind, !kind.comparesTracks {
            keys.context.report(
                "`tenant_mix` has no meaning for the kind \(kind.name)", at: keys.keyPosition(of: "tenant_mix"),
                hint: "leave it out: only a comparison with the baseline depends on who the tenants are")
        }
        if case .extend(let limit) = confidence.undecided { check(limit, at: stages, keys) }
        if let shortest = stages.min(by: { $0.window < $1.window }), confidence.warmUp >= shortest.window {
            keys.report(
                "the warm-up \(confidence.warmUp) leaves nothing of the window \(shortest.window) of `\(shortest.name)`",
                at: "warm_up", hint: "make it shorter than the shortest window")
        }
        guard let block, confidence.history > .zero, confidence.history < block * blocksInHistory else { return }
        keys.report(
            "the history \(confidence.history) is shorter than \(blocksInHistory) blocks of \(block)", at: "history",
            hint: "use at least \(block * blocksInHistory), or 0s for no history")
    }

    private static func check(_ limit: TimeSpan, at stages: [Stage], _ keys: MappingDecoder) {
        guard let longest = stages.max(by: { $0.window < $1.window }), limit <= longest.window else { return }
        keys.report(
            "`extend_to` \(limit) is not longer than the window \(longest.window) of `\(longest.name)`",
            at: "undecided", hint: "it is the whole time the stage may take, its window included")
    }

    /// What must be right between `confidence` and the other keys of its gate.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - queries: What it counts with, and where that stands.
    ///   - surroundings: What its rollout says.
    ///   - keys: The gate's keys.
    static func check(
        _ gate: Gate, counting queries: [Located<String>], in surroundings: GateSurroundings, _ keys: MappingDecoder
    ) {
        let forms = queries.map { (query: $0, form: CountingForm($0.value)) }
        for (query, form) in forms where form == .other {
            keys.context.report(
                "the query is neither a plain selector nor uses `{{ over }}`", at: query.position,
                hint: "with `confidence` write x_total{ {{ track }} } to count exactly, or increase(…[{{ over }}])")
        }
        let counting = forms.filter { $0.form != .other }
        guard let first = counting.first else { return }
        if let odd = counting.first(where: { $0.form != first.form }) {
            keys.context.report(
                "one query of the gate is a plain selector and another uses `{{ over }}`", at: odd.query.position,
                hint: "with `confidence` events and total have to be counted in the same way")
        } else if first.form == .selector {
            refuseRange(keys)
        } else {
            checkRange(of: gate, surroundings.scrapeInterval, keys)
        }
    }

    private static func refuseRange(_ keys: MappingDecoder) {
        guard keys.has("over") else { return }
        keys.context.report(
            "`over` has no meaning for plain selectors with `confidence`", at: keys.keyPosition(of: "over"),
            hint: "leave it out: everything since the stage was entered is counted")
    }

    private static func checkRange(of gate: Gate, _ scrapeInterval: TimeSpan?, _ keys: MappingDecoder) {
        guard case .sliding(let over) = gate.over else {
            keys.report(
                "`over: stage` and `confidence` exclude each other", at: "over",
                hint: "everything since the stage was entered is counted anyway, range by range")
            return
        }
        guard let scrapeInterval, !keys.wasRefused("over"), over < scrapeInterval * samplesInRange else { return }
        let needed = scrapeInterval * samplesInRange
        keys.report(
            "the range \(over) is shorter than \(samplesInRange) scrape intervals of \(scrapeInterval)",
            at: keys.has("over") ? "over" : "confidence",
            hint: "use `over: \(needed)`, correct `scrape_interval`, or write plain selectors to count exactly")
    }
}

/// How a gate's query counts.
private enum CountingForm {
    /// It names counters, whose samples can be read.
    case selector
    /// It asks for a range.
    case range
    /// Neither.
    case other

    init(_ template: String) {
        if CounterSelector.isBare(template) {
            self = .selector
        } else {
            self = QueryTemplate(template)?.uses(.over) == true ? .range : .other
        }
    }
}
