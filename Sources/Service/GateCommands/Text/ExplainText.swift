import GateAnalysis
import GateHTTP
import GateModel

/// `explain` for people.
enum ExplainText {
    /// A heading, then a block for each gate and stop rule.
    static func lines(_ answer: API.Explanation, _ statistics: Explanation) -> [String] {
        let offset = answer.gridOffset == "0s" ? "" : " and \(answer.gridOffset) more"
        let head = [
            "rollout \(answer.rollout), stage \(answer.stage) (\(answer.weight) %), window \(answer.window), entered at "
                + answer.enteredAt,
            "evaluated every \(answer.interval), at multiples of it\(offset); a query may take \(answer.queryTimeout)",
            "this is the evaluation at \(answer.evaluatedAt), with data as of \(answer.dataAsOf); the next one is at "
                + answer.nextEvaluationAt,
        ]
        return head
            + answer.gates.flatMap { [""] + block("gate", $0, statistics) + shown($0, answer) }
            + answer.stopRules.flatMap { [""] + block("stop rule", $0, statistics) }
    }

    private static func block(
        _ what: String, _ subject: API.ExplainedSubject, _ statistics: Explanation
    ) -> [String] {
        let title = Terminal.standard.paint("\(what) \(subject.name)", .strong) + ": " + subject.condition
        var lines = subject.description.isEmpty ? [] : [subject.description]
        lines += ExplanationText.lines(statistics, of: subject.name)
        lines += subject.limits
        lines += subject.range.map { ["range: \($0)"] } ?? []
        lines += ["answers:"] + subject.answers.map { "  \(words($0))" }
        if !subject.watchedBy.isEmpty { lines.append("stop rules that look at it: \(list(subject.watchedBy))") }
        lines += subject.problem.map { ["problem: \($0)"] } ?? []
        if let pace = subject.askedEvery, !subject.queries.isEmpty {
            lines += ["asked every \(pace):"] + queries(subject.queries)
        }
        if let first = subject.first {
            lines += ["the first evaluation of the stage that counts, at \(first.at), asks in place of it:"]
            lines += queries(first.queries)
        }
        return [title] + lines.map { "  \($0)" }
    }

    private static func words(_ answer: API.ExplainedAnswer) -> String {
        let policy = answer.key.map { "; \($0): \(answer.policy ?? "")" } ?? ""
        return "\(answer.verdict.rawValue) (\(list(answer.reasons.map(\.rawValue)))\(policy)): \(answer.effect)"
    }

    private static func queries(_ queries: [API.ExplainedQuery]) -> [String] {
        queries.flatMap { query in
            ["  \(query.name) at \(query.time):", "    \(query.expression)"] + (query.curl.map { ["    \($0)"] } ?? [])
        }
    }

    private static func shown(_ gate: API.ExplainedSubject, _ answer: API.Explanation) -> [String] {
        [
            "  shown by `stagegate status \(answer.rollout)`, at /api/v1/rollouts/\(answer.rollout)/evaluation and as "
                + "stagegate_gate_verdict{rollout=\"\(answer.rollout)\",gate=\"\(gate.name)\"}"
        ]
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}
