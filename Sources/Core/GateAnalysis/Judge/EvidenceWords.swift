import GateModel
import GateStatistics

/// Phrases about evidence that every kind of gate uses.
struct EvidenceWords {
    let certainty: Certainty
    let evidence: GateEvidence

    /// Share of the canary's trials with the event.
    private var canaryRate: Double { evidence.totals.canaryEvents / evidence.totals.canaryTotal }

    /// How sure it has to be: `95 %`.
    var confidence: String { NumberText.percent(certainty.confidence, digits: 6) }

    /// The canary's trials with their word.
    func trials(_ word: String) -> String { NumberText.events(evidence.totals.canaryTotal, word) }

    /// The baseline's trials.
    var baselineTrials: String { NumberText.events(evidence.totals.baselineTotal) }

    /// The share of slow requests, between two ends where the buckets leave a doubt.
    var slow: String {
        let least = NumberText.percent(canaryRate)
        guard let possible = evidence.possible else { return least }
        return "\(least) to \(NumberText.percent(possible.totals.canaryEvents / possible.totals.canaryTotal))"
    }

    /// Between what the measured quantity is: `, with 95 % confidence 0.43 to 0.58 at any look`.
    func bounds(_ text: (Double, Int) -> String) -> String {
        let range: String
        switch (certainty.lower, certainty.upper) {
        case (nil, nil): return ""
        case (let lower?, nil): range = "at least \(text(lower, 3))"
        case (nil, let upper?): range = "at most \(text(upper, 3))"
        case (let lower?, let upper?): range = "\(text(lower, 3)) to \(text(upper, 3))"
        }
        return ", with \(confidence) confidence \(range) at any look"
    }

    /// What is proven, or when it will be.
    var proof: String {
        switch certainty.proof {
        case .refuted: "proven to be worse than allowed"
        case .proven: "proven to be within the limit"
        case .unknown: "not proven yet" + (certainty.forecast.map { ": \($0)" } ?? "")
        }
    }
}
