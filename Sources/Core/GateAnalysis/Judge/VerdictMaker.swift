import GateModel
import GateRules

/// Makes the verdict on one subject of what was found of its series: the worst of them, with everything as evidence.
struct VerdictMaker {
    /// How many series are kept as evidence.
    static let seriesLimit = 10

    private let name: String
    private let comparison: Comparison
    private let isCollecting: Bool
    /// A stop rule always holds on missing evidence, and so does a gate that only collects: there is nothing to fail.
    private let policies: BlindnessPolicies
    private let answers: SubjectAnswers
    private let detail: Judge.Detail
    /// Whether what was asked is kept with what came back: incidents that a stop rule opened are over when that shows it.
    private let keepsQueries: Bool

    /// Makes the verdicts on a gate.
    init(of gate: Gate, _ subject: QueryPlan.Subject, _ answers: SubjectAnswers, _ detail: Judge.Detail) {
        name = gate.name
        comparison = gate.kind.comparison
        isCollecting = subject.isCollecting
        policies = isCollecting ? BlindnessPolicies() : gate.blindness
        self.answers = answers
        self.detail = detail
        keepsQueries = detail == .full
    }

    /// Makes the verdicts on a stop rule.
    init(of stopRule: StopRule, _ subject: QueryPlan.Subject, _ answers: SubjectAnswers, _ detail: Judge.Detail) {
        name = stopRule.name
        comparison = stopRule.kind.comparison
        isCollecting = subject.isCollecting
        policies = BlindnessPolicies()
        self.answers = answers
        self.detail = detail
        keepsQueries = true
    }

    /// The verdict on a subject whose queries could not be made: an error under every policy, because no evidence was
    /// even asked for.
    func unplanned(_ problem: String) -> Verdict {
        Verdict(
            subject: name, outcome: .error, reason: .queryRejected, comparison: comparison.rawValue, summary: problem,
            isCollecting: isCollecting)
    }

    /// The verdict on what is found; what cannot be judged is a finding, too.
    func verdict(_ findings: () throws(Blindness) -> [Finding]) -> Verdict {
        do {
            return verdict(try findings())
        } catch {
            return verdict([Finding(error, comparison: comparison)])
        }
    }

    /// The verdict: as bad as the worst of the findings.
    func verdict(_ findings: [Finding]) -> Verdict {
        let settled = answers.isPartial ? findings.map { $0.onPartialData(policies.onPartial) } : findings
        var ranked = settled.map { (finding: $0, outcome: policies.outcome(of: $0.reason)) }
        if ranked.count > 1 { ranked.sort(by: Self.isWorse) }
        guard let (worst, outcome) = ranked.first else { return unplanned("there was nothing to judge") }
        return Verdict(
            subject: name, outcome: outcome, reason: worst.reason, value: worst.value,
            threshold: worst.threshold, comparison: worst.comparison.rawValue, margin: worst.margin,
            events: worst.events, summary: detail.words(summary(of: worst, outcome, among: ranked.count)),
            queries: keepsQueries ? answers.evidence : [], series: evidence(ranked),
            warnings: detail == .full ? answers.warnings : [], isCollecting: isCollecting,
            baseline: isCollecting && outcome == .pass ? worst.counts : nil, increment: worst.increment,
            certainty: worst.certainty)
    }

    /// Worst outcome first, then the smallest margin, then the labels, so that the order of an answer never shows.
    private static func isWorse(_ left: (Finding, Outcome), _ right: (Finding, Outcome)) -> Bool {
        if left.1 != right.1 { return left.1.badness > right.1.badness }
        let leftMargin = left.0.margin ?? -.infinity
        let rightMargin = right.0.margin ?? -.infinity
        if leftMargin != rightMargin { return leftMargin < rightMargin }
        return Labels.precedes(left.0.labels, right.0.labels)
    }

    private func summary(of finding: Finding, _ outcome: Outcome, among count: Int) -> String {
        var text = finding.text
        if count > 1 || !finding.labels.pairs.isEmpty { text = "\(finding.labels): \(text)" }
        if count > 1 { text += " (worst of \(count) series)" }
        switch (finding.reason, outcome) {
        case (.withinThreshold, _), (.beyondThreshold, _): return text
        case (_, .pass): return text + "; counts as a pass, as the rule says"
        case (_, .fail): return text + "; counts as a failure, as the rule says"
        case (_, .inconclusive), (_, .error): return text
        }
    }

    private func evidence(_ ranked: [(finding: Finding, outcome: Outcome)]) -> [SeriesEvidence] {
        if ranked.count == 1, ranked[0].finding.labels.pairs.isEmpty { return [] }
        return ranked.prefix(Self.seriesLimit).map { finding, outcome in
            SeriesEvidence(
                labels: finding.labels, outcome: outcome, reason: finding.reason,
                value: finding.value, threshold: finding.threshold)
        }
    }
}
