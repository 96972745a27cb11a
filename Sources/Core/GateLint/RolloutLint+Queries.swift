import GateModel
import GateRules

extension RolloutLint {
    /// What a query is for, as far as it matters here.
    private struct Use {
        /// What `{{ over }}` stands for at most; `nil` when that depends on the stage.
        var over: TimeSpan?
        /// Where that is said.
        var overPlace: RulePlace
        /// Whether the product writes the range around a bare selector.
        var wrapsSelectors = false
        /// Whether the range is cut at the entry into a stage.
        var isCut = true
        /// Whether an empty answer means something else than no data.
        var mayBeEmpty = false
        /// Whether a division of two gauges is the point of it.
        var isValue = false
        /// Stages in which it is asked.
        var stages: [Stage]
    }

    mutating func checkQueries(of gate: Gate, _ place: RulePlace) {
        var use = Use(overPlace: place["over"], stages: canaryStages.filter { gate.applies(to: $0) })
        if case .sliding(let over) = gate.over { use.over = over }
        use.wrapsSelectors = gate.confidence == nil
        if case .threshold = gate.kind { use.isValue = true }
        for part in QueryPart.all(of: gate.kind) {
            let query = PromQLText(part.text)
            check(part, query, part.place(below: place), use)
            checkQuantile(query, part.place(below: place), gate.kind)
        }
    }

    mutating func checkQueries(of stopRule: StopRule, _ place: RulePlace) {
        var use = Use(overPlace: place[stopRule.kind.name]["over"], stages: canaryStages)
        switch stopRule.kind {
        case .spikes(let spikes):
            use.over = spikes.over
            use.wrapsSelectors = true
        case .expression(let expression):
            use.over = expression.over
            use.isCut = false
            use.mayBeEmpty = true
            use.isValue = true
        case .breach, .burnRate, .incident: return
        }
        for part in QueryPart.all(of: stopRule.kind) {
            check(part, PromQLText(part.text), part.place(below: place), use)
        }
    }

    private mutating func check(_ part: QueryPart, _ query: PromQLText, _ place: RulePlace, _ use: Use) {
        let ranges = query.ranges
        let counts = ranges.contains { Self.needsTwoSamples($0.function) }
        if let division = query.divisions.first, !use.isValue || counts {
            report(
                .queryDivides, at: place, offset: division,
                "the query divides: nobody can tell whether there were no events or no data",
                hint: "ask for both in an availability or conversion gate, which divides itself")
        }
        if let filter = query.filters.first, !use.mayBeEmpty {
            report(
                .queryCompares, at: place, offset: filter,
                "the comparison drops every series that does not compare, as if there were no data",
                hint: "leave the comparison to the gate, or write `bool` behind the sign")
        }
        // No bad events beside a live total are none anyway.
        let isTotal = part.keys.last == "total" || part.keys.last == "denominator" || part.keys.last == "query"
        if let filling = query.fillings.first, isTotal, !use.mayBeEmpty {
            report(
                .queryFillsGaps, at: place, offset: filling,
                "where there is no data the query says so many all the same: nobody sees that the source lost it",
                hint: "leave it out: the gate knows what no data is")
        }
        for range in ranges { check(range, place, use) }
        if use.wrapsSelectors, ranges.isEmpty, CounterSelector.isBare(part.text), let over = use.over {
            checkSamples(in: over, at: use.overPlace, offset: nil)
        }
    }

    private mutating func check(_ range: PromQLText.Range, _ place: RulePlace, _ use: Use) {
        // A subquery makes its own points, and it is a range of what the inner one already looks at.
        if range.text.contains(":") { return }
        if range.text.contains("{{") {
            guard let over = use.over, Self.needsTwoSamples(range.function) else { return }
            let isSaid = use.overPlace.isThere
            return checkSamples(
                in: over, at: isSaid ? use.overPlace : place, offset: isSaid ? nil : range.offset)
        }
        guard let length = TimeSpan(prometheusDuration: range.text.filter { !$0.isWhitespace }) else { return }
        if Self.needsTwoSamples(range.function) {
            checkSamples(in: length, at: place, offset: range.offset)
        }
        guard use.isCut else { return }
        report(
            .fixedRange, at: place, offset: range.offset,
            "the range \(length) is not cut at the entry into a stage: it brings the past of the stage before along",
            hint: "write [{{ over }}]")
        guard let shortest = use.stages.min(by: { $0.window < $1.window }), shortest.window < length else { return }
        report(
            .rangeLongerThanWindow, at: place, offset: range.offset,
            "the range \(length) is longer than the window \(shortest.window) of `\(shortest.name)`",
            hint: "use a range of at most \(shortest.window), or a longer window")
    }

    private mutating func checkSamples(in length: TimeSpan, at place: RulePlace, offset: Int?) {
        let every = max(rule.scrapeInterval, surroundings.samplesEvery ?? .zero)
        guard length < every * 2 else { return }
        let isDefault = every == rule.scrapeInterval && !self.place["scrape_interval"].isThere
        let origin = isDefault ? ", which is the default of `scrape_interval`" : ""
        report(
            .rangeTooShort, at: place, offset: offset,
            "the range \(length) holds fewer than two samples \(every) apart\(origin)",
            hint: "use at least \(every * 2), or say in `scrape_interval` how often samples come")
    }

    private mutating func checkQuantile(_ query: PromQLText, _ place: RulePlace, _ kind: GateKind) {
        let isLatency: Bool
        switch kind {
        case .latency: isLatency = true
        case .threshold: isLatency = false
        case .availability, .conversion, .events: return
        }
        guard let offset = query.offset(ofWord: "histogram_quantile") else { return }
        report(
            .histogramQuantile, at: place, offset: offset,
            isLatency
                ? "a latency gate wants the histogram itself, and computes the quantile from it"
                : "the quantile is at most the largest finite bucket, and nobody asks how many requests it rests on",
            hint: isLatency
                ? "sum by (le) (increase(…_bucket{ {{ track }} }[{{ over }}]))"
                : "use a latency gate: histogram, quantile and target")
    }

    /// Functions that say nothing of a single sample.
    private static func needsTwoSamples(_ function: String?) -> Bool {
        function.map(functionsOfTwo.contains) ?? false
    }

    private static let functionsOfTwo: Set = [
        "rate", "increase", "irate", "delta", "idelta", "deriv", "predict_linear", "changes", "resets",
        "double_exponential_smoothing", "holt_winters",
    ]
}
