import GateModel
import GateReplay
import GateRules

/// A run of rule tests for people.
struct RuleTestText {
    let report: RuleTestReport
    var terminal = Terminal.standard

    /// One line a test; where something is not as expected, what and where, as a diff.
    ///
    /// - Parameter withTimeline: Whether to say what happened in each test.
    /// - Returns: The lines.
    func lines(withTimeline: Bool) -> [String] {
        report.files.flatMap { file in
            file.results.flatMap { result in
                [head(result.outcome, in: file.file)]
                    + (withTimeline ? result.outcome.timeline.map { terminal.paint("    \($0)", .quiet) } : [])
                    + result.outcome.mismatches.flatMap { lines($0, in: file.file) }
            }
        } + [summary]
    }

    /// What no test has seen, by rule file.
    var coverageLines: [String] {
        report.coverage.flatMap { part in
            let seen = part.coverage.items.count - part.coverage.missing.count
            let head =
                "\(part.ruleFile): rollout \(part.rollout): seen \(seen) of \(part.coverage.items.count) "
                + "(\(NumberText.percent(part.coverage.ratio)))"
            return [head] + Self.grouped(part.coverage.missing).map { "  not seen: \($0)" }
        }
    }

    /// `gate availability: error, inconclusive` for what belongs to one part.
    private static func grouped(_ items: [RolloutCoverage.Item]) -> [String] {
        var order: [String] = []
        var sights: [String: [String]] = [:]
        for item in items {
            let key = "\(item.part.rawValue) \(item.name)"
            if sights[key] == nil { order.append(key) }
            sights[key, default: []].append(item.sight)
        }
        return order.map { "\($0): \(sights[$0, default: []].joined(separator: ", "))" }
    }

    private func head(_ outcome: RuleTestOutcome, in file: String) -> String {
        let word = outcome.isPassed ? terminal.paint("ok  ", .good) : terminal.paint("FAIL", .bad)
        return "\(word) \(file):\(outcome.position.line):\(outcome.position.column): \(outcome.test)"
    }

    private func lines(_ mismatch: Mismatch, in file: String) -> [String] {
        let place = "\(file):\(mismatch.position.line):\(mismatch.position.column)"
        var lines = ["    \(place): at \(mismatch.at): \(mismatch.path)"]
        lines += mismatch.diff.map { line in
            "      "
                + (line.hasPrefix("-")
                    ? terminal.paint(line, .bad) : line.hasPrefix("+") ? terminal.paint(line, .good) : line)
        }
        if let remark = mismatch.remark { lines.append("      # \(remark)") }
        return lines
    }

    private var summary: String {
        let count = report.results.count
        let tests = "\(count) test\(count == 1 ? "" : "s")"
        return report.failures == 0 ? "\(tests) passed" : "\(report.failures) of \(tests) failed"
    }
}
