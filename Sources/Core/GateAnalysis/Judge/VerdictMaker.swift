import GateModel
import GateRules

/// Makes the verdict on one subject of what was found of its series: the worst of them, with everything as evidence.
struct VerdictMaker {
    /// How many series are kept as evidence.
    static let seriesLimit = 10

    let subject: QueryPlan.Subject
    let answers: SubjectAnswers

    /// The verdict on a subject whose queries could not be made: an error under every policy, because no evidence was
    /// even asked for.
    func unplanned(_ problem: String) -> Verdict {
        Verdict(
            subject: subject.name, outcome: .error, reason: .queryRejected,
            comparison: subject.condition.comparison.rawValue, summary: problem, isCollecting: subject.isCollecting)
    }

    /// The verdict: as bad as the worst of the findings.
    func verdict(_ findings: [Finding]) -> Verdict {
        let settled = findings.map { answers.isPartial ? $0.onPartialData(policies.onPartial) : $0 }
        let ranked = settled.map { (finding: $0, outcome: policies.outcome(of: $0.reason)) }.sorted(by: Self.isWorse)
        guard let (worst, outcome) = ranked.first else { return unplanned("there was nothing to judge") }
        return Verdict(
            subject: subject.name, outcome: outcome, reason: worst.reason, value: worst.value,
            threshold: worst.threshold, comparison: worst.comparison.rawValue, margin: worst.margin,
            events: worst.events, summary: summary(of: worst, outcome, among: ranked.count), queries: answers.evidence,
            series: evidence(ranked), warnings: answers.warnings, isCollecting: subject.isCollecting,
            baseline: subject.isCollecting && outcome == .pass ? worst.counts : nil, increment: worst.increment,
            certainty: worst.certainty)
    }

    /// A stop rule always holds on missing evidence, and so does a gate that only collects: there is nothing to fail.
    private var policies: BlindnessPolicies {
        guard case .gate(let gate) = subject.condition, !subject.isCollecting else { return BlindnessPolicies() }
        return gate.blindness
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
