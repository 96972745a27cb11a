import GateHTTP
import GateModel
import GatePlots
import GateReplay
import GateRules

/// A replay as one HTML page that needs nothing else: no script, no font, no image from elsewhere.
struct ReplayPage {
    let report: ReplayReport

    /// The whole document.
    var text: String {
        let title = "Replay: \(report.rollout)"
        let content = [Markup.element("h1", text: title), facts] + comparison + report.variants.flatMap(sections)
        return StandalonePage.text(title: title, content)
    }

    private var facts: Markup {
        Self.list([
            ("From", Self.time(report.from)), ("To", Self.time(report.through)),
            ("Evaluated", "every \(report.interval)"),
            (
                "Known to have been good",
                report.good.map { "\(Self.time($0.lowerBound)) to \(Self.time($0.upperBound))" }
                    .joined(separator: ", ")
            ),
        ])
    }

    /// The figures of all variants side by side.
    private var comparison: [Markup] {
        let rows: [(String, (ReplaySummary) -> String)] = [
            ("Evaluations", { NumberText.count(Double($0.evaluations)) }), ("Attempts", { "\($0.attempts)" }),
            ("Completed", { "\($0.completed)" }), ("Promotions", { "\($0.promotions)" }), ("Stops", { "\($0.stops)" }),
            ("Rollbacks", { "\($0.rollbacks)" }),
            ("False stops", { $0.falseStops.map { "\($0)" } ?? "not known" }),
            (
                "Time to stop: shortest, middle, longest",
                { $0.timeToStop.map { "\($0.shortest), \($0.middle), \($0.longest)" } ?? "no stop" }
            ),
            ("No gate could be judged", { "\($0.gapTime)" }),
        ]
        let gates = report.variants.first?.timeline.gates.map(\.name) ?? []
        let red = gates.map { gate in
            ("\(gate) red", { (summary: ReplaySummary) in "\(summary.timeRed[gate] ?? .zero)" })
        }
        let table = Self.table(
            [""] + report.variants.map(\.name),
            (rows + red).map { name, value in [name] + report.variants.map { value($0.summary) } })
        return [Self.section("Figures", [table])]
    }

    private func sections(_ variant: ReplayReport.Variant) -> [Markup] {
        let name = report.variants.count > 1 ? ": \(variant.name)" : ""
        let timeline = variant.timeline
        let stops = timeline.stops.map { stop in
            let decision = stop.decision
            return [
                Self.time(decision.at), "\(decision.attempt)", decision.kind.rawValue.replacing("_", with: " "),
                decision.cause, "\(decision.fromStage) to \(decision.toStage)", Self.time(stop.firstBreachAt),
                "\(stop.timeToStop)", report.good.isEmpty ? "" : stop.isFalse(report.good) ? "false" : "",
                stop.overAt.map(Self.time) ?? "", decision.reason,
            ]
        }
        let decisions = timeline.decisions.map { decision in
            [
                Self.time(decision.at), "\(decision.attempt)", decision.kind.rawValue.replacing("_", with: " "),
                "\(decision.fromStage) to \(decision.toStage)", "\(decision.toWeight)", decision.cause, decision.owner,
            ]
        }
        let gaps = timeline.gaps.map { gap in
            [Self.time(gap.from), Self.time(gap.through), "\(gap.count)", gap.reason.rawValue]
        }
        return [
            Self.section("Gates\(name)", [.element("div", ["class": "plots"], figures(timeline))]),
            stops.isEmpty
                ? Markup([])
                : Self.section(
                    "Stops and rollbacks\(name)",
                    [
                        Self.table(
                            [
                                "At", "Attempt", "Decision", "Cause", "Stages", "First breach", "Time to stop", "False",
                                "Over", "Reason",
                            ], stops)
                    ]),
            gaps.isEmpty
                ? Markup([])
                : Self.section("Gaps\(name)", [Self.table(["From", "To", "Evaluations", "Reason"], gaps)]),
            Self.section(
                "Decisions\(name)",
                [Self.table(["At", "Attempt", "Decision", "Stages", "Weight", "Cause", "By"], decisions)]),
        ]
    }

    /// One plot a gate.
    private func figures(_ timeline: Timeline) -> [Markup] {
        timeline.gates.map { gate in
            let failed = NumberText.events(Double(gate.count(.fail)), "failure")
            let plot = GatePlot(
                label: "\(gate.name) over time: \(failed)", points: gate.points, comparison: gate.comparison,
                unit: PlotUnit(timeline.rule.gate(named: gate.name)?.kind), from: report.from, through: report.through,
                longestStep: gate.longestStep)
            let remark =
                "red for \(gate.timeRed), undecided for \(gate.timeUndecided); of the evaluations the plot keeps the "
                + "extremes"
            return .element(
                "figure", [:],
                [
                    .element("figcaption", text: gate.name), plot.svg,
                    .element("p", ["class": "remark"], text: remark),
                ])
        }
    }
}

// MARK: Building blocks

extension ReplayPage {
    private static func section(_ title: String, _ content: [Markup]) -> Markup {
        .element("section", [:], [.element("h2", text: title)] + content)
    }

    private static func list(_ facts: [(name: String, value: String)]) -> Markup {
        let items = facts.filter { !$0.value.isEmpty }.map { fact in
            Markup.element("div", [:], [.element("dt", text: fact.name), .element("dd", text: fact.value)])
        }
        return .element("dl", [:], items)
    }

    private static func table(_ names: [String], _ rows: [[String]]) -> Markup {
        let head = Markup.element("tr", [:], names.map { .element("th", ["scope": "col"], text: $0) })
        let body = rows.map { row in Markup.element("tr", [:], row.map { .element("td", text: $0) }) }
        let table = Markup.element("table", [:], [.element("thead", [:], [head]), .element("tbody", [:], body)])
        return .element("div", ["class": "wide", "tabindex": "0"], [table])
    }

    private static func time(_ time: Timestamp) -> String {
        let text = time.description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }
}
