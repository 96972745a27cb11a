import GateModel
import GateRules

extension RolloutLint {
    /// Gates that decide on too little, or cannot decide.
    mutating func checkGates() {
        for (index, gate) in rule.gates.enumerated() {
            let place = self.place["gates"][index]
            if gate.confidence == nil {
                checkEvents(of: gate, place)
                checkRange(of: gate, place)
            } else {
                checkWindows(of: gate, place)
            }
            checkLength(of: gate, place)
            checkBlindness(of: gate, place)
            checkUnit(of: gate, place)
            checkQueries(of: gate, place)
        }
    }

    /// Fewer events than it takes for one of them to be within the limit.
    private mutating func checkEvents(of gate: Gate, _ place: RulePlace) {
        let events = max(1, gate.minEvents)
        switch gate.kind {
        case .availability(let availability):
            guard let need = Self.eventsNeeded(events, allowed: 1 - availability.objective) else { return }
            report(
                .minEventsTooFew, at: place["min_events"],
                "one bad event of \(NumberText.count(events)) is \(NumberText.percent(1 / events)), more than the "
                    + "\(NumberText.percent(1 - availability.objective)) the objective allows",
                hint: "use `min_events: \(need)` at least, or `confidence`")
        case .latency(let latency):
            guard let need = Self.eventsNeeded(events, allowed: 1 - latency.quantile) else { return }
            report(
                .minEventsTooFew, at: place["min_events"],
                "the \(NumberText.quantile(latency.quantile)) of \(NumberText.count(events)) requests is the slowest of them",
                hint: "use `min_events: \(need)` at least, or `confidence`")
        case .conversion(let conversion):
            guard case .absolute(let margin) = conversion.margin,
                let need = Self.eventsNeeded(events, allowed: margin)
            else { return }
            report(
                .minEventsTooFew, at: place["min_events"],
                "one event of \(NumberText.count(events)) moves the ratio by \(NumberText.percent(1 / events)), more than "
                    + "the margin of \(NumberText.percent(margin))",
                hint: "use `min_events: \(need)` at least, or `confidence`")
        case .threshold, .events: return
        }
    }

    /// The events it takes for one of them to be at most the share that is allowed; `nil` when there are so many.
    static func eventsNeeded(_ events: Double, allowed: Double) -> Int? {
        // 1 − 0.99 is a little more than 0.01: what is that near is not fewer.
        guard events * allowed < 1 - 1e-9 else { return nil }
        return Int(exactly: (1 / allowed - 1e-6).rounded(.up)) ?? .max
    }

    /// A range that a stage cannot fill.
    private mutating func checkRange(of gate: Gate, _ place: RulePlace) {
        guard case .sliding(let over) = gate.over, uses(.over, gate.kind) else { return }
        let short = canaryStages.filter { gate.applies(to: $0) && $0.window < over }
        reportRange(over, short, at: place["over"])
    }

    mutating func reportRange(_ over: TimeSpan, _ short: [Stage], at place: RulePlace) {
        guard let shortest = short.min(by: { $0.window < $1.window }) else { return }
        report(
            .rangeLongerThanWindow, at: place,
            "the range \(over) is longer than the window of \(Self.list(short.map(\.name))), at least \(shortest.window)",
            hint: "lengthen the window, use a range of at most \(shortest.window), or `over: stage`")
    }

    private func uses(_ placeholder: QueryTemplate.Placeholder, _ kind: GateKind) -> Bool {
        QueryPart.all(of: kind).contains { part in
            QueryTemplate(part.text)?.uses(placeholder) == true || CounterSelector.isBare(part.text)
        }
    }

    /// Windows in which a gate with confidence counts nothing.
    private mutating func checkWindows(of gate: Gate, _ place: RulePlace) {
        guard let confidence = gate.confidence else { return }
        let isExact = QueryPart.all(of: gate.kind).allSatisfy { CounterSelector.isBare($0.text) }
        let counted: TimeSpan
        if isExact {
            counted = rule.scrapeInterval * 2
        } else if case .sliding(let over) = gate.over {
            counted = over
        } else {
            return
        }
        let short = rule.stages.filter { stage in
            guard gate.applies(to: stage), !gate.onlyCollects(at: stage) else { return false }
            var whole = stage.window
            if case .extend(let limit) = confidence.undecided { whole = max(whole, limit) }
            return whole < confidence.warmUp + counted
        }
        guard !short.isEmpty else { return }
        let warmUp = confidence.warmUp > .zero ? " after a warm-up of \(confidence.warmUp)" : ""
        report(
            .windowTooShort, at: place["confidence"],
            "the window of \(Self.list(short.map(\.name))) is over before a first count of \(counted)\(warmUp)",
            hint: "use windows of at least \(confidence.warmUp + counted), better many times that")
    }

    private mutating func checkLength(of gate: Gate, _ place: RulePlace) {
        guard place["for"].isThere, gate.confidence == nil, gate.failFor < rule.interval * 2 else { return }
        // A count that may not be exceeded is a safety matter: one look has to be enough.
        if case .events = gate.kind, gate.failFor == .zero { return }
        report(
            .forTooShort, at: place["for"],
            "the `for` of \(gate.failFor) is shorter than two intervals of \(rule.interval): one bad moment takes the "
                + "rollout back",
            hint: "use at least \(rule.interval * 2), or `confidence`, with which a failure is proven")
    }

    private mutating func checkBlindness(of gate: Gate, _ place: RulePlace) {
        let policies = [
            ("on_no_data", gate.blindness.onNoData), ("on_nan", gate.blindness.onNaN),
            ("on_error", gate.blindness.onError), ("on_partial", gate.blindness.onPartial),
        ]
        for (key, policy) in policies where policy == .pass {
            report(
                .missingDataPasses, at: place[key], "with `\(key): pass` evidence that is missing or broken promotes",
                hint: "`hold` waits for data, `fail` takes the rollout back")
        }
    }

    /// Seconds and milliseconds taken for each other.
    private mutating func checkUnit(of gate: Gate, _ place: RulePlace) {
        guard case .latency(let latency) = gate.kind else { return }
        let place = place["latency"]["target"]
        let isDuration = place.text.map { NumberSyntax.number($0) == nil } ?? false
        let names = PromQLText(latency.histogram).selectors.compactMap(\.metric)
        // The first word says what is counted, and the others in which unit.
        let words = names.flatMap { $0.split(separator: "_", omittingEmptySubsequences: false).dropFirst() }
        func isNamed(_ units: [String]) -> Bool { words.contains { units.contains(String($0)) } }
        if isDuration, isNamed(["milliseconds", "ms", "millis"]) {
            report(
                .targetUnit, at: place,
                "the target is \(NumberText.number(latency.target)) in seconds, and the histogram counts milliseconds",
                hint: "write a bare number, in the histogram's unit")
        } else if !isDuration, latency.target >= 60, isNamed(["seconds"]) {
            report(
                .targetUnit, at: place,
                "the target of \(NumberText.number(latency.target)) is in the histogram's unit, which is seconds",
                hint: "write a duration: `\(NumberText.number(latency.target, digits: 9))ms`")
        }
    }
}
