import GateHTTP
import GateModel

/// What happened beside the visits.
extension ReportText {
    /// Rollback events, all decisions, the stop rules, and what the report was made from.
    static func events(_ report: API.Report) -> [String] {
        rollbacks(report) + decisions(report) + stopRules(report) + origin(report)
    }

    /// Every way down, with what the protocol's §6 asks for.
    private static func rollbacks(_ report: API.Report) -> [String] {
        let events = report.decisions.filter(\.leadsDown)
        if events.isEmpty { return [] }
        return ["", "## Rollback events"]
            + events.flatMap { event in
                [
                    "", "- Timestamp (UTC): \(event.at)", "  - Event: \(event.kind.rawValue), \(event.way)",
                    "  - Actor: \(event.owner)", "  - Cause: \(event.cause.isEmpty ? "-" : event.cause)",
                    "  - Reason: \(line(event.reason))", "  - Trace id: \(event.traceID)",
                ]
            }
    }

    private static func decisions(_ report: API.Report) -> [String] {
        if report.decisions.isEmpty { return [] }
        let cut = report.decisionsCut ? ["Older decisions are in the journal only.", ""] : []
        return ["", "## Decisions", ""] + cut
            + header(["step", "time (UTC)", "decision", "from and to", "owner", "reason", "trace id"])
            + report.decisions.map { decision in
                row([
                    "\(decision.sequence)", decision.at, decision.kind.rawValue, decision.way, decision.owner,
                    decision.reason, decision.traceID,
                ])
            }
    }

    private static func stopRules(_ report: API.Report) -> [String] {
        if report.stopRules.isEmpty { return [] }
        return ["", "## Stop rules", ""] + header(["rule", "kind", "takes it to", "true since", "spikes"])
            + report.stopRules.map { rule in
                row([rule.name, rule.kind, rule.target, rule.trueSince ?? "-", "\(rule.spikes)"])
            }
    }

    private static func origin(_ report: API.Report) -> [String] {
        guard let head = report.journal else { return [] }
        return [
            "",
            "Made from entry \(head.entry) of the journal; `stagegate journal verify --anchor \(head.hash)` proves "
                + "that this history was not changed since.",
        ]
    }

    private static func header(_ names: [String]) -> [String] {
        [row(names), "|" + String(repeating: "---|", count: names.count)]
    }

    private static func row(_ cells: [String]) -> String {
        "| " + cells.map { line($0).replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }

    /// A text on one line, so that what somebody wrote cannot be taken for a part of the document.
    static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
