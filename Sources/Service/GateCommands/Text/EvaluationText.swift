import GateHTTP
import GateModel
import GateRules

/// An evaluation for people.
enum EvaluationText {
    /// One line a verdict with how sure it is below it, then the queries that failed.
    static func lines(_ evaluation: Evaluation, rule: RolloutRule, stage: Stage) -> [String] {
        let head = "rollout \(rule.name), stage \(stage.name) (\(stage.weight)) at \(evaluation.at)"
        let verdicts = evaluation.gates + evaluation.stopRules
        let rows = Terminal.columns(evaluation.gates.map(row) + evaluation.stopRules.map(stopRow))
        let certainties = verdicts.map { verdict in
            verdict.certainty.map { CertaintyText.lines(API.Certainty($0), beside: verdict.reason) } ?? []
        }
        let failures = verdicts.flatMap { verdict in
            verdict.queries.compactMap { evidence in
                evidence.failure.map {
                    "\(verdict.subject): \(evidence.query.name): \($0)\n  \(evidence.query.expression)"
                }
            }
        }
        return [head, ""] + CertaintyText.below(rows, certainties) + (failures.isEmpty ? [] : [""]) + failures
    }

    private static func row(_ verdict: Verdict) -> [String] {
        let word = verdict.isCollecting ? "collects" : verdict.outcome.rawValue
        return [
            verdict.subject, Terminal.standard.paint(word, tone(verdict.outcome)), verdict.reason.rawValue,
            verdict.summary,
        ]
    }

    private static func stopRow(_ verdict: Verdict) -> [String] {
        let word = verdict.outcome == .fail ? "fires" : verdict.outcome == .pass ? "quiet" : verdict.outcome.rawValue
        return [
            verdict.subject, Terminal.standard.paint(word, tone(verdict.outcome)), verdict.reason.rawValue,
            verdict.summary,
        ]
    }

    /// The tone of an outcome.
    static func tone(_ outcome: Outcome) -> Terminal.Tone {
        switch outcome {
        case .pass: .good
        case .fail: .bad
        case .inconclusive, .error: .waiting
        }
    }
}
