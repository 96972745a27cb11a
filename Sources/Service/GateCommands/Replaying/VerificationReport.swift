import GateModel
import GateReplay
import RolloutJournal

/// What verifying a recorded attempt came to.
struct VerificationReport {
    let name: AttemptName
    /// From the journal alone.
    let fold: AttemptFold
    /// Asked again of the datasource; `nil` where none was named.
    let asked: VerificationRun?
    /// The recorded decisions, and those of a replay with the answers of now; `nil` where nothing was asked.
    let recordedDecisions: [Decision]
    let replayedDecisions: [Decision]?

    /// The first decision that falls otherwise.
    var difference: DecisionDifference? {
        replayedDecisions.flatMap { DecisionDifference.first(recordedDecisions, $0) }
    }

    /// Whether everything is as it was recorded.
    var isSame: Bool { !fold.differs && (asked?.changedVerdicts ?? 0) == 0 && difference == nil }

    /// The report for people.
    var lines: [String] {
        let journal = fold.trouble ?? "\(fold.steps) steps lead, byte for byte, to what was recorded"
        return Terminal.columns([["journal alone", journal]] + askedRows + replayedRows) + changes
    }

    private var askedRows: [[String]] {
        guard let asked else { return [["asked again", "no datasource was named"]] }
        return [
            [
                "asked again",
                "\(asked.verdicts) verdicts of \(asked.evaluations) evaluations, \(asked.changedVerdicts) came to "
                    + "something else, \(asked.changedValues) to the same with another value",
            ]
        ]
    }

    private var replayedRows: [[String]] {
        guard let replayedDecisions else { return [] }
        guard let difference else { return [["replayed", "\(replayedDecisions.count) decisions, identical"]] }
        return [
            [
                "replayed",
                "decision \(difference.number) differs: recorded \(Self.text(difference.recorded)), now "
                    + Self.text(difference.replayed),
            ]
        ]
    }

    /// Every verdict that changed with both values and its queries.
    private var changes: [String] {
        (asked?.differences ?? []).flatMap { change in
            ["", Self.text(change)] + change.queries.map { "  \($0.name): \($0.expression) at \($0.time)" }
        }
    }

    private static func text(_ change: VerdictDifference) -> String {
        func value(_ value: SampleValue?) -> String {
            value.map { "value \(NumberText.number($0.number))" } ?? "no value"
        }
        return
            "\(change.at) \(change.subject): recorded \(change.recorded.rawValue) (\(change.recordedReason.rawValue), "
            + "\(value(change.recordedValue))), now \(change.now.rawValue) (\(change.nowReason.rawValue), "
            + "\(value(change.nowValue)))"
    }

    private static func text(_ decision: Decision?) -> String {
        guard let decision else { return "nothing" }
        return "\(decision.kind.rawValue) from \(decision.fromStage) to \(decision.toStage) at \(decision.at)"
            + (decision.cause.isEmpty ? "" : " (\(decision.cause))")
    }
}
