import GateModel
import GateReplay
import GateRules

/// A replay for people.
struct ReplayText {
    let report: ReplayReport
    private let terminal = Terminal.standard

    init(_ report: ReplayReport) {
        self.report = report
    }

    /// The whole text, a line each.
    var lines: [String] {
        guard let first = report.variants.first else { return [] }
        var lines = [headline] + comparison
        for variant in report.variants {
            if report.variants.count > 1 { lines += ["", terminal.paint(variant.name, .strong)] }
            lines += [""] + gates(variant) + section("stops", stops(variant)) + section("gaps", gaps(variant))
        }
        return lines + section("decisions" + (report.variants.count > 1 ? " of \(first.name)" : ""), decisions(first))
    }

    private var headline: String {
        let count = NumberText.count(Double(report.variants.first?.summary.evaluations ?? 0))
        let waiting = NumberText.number(report.effort.waitingShare * 100, digits: 2)
        let seconds = NumberText.number(report.effort.total / .seconds(1), digits: 3)
        return "\(report.rollout): \(count) evaluations every \(report.interval), \(report.from) to \(report.through)\n"
            + "\(report.effort.requests) requests in \(seconds) s, \(waiting) % of it waiting for the source"
    }

    /// The figures, one column a variant.
    private var comparison: [String] {
        let variants = report.variants
        var rows = [[""] + variants.map(\.name)]
        func row(_ name: String, _ value: (ReplaySummary) -> String) {
            rows.append([name] + variants.map { value($0.summary) })
        }
        row("attempts") { "\($0.attempts)" }
        row("completed") { "\($0.completed)" }
        row("promotions") { "\($0.promotions)" }
        row("stops") { "\($0.stops)" }
        row("rollbacks") { "\($0.rollbacks)" }
        row("false stops") { $0.falseStops.map { "\($0)" } ?? "not known: say what was good with --good FROM/TO" }
        row("time to stop") { $0.timeToStop.map { "\($0.shortest), \($0.middle), \($0.longest)" } ?? "no stop" }
        row("no gate judged") { "\($0.gapTime)" }
        if variants.count > 1 {
            for gate in variants[0].timeline.gates {
                row("\(gate.name) red") { "\($0.timeRed[gate.name] ?? .zero)" }
            }
        }
        return [""] + Terminal.columns(variants.count > 1 ? rows : Array(rows.dropFirst()))
    }

    private func gates(_ variant: ReplayReport.Variant) -> [String] {
        let header = ["gate", "red", "undecided", "pass", "fail", "inconclusive", "error", "runs"]
        let rows = variant.timeline.gates.map { gate in
            [
                gate.name, gate.timeRed == .zero ? "-" : terminal.paint("\(gate.timeRed)", .bad),
                gate.timeUndecided == .zero ? "-" : "\(gate.timeUndecided)", "\(gate.count(.pass))",
                "\(gate.count(.fail))", "\(gate.count(.inconclusive))", "\(gate.count(.error))", "\(gate.runCount)",
            ]
        }
        let rules = variant.timeline.stopRules.filter { $0.count(.fail) > 0 }.map {
            "stop rule \($0.name) was true for \($0.timeRed)"
        }
        return Terminal.columns([header] + rows) + rules
    }

    private func stops(_ variant: ReplayReport.Variant) -> [[String]] {
        variant.timeline.stops.map { stop in
            let decision = stop.decision
            var words = [
                "\(decision.at)", "attempt \(decision.attempt)", decision.kind.rawValue, decision.cause,
                "\(decision.fromStage) to \(decision.toStage)", "first breach \(stop.firstBreachAt)",
                "after \(stop.timeToStop)",
            ]
            if !report.good.isEmpty { words.append(stop.isFalse(report.good) ? "false" : "") }
            if let over = stop.overAt { words.append("over \(over)") }
            return words
        }
    }

    private func gaps(_ variant: ReplayReport.Variant) -> [[String]] {
        variant.timeline.gaps.map { gap in
            ["\(gap.from)", "\(gap.through)", "\(gap.count) evaluations", gap.reason.rawValue]
        }
    }

    private func decisions(_ variant: ReplayReport.Variant) -> [[String]] {
        let rows = variant.timeline.decisions.map { decision in
            [
                "\(decision.at)", "\(decision.attempt)", decision.kind.rawValue,
                "\(decision.fromStage) to \(decision.toStage)", "\(decision.toWeight)", decision.cause, decision.owner,
            ]
        }
        let more = variant.timeline.decisionsLeftOut
        return more > 0 ? rows + [["and \(more) more"]] : rows
    }

    private func section(_ title: String, _ rows: [[String]]) -> [String] {
        rows.isEmpty ? [] : ["", terminal.paint(title, .strong)] + Terminal.columns(rows)
    }
}
