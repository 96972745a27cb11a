import GateModel
import GatePlots

/// The record of each visit to a stage.
extension ReportPage {
    var visits: [Markup] {
        report.visits.enumerated().flatMap { index, visit in
            let figures = index < figures.count ? figures[index] : []
            return Self.section(
                "\(index + 1). Stage \(visit.stage), \(visit.weightPercent) %",
                [Self.record(visit), Self.notes(visit.notes), gates(visit)] + Self.certainty(visit)
                    + Self.plots(figures))
        }
    }

    /// The fields of the protocol's §8.
    private static func record(_ visit: API.Visit) -> Markup {
        list([
            ("Stage", visit.stage), ("Start (UTC)", time(visit.enteredAt)),
            ("End (UTC)", visit.leftAt.map(time) ?? "open"),
            ("Decision", visit.decision?.rawValue.replacing("_", with: " ") ?? "none yet"),
            ("Decision owner", visit.owner ?? "–"), ("Reason", visit.reason ?? "–"),
            ("Trace id", visit.traceID ?? "–"), ("Incident notes", visit.notes.isEmpty ? "none" : "see below"),
        ])
    }

    private static func notes(_ notes: [String]) -> Markup {
        if notes.isEmpty { return Markup([]) }
        return .element("ol", ["class": "notes"], notes.map { .element("li", text: $0) })
    }

    private func gates(_ visit: API.Visit) -> Markup {
        if visit.gates.isEmpty { return .element("p", text: "No gate was judged.") }
        let rows = visit.gates.map { gate -> [Markup] in
            let unit = units[gate.name] ?? .number
            let limit = gate.threshold.map { unit.limit(gate.comparison, $0) } ?? "–"
            return [
                Markup(gate.name), gate.collecting ? Markup("collects its baseline") : Self.verdict(gate.verdict),
                Markup(gate.reason.rawValue.replacing("_", with: " ")), Markup(gate.value.map { unit.text($0) } ?? "–"),
                Markup(limit), Markup(gate.events.map { NumberText.count($0) } ?? "–"),
            ]
        }
        return Self.table(["Gate", "Verdict", "Reason", "Value", "Limit", "Events"], rows)
    }

    /// How sure it is of each gate with confidence, and of all of them together.
    private static func certainty(_ visit: API.Visit) -> [Markup] {
        guard let found = visit.provenWorse else { return [] }
        let facts = visit.gates.compactMap { gate in
            gate.certainty.map { (name: gate.name, value: CertaintyText.lines($0).joined(separator: "; ")) }
        }
        return [.element("h3", text: "How sure"), list(facts), .element("p", text: CertaintyText.sentence(found))]
    }

    private static func plots(_ figures: [VisitFigure]) -> [Markup] {
        if figures.isEmpty { return [] }
        let legend =
            "In the plots: dashed, the limit; shaded, the time that had to be green; ✕ fail, ○ undecided, △ could not be "
            + "asked, below the plot where there is no value. The line is broken where nothing is known."
        let plots = figures.map { figure in
            Markup.element(
                "figure", [:],
                [.element("figcaption", text: figure.caption), figure.plot.svg]
                    + (figure.remark.map { [.element("p", ["class": "remark"], text: $0)] } ?? []))
        }
        return [.element("p", ["class": "remark"], text: legend), .element("div", ["class": "plots"], plots)]
    }
}
