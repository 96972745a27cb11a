import GateModel
import GateReplay
import RolloutJournal

/// The verification of a recorded attempt for programs.
struct VerificationAnswer: Encodable {
    struct JournalAlone: Encodable {
        let steps: Int
        let identical: Bool
        let trouble: String?
    }

    struct Asked: Encodable {
        let evaluations: Int
        let verdicts: Int
        let changedVerdicts: Int
        let changedValues: Int
        let changes: [Change]

        enum CodingKeys: String, CodingKey {
            case evaluations, verdicts, changes
            case changedVerdicts = "changed_verdicts"
            case changedValues = "changed_values"
        }
    }

    struct Change: Encodable {
        struct Side: Encodable {
            let outcome: Outcome
            let reason: Reason
            let value: SampleValue?
        }

        let at: String
        let subject: String
        let recorded: Side
        let now: Side
        let queries: [Question]
    }

    struct Question: Encodable {
        let name: String
        let expression: String
        let time: String
    }

    struct Replayed: Encodable {
        let decisions: Int
        let identical: Bool
        let recorded: ReplayAnswer.TimelineDecision?
        let replayed: ReplayAnswer.TimelineDecision?
    }

    let attempt: String
    let same: Bool
    let journal: JournalAlone
    let asked: Asked?
    let replay: Replayed?

    init(_ report: VerificationReport) {
        attempt = report.name.description
        same = report.isSame
        journal = JournalAlone(
            steps: report.fold.steps, identical: report.fold.trouble == nil, trouble: report.fold.trouble)
        asked = report.asked.map { run in
            Asked(
                evaluations: run.evaluations, verdicts: run.verdicts, changedVerdicts: run.changedVerdicts,
                changedValues: run.changedValues, changes: run.differences.map(Change.init))
        }
        let difference = report.difference
        replay = report.replayedDecisions.map { decisions in
            Replayed(
                decisions: decisions.count, identical: difference == nil,
                recorded: difference?.recorded.map(ReplayAnswer.TimelineDecision.init),
                replayed: difference?.replayed.map(ReplayAnswer.TimelineDecision.init))
        }
    }
}

extension VerificationAnswer.Change {
    fileprivate init(_ difference: VerdictDifference) {
        at = "\(difference.at)"
        subject = difference.subject
        recorded = Side(
            outcome: difference.recorded, reason: difference.recordedReason, value: difference.recordedValue)
        now = Side(outcome: difference.now, reason: difference.nowReason, value: difference.nowValue)
        queries = difference.queries.map {
            VerificationAnswer.Question(name: $0.name, expression: $0.expression, time: "\($0.time)")
        }
    }
}
