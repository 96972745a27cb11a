import Foundation

/// The evidence log of the stories' rollouts, as the protocol's section 8 wants it.
enum EvidenceReport {
    /// The report of a rollout as a table.
    static func text(_ report: StagegateFields.Report) -> String {
        let head = "\(report.rollout) \(report.revision ?? "") · \(report.phase)"
        let rows =
            [["stage", "weight", "from (UTC)", "to (UTC)", "gates", "decision", "owner", "trace"]]
            + report.visits.map(row)
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        }
        let notes = report.visits.flatMap { visit in visit.notes.map { "    \(visit.stage): \($0)" } }
        return (["  \(head)"] + lines.map { "    \($0)" } + notes).joined(separator: "\n")
    }

    private static func row(_ visit: StagegateFields.Visit) -> [String] {
        let passed = visit.gates.count { $0.verdict == "pass" }
        let others = visit.gates.filter { $0.verdict != "pass" }.map { "\($0.name) \($0.reason)" }
        let gates = "\(passed)/\(visit.gates.count) pass" + others.prefix(2).map { ", \($0)" }.joined()
        return [
            visit.stage, "\(visit.weightPercent) %", time(visit.enteredAt), visit.leftAt.map(time) ?? "",
            visit.gates.isEmpty ? "" : gates, visit.decision ?? "", visit.owner ?? "",
            String((visit.traceID ?? "").prefix(8)),
        ]
    }

    /// The time of day of an RFC 3339 time.
    private static func time(_ text: String) -> String {
        String(text.drop { $0 != "T" }.dropFirst().prefix(8))
    }
}
