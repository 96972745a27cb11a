import GateHTTP

/// The checklist for people.
enum PreflightText {
    private static let terminal = Terminal.standard

    /// Every item: where it stands, what speaks for it, what to do.
    static func checklist(_ preflight: API.Preflight) -> [String] {
        if preflight.items.isEmpty { return ["\(preflight.rollout): the rule asks for nothing before a start"] }
        let rows = Terminal.columns(
            preflight.items.map { item in
                [item.name, terminal.paint(item.state, tone(item.state)), item.description]
            })
        var lines: [String] = []
        for (row, item) in zip(rows, preflight.items) {
            lines.append(row)
            lines += item.proofs().map { "  \($0)" }
            if let remedy = item.remedy { lines.append("  prove it with: \(remedy)") }
        }
        let end = preflight.complete ? "complete" : "not complete: a start is refused"
        return lines + ["", "\(preflight.rollout), rule \(preflight.ruleDigest): \(end)"]
    }

    /// What a drill came to, part by part.
    static func drill(_ answer: API.Proving) -> [String] {
        let parts = answer.checks.flatMap { check in
            ["\(check.check): " + terminal.paint(check.passed ? "passed" : "failed", check.passed ? .good : .bad)]
                + (check.failure.map { ["  \($0)"] } ?? check.evidence.map { "  \($0)" })
        }
        return parts + ["", "stagegate report \(answer.rollout).drill shows all of it"]
    }

    private static func tone(_ state: String) -> Terminal.Tone {
        switch state {
        case "proven": .good
        case "failed": .bad
        default: .waiting
        }
    }
}
