import GateModel
import GatePlots
import GateRules
import GateRuntime

/// The page of one gate: its plot, its series, and every evaluation with the queries as sent and how to ask them by hand.
struct GatePage {
    let view: RolloutView
    let gate: Gate
    let plot: GatePlot?
    /// Its verdicts, newest first.
    let verdicts: [(at: Timestamp, trace: TraceID, verdict: Verdict)]
    /// How long the newest evaluations took.
    let timings: [EvaluationTiming]
    /// How a query is asked by hand.
    let command: @Sendable (Query, TimeSpan) -> String?

    private var unit: PlotUnit { PlotUnit(gate.kind) }

    /// What stands on the page.
    var content: [Markup] {
        let title = Markup.element("h1", text: "\(gate.name) of \(view.rule.name)")
        let description =
            gate.description.isEmpty ? [] : [Markup.element("p", ["class": "lead"], text: gate.description)]
        return [title] + description + [RulePage.facts(gate), figure, series, evaluations]
    }

    private var figure: Markup {
        guard let plot else { return Markup([]) }
        return .element(
            "figure", ["class": "large"],
            [.element("figcaption", text: "Since the stage was entered"), plot.svg])
    }

    /// The series of a gate that judges each on its own, worst first.
    private var series: Markup {
        guard let series = verdicts.first?.verdict.series, !series.isEmpty else { return Markup([]) }
        let rows = series.map { series in
            [
                .element("code", text: "\(series.labels)"), ReportPage.verdict(series.outcome),
                Markup(series.value.map { unit.text($0) } ?? "–"), Markup(RolloutPage.words(series.reason)),
            ]
        }
        return PageKit.section(
            "Worst series now", [ReportPage.table(["Series", "Verdict", "Value", "Reason"], rows)])
    }

    private var evaluations: Markup {
        if verdicts.isEmpty {
            return PageKit.section("Evaluations", [.element("p", text: "The journal holds none yet.")])
        }
        let rows = verdicts.map { entry -> [Markup] in
            let verdict = entry.verdict
            let limit = verdict.threshold.map { unit.limit(verdict.comparison, $0) } ?? "–"
            return [
                PageKit.time(entry.at), RolloutPage.verdict(verdict),
                Markup(verdict.value.map { unit.text($0) } ?? "–"),
                Markup(limit), Markup(RolloutPage.words(verdict)),
                Markup("\(verdict.queries.reduce(0) { $0 + $1.seriesCount })"),
                Markup(duration(at: entry.at)), queries(entry),
            ]
        }
        let names = ["Time", "Verdict", "Value", "Limit", "Reason", "Series", "Duration", "Queries"]
        let remark =
            "Series: how many came back for all queries of the gate. Duration: until its slowest query was answered; known "
            + "for the last \(EvaluationTiming.kept) evaluations of this process."
        return PageKit.section(
            "Evaluations", [.element("p", ["class": "remark"], text: remark), ReportPage.table(names, rows)])
    }

    private func duration(at time: Timestamp) -> String {
        timings.last { $0.at == time }?.subjects[gate.name].map(PageKit.seconds) ?? "–"
    }

    private func queries(_ entry: (at: Timestamp, trace: TraceID, verdict: Verdict)) -> Markup {
        let count = NumberText.events(Double(entry.verdict.queries.count), "query").replacing("querys", with: "queries")
        let items = entry.verdict.queries.map { evidence -> Markup in
            let answer =
                evidence.failure ?? "\(evidence.seriesCount) series" + (evidence.value.map { ", value \($0)" } ?? "")
            let command = command(evidence.query, view.rule.queryTimeout).map {
                [Markup.element("p", text: "Ask it by hand:"), .element("pre", ["tabindex": "0"], text: $0)]
            }
            return .element(
                "li", [:],
                [
                    .element("strong", text: evidence.query.name),
                    Markup(": \(answer), asked at \(evidence.query.time)"),
                    .element("pre", ["tabindex": "0"], text: evidence.query.expression),
                ] + (command ?? []))
        }
        return .element(
            "details", [:],
            [
                .element("summary", text: count), .element("ul", ["class": "queries"], items),
                .element("p", [:], [Markup("Trace id "), .element("code", text: entry.trace.text)]),
            ])
    }
}
