import GateRules

/// What a gate with confidence is judged on, shared by everything that takes part in it: too large to be copied to each.
final class EvidenceCase {
    let gate: Gate
    let subject: QueryPlan.Subject
    let plan: EvidencePlan
    let answers: SubjectAnswers
    let detail: Judge.Detail

    init(
        _ gate: Gate, _ subject: QueryPlan.Subject, _ plan: EvidencePlan, _ answers: SubjectAnswers,
        _ detail: Judge.Detail
    ) {
        self.gate = gate
        self.subject = subject
        self.plan = plan
        self.answers = answers
        self.detail = detail
    }
}

/// Whatever looks at such a case.
protocol EvidenceReader {
    /// The case.
    var given: EvidenceCase { get }
}

extension EvidenceReader {
    var gate: Gate { given.gate }
    var subject: QueryPlan.Subject { given.subject }
    var plan: EvidencePlan { given.plan }
    var answers: SubjectAnswers { given.answers }
}
