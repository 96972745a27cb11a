import GateModel
import GatePlots

/// The evidence log as one HTML page that needs nothing else: no script, no font, no image from elsewhere.
struct ReportPage {
    /// What a browser may do with the page: nothing but show it in its own style.
    ///
    /// - Source: W3C Content Security Policy Level 3.
    static let contentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    let report: API.Report
    /// The figures of each visit, in the order of the visits.
    let figures: [[VisitFigure]]
    /// How the values of each gate are written.
    let units: [String: PlotUnit]

    /// The whole document.
    var text: String {
        let kind = report.drillOf == nil ? "Evidence log" : "DRILL, nothing of this is real"
        let title = "\(kind): \(report.rollout)" + (report.attempt.map { ", attempt \($0)" } ?? "")
        return StandalonePage.text(title: title, [Self.heading(title)] + sections)
    }

    /// The parts of the page in their order; a part that has nothing to say is empty.
    private var sections: [Markup] {
        [facts] + checklist + visits + stopRules + rollbacks + decisions + incidents + notifications + [footer]
    }

    private static func heading(_ title: String) -> Markup { .element("h1", text: title) }

    private var facts: Markup {
        Self.list([
            ("Revision", report.revision ?? "none"), ("Description", report.description),
            ("Attempt", report.attempt.map { "\($0) of \(report.attempts)" } ?? "none"),
            ("Phase", report.phase.rawValue.replacing("_", with: " ")),
            ("Started", (report.startedAt.map(Self.time) ?? "never") + (report.startedBy.map { " by \($0)" } ?? "")),
            ("Rule digest", report.ruleDigest), ("Report made", report.generatedAt.map(Self.time) ?? ""),
        ])
    }

    private var footer: Markup {
        guard let head = report.journal else { return .element("footer") }
        let proof =
            "Made from entry \(head.entry) of the journal, hash \(head.hash). "
            + "stagegate journal verify --anchor \(head.hash) proves that this history was not changed since."
        return .element("footer", [:], [.element("p", text: proof)])
    }
}

/// Building blocks of the page.
extension ReportPage {
    /// A heading and what stands below it; nothing where there is nothing below.
    static func section(_ title: String, _ content: [Markup]) -> [Markup] {
        if content.isEmpty { return [] }
        return [.element("section", [:], [.element("h2", text: title)] + content)]
    }

    /// Facts with their names; those without a value are left out.
    static func list(_ facts: [(name: String, value: String)]) -> Markup {
        let items = facts.filter { !$0.value.isEmpty }.map { fact in
            Markup.element("div", [:], [.element("dt", text: fact.name), .element("dd", text: fact.value)])
        }
        return .element("dl", [:], items)
    }

    /// A table that scrolls by itself where the screen is narrow.
    static func table(_ names: [String], _ rows: [[Markup]]) -> Markup {
        let head = Markup.element("tr", [:], names.map { .element("th", ["scope": "col"], text: $0) })
        let body = rows.map { row in Markup.element("tr", [:], row.map { .element("td", [:], [$0]) }) }
        let table = Markup.element("table", [:], [.element("thead", [:], [head]), .element("tbody", [:], body)])
        return .element("div", ["class": "wide", "tabindex": "0"], [table])
    }

    /// A time without its milliseconds, in UTC.
    static func time(_ text: String) -> String {
        guard let time = Timestamp(rfc3339: text) else { return text }
        let whole = Timestamp(milliseconds: time.milliseconds).description
        return "\(whole.prefix(10)) \(whole.dropFirst(11).prefix(8)) UTC"
    }

    /// A verdict as shape, word and colour.
    static func verdict(_ outcome: Outcome) -> Markup {
        let sign =
            switch outcome {
            case .pass: "✓"
            case .fail: "✕"
            case .inconclusive: "○"
            case .error: "△"
            }
        return .element("span", ["class": "verdict \(outcome.rawValue)"], text: "\(sign) \(outcome.rawValue)")
    }
}
