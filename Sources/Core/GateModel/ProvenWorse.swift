import GateStatistics

/// Which of the gates of one visit to a stage are bad, said of all of them at once.
///
/// Of many gates some look bad by chance. Of those named here a share of ``alpha`` is wrong on average, at most, however
/// the gates depend on each other.
///
/// - Source: R. Wang and A. Ramdas, "False discovery rate control with e-values" (arXiv 2009.02824): e-BH.
public struct ProvenWorse: Equatable, Sendable {
    /// How many gates with confidence there were: what the statement is corrected for.
    public let tested: Int
    /// How sure: the strictest that any of the gates asks for.
    public let confidence: Double
    /// The names, in the order of the rule.
    public let gates: [String]

    /// Expected share of wrong names among those named, at most.
    public var alpha: Double { 1 - confidence }

    /// Looks at the gates as they stood when the visit ended, or stand now; `nil` when none of them has confidence.
    ///
    /// - Parameter snapshots: The gates of one visit, in the order of the rule.
    public init?(among snapshots: [GateSnapshot]) {
        let judged = snapshots.compactMap { snapshot in
            snapshot.certainty.map { (gate: snapshot.gate, certainty: $0) }
        }
        guard let strictest = judged.map({ $0.certainty.confidence }).max() else { return nil }
        tested = judged.count
        confidence = strictest
        let evidence = judged.map { $0.certainty.failEvidence.isNaN ? 0 : $0.certainty.failEvidence }
        let isBad = Multiplicity.falseDiscovery(evidence, alpha: 1 - strictest)
        gates = zip(judged, isBad).compactMap { $1 ? $0.gate : nil }
    }
}
