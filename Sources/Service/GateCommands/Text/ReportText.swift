import GateHTTP
import GateModel

/// The evidence log as Markdown: one record for each visit, with the fields of the protocol's §8.
enum ReportText {
    /// The whole document, line by line.
    static func markdown(_ report: API.Report) -> [String] {
        let head = [
            "# Evidence log: \(report.rollout)", "", "- Revision: \(report.revision ?? "none")",
            "- Attempt: \(report.attempt.map { "\($0) of \(report.attempts)" } ?? "none")",
            "- Phase: \(report.phase.rawValue)",
            "- Started: \(report.startedAt ?? "never")" + (report.startedBy.map { " by \($0)" } ?? ""),
            "- Rule digest: `\(report.ruleDigest)`",
        ]
        let drill = report.drillOf.map { ["", "**This was a drill of \($0): nothing of it is real.**"] } ?? []
        return head + drill + checklist(report) + incidents(report)
            + report.visits.enumerated().flatMap { record($0.offset + 1, $0.element) }
            + notifications(report.receipts) + events(report)
    }

    private static func notifications(_ receipts: [API.Receipt]) -> [String] {
        if receipts.isEmpty { return [] }
        return ["", "## Notifications", ""] + receipts.reversed().map { "- \($0.at) \(line(ReceiptText.line($0)))" }
    }

    private static func checklist(_ report: API.Report) -> [String] {
        if report.preflight.isEmpty { return [] }
        return ["", "## Checklist", ""]
            + report.preflight.flatMap { item in
                let mark = item.state == "proven" ? "x" : " "
                return ["- [\(mark)] \(item.description.isEmpty ? item.name : item.description)"]
                    + item.proofs().map { "  - \(line($0))" }
            }
    }

    private static func incidents(_ report: API.Report) -> [String] {
        let all = report.resolvedIncidents + report.incidents
        if all.isEmpty { return [] }
        return ["", "## Incidents"]
            + all.flatMap { incident in
                let end = incident.resolvedAt.map { at in
                    "- Resolved: \(at) by \(incident.resolvedBy ?? "-")"
                        + (incident.resolution.map { $0.isEmpty ? "" : ": \($0)" } ?? "")
                }
                return [
                    "", "### \(incident.id) (\(incident.kind.rawValue))", "",
                    "- Opened: \(incident.openedAt) by \(incident.openedBy)"
                        + (incident.note.isEmpty ? "" : ": \(incident.note)"),
                ] + incident.notes.map { "- Note: \($0.at) by \($0.author): \($0.text)" } + [end ?? "- Open"]
            }
    }

    private static func record(_ number: Int, _ visit: API.Visit) -> [String] {
        let decision = visit.decision?.rawValue ?? "none yet"
        return [
            "", "## \(number). Stage \(visit.stage), \(visit.weightPercent) %", "",
            "- Stage: \(visit.stage)", "- Start timestamp (UTC): \(visit.enteredAt)",
            "- End timestamp (UTC): \(visit.leftAt ?? "open")", "- Decision: \(decision)",
            "- Decision owner: \(visit.owner ?? "-")", "- Reason: \(line(visit.reason ?? "-"))",
            "- Trace id: \(visit.traceID ?? "-")",
            "- Incident notes:\(visit.notes.isEmpty ? " none" : "")",
        ] + visit.notes.map { "  - \(line($0))" } + [
            "- Gate metrics snapshot:", "",
            "| gate | verdict | reason | value | threshold | events |", "|---|---|---|---|---|---|",
        ] + visit.gates.map(row) + certainty(visit)
    }

    /// How sure it is of each gate with confidence, and of all of them together.
    private static func certainty(_ visit: API.Visit) -> [String] {
        guard let found = visit.provenWorse else { return [] }
        let gates = visit.gates.compactMap { gate in
            gate.certainty.map { "- \(gate.name): \(CertaintyText.lines($0).joined(separator: "; "))" }
        }
        return [""] + gates + ["", CertaintyText.sentence(found)]
    }

    private static func row(_ gate: API.GateSnapshot) -> String {
        let threshold = gate.threshold.map { "\(gate.comparison) \(NumberText.number($0, digits: 6))" } ?? "-"
        let cells = [
            gate.name, gate.collecting ? "collects" : gate.verdict.rawValue, gate.reason.rawValue,
            gate.value.map { NumberText.number($0.number, digits: 6) } ?? "-", threshold,
            gate.events.map { NumberText.count($0) } ?? "-",
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}
