import GateModel
import GatePlots
import GateRules
import GateRuntime

/// What each gate came to, against what, and how sure that is.
extension RolloutPage {
    /// How many gates there are of each kind; those that are not green by name.
    var gateCounts: Markup {
        guard let evaluation = view.evaluation else {
            return .element("p", text: "\(NumberText.events(Double(rule.gates.count), "gate")), not evaluated yet.")
        }
        let present = rule.gates.filter { applies($0) }
        let counts = [Outcome.pass, .fail, .inconclusive, .error].compactMap { outcome -> Markup? in
            let names = present.filter { gate in
                evaluation.gates.contains { $0.subject == gate.name && $0.outcome == outcome && !$0.isCollecting }
            }.map(\.name)
            if names.isEmpty { return nil }
            let list =
                outcome == .pass ? "" : " (\(names.prefix(5).joined(separator: ", "))\(names.count > 5 ? ", …" : ""))"
            return .element(
                "span", ["class": "count"],
                [Markup("\(names.count) "), ReportPage.verdict(outcome), Markup(list)])
        }
        let time = Markup.element("span", ["class": "soft"], [Markup("at "), PageKit.time(evaluation.at)])
        return .element("p", ["class": "counts"], counts + [time])
    }

    /// One gate.
    func gate(_ index: Int) -> Markup {
        let gate = rule.gates[index]
        let verdict = view.evaluation?.gates.first { $0.subject == gate.name }
        let heading = Markup.element(
            "div", ["class": "gate-head"],
            [
                .element("h3", [:], [PageKit.link(PageKit.path(rule.name, "gates", gate.name), gate.name)]),
                applies(gate)
                    ? Self.verdict(verdict) : .element("span", ["class": "soft"], text: "not judged at this stage"),
            ])
        let description =
            gate.description.isEmpty ? [] : [Markup.element("p", ["class": "soft"], text: gate.description)]
        guard let verdict else { return Markup([heading] + description) }
        return Markup(
            [heading] + description + [.element("p", text: Self.words(verdict)), facts(gate, verdict)]
                + certainty(verdict))
    }

    /// What a verdict says in a sentence.
    static func words(_ verdict: Verdict) -> String {
        let reason = Self.words(verdict.reason)
        guard !verdict.summary.isEmpty else { return reason }
        let isPlain = [.withinThreshold, .beyondThreshold, .notProven].contains(verdict.reason)
        return isPlain || verdict.summary.contains(reason) ? verdict.summary : "\(verdict.summary): \(reason)"
    }

    static func verdict(_ verdict: Verdict?) -> Markup {
        guard let verdict else { return .element("span", ["class": "soft"], text: "○ not evaluated yet") }
        if verdict.isCollecting { return .element("span", ["class": "verdict soft"], text: "… collects its baseline") }
        return ReportPage.verdict(verdict.outcome)
    }

    private func applies(_ gate: Gate) -> Bool {
        guard let stage = rule.stages.first(where: { $0.name == attempt?.visit.stage }) else { return true }
        return gate.applies(to: stage)
    }

    private func facts(_ gate: Gate, _ verdict: Verdict) -> Markup {
        let unit = PlotUnit(gate.kind)
        let memory = attempt?.gates.first { $0.gate == gate.name }
        let worst = verdict.series.first.map { series in
            "\(series.labels): \(series.outcome.rawValue)" + (series.value.map { " at \(unit.text($0))" } ?? "")
        }
        return PageKit.facts([
            ("Value", verdict.value.map { Markup(unit.text($0)) }),
            ("Limit", verdict.threshold.map { Markup(unit.limit(verdict.comparison, $0)) }),
            ("Margin", verdict.margin.map { Markup(Self.margin($0, unit)) }),
            ("Events", verdict.events.map { Markup(NumberText.count($0)) }),
            ("Failing since", memory?.failingSince.map { Self.run($0, of: gate.failFor, memory?.lastFailAt) }),
            ("Undecided since", memory?.blindSince.map(PageKit.time)),
            ("Worst series", worst.map { Markup($0) }),
            ("Warnings", verdict.warnings.first.map { Markup($0) }),
        ])
    }

    /// How far a value is from its limit, with its sign in words.
    private static func margin(_ margin: Double, _ unit: PlotUnit) -> String {
        let size =
            unit == .ratio
            ? "\(NumberText.number(abs(margin) * 100, digits: 3)) points" : unit.text(abs(margin), digits: 4)
        return margin == 0 ? "none" : "\(size) \(margin > 0 ? "to spare" : "too much")"
    }

    /// Since when it fails, and how much of the time that takes the rollout back.
    private static func run(_ since: Timestamp, of limit: TimeSpan, _ last: Timestamp?) -> Markup {
        Markup([
            PageKit.time(since),
            Markup(", \(PageKit.text((last ?? since) - since)) of \(limit) until it is taken back"),
        ])
    }

    private func certainty(_ verdict: Verdict) -> [Markup] {
        guard let certainty = verdict.certainty.map(API.Certainty.init) else { return [] }
        let lines = CertaintyText.lines(certainty)
        if lines.isEmpty { return [] }
        return [.element("p", ["class": "certainty"], text: lines.joined(separator: "; "))]
    }
}

/// The closed set of reasons in words.
extension RolloutPage {
    static func words(_ reason: Reason) -> String {
        switch reason {
        case .withinThreshold: "the value is within the limit"
        case .beyondThreshold: "the value is beyond the limit"
        case .noData: "no data came back"
        case .notANumber: "the value is not a number"
        case .infinite: "the value is infinite"
        case .tooFewEvents: "too few events to judge by"
        case .notProven: "it is not proven yet either way"
        case .tooManySeries: "more series came back than the gate can take"
        case .partialData: "the source said that parts of the data are missing"
        case .stale: "the data is too old"
        case .queryRejected: "the source refused the query"
        case .sourceUnavailable: "the source did not answer in time"
        case .badResponse: "the answer of the source could not be understood"
        }
    }
}
