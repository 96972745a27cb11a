import GateModel
import GateRules
import GateStatistics
import GateTestSupport

/// A gate with confidence whose verdicts come with what was counted: at most one request in ten may be bad.
enum CountedGate {
    static func gate(_ name: String, _ undecided: UndecidedPolicy = .hold) -> Gate {
        var gate = Gate.availability(name)
        gate.confidence = Confidence(undecided: undecided)
        return gate
    }

    static func basis(from start: Timestamp) -> EvidenceBasis {
        EvidenceBasis(
            test: RatioTest(Boundary(delta0: 0.1), worse: .higher), alpha: 0.05, tests: 1, countsFrom: start,
            counting: .exact)
    }

    /// What one evaluation counted after a time; it begins the evidence when it says from when on.
    static func increment(
        bad: Double = 0, of total: Double, after: Timestamp, through: Timestamp, beginning start: Timestamp? = nil
    ) -> EvidenceIncrement {
        EvidenceIncrement(
            basis: start.map(basis), after: after, through: through,
            certain: Stratum(canaryEvents: bad, canaryTotal: total) ?? .empty)
    }

    static func certainty(_ proof: Proof, forecast: String? = nil) -> Certainty {
        Certainty(
            proof: proof, confidence: 0.95, failEvidence: -1, failThreshold: 3, passEvidence: 2, passThreshold: 3,
            lower: 0.01, upper: 0.2, quantity: "canary_rate", strata: 4, dispersion: 1, forecast: forecast)
    }
}

extension Verdict {
    /// A verdict of a gate with confidence.
    static func counted(_ subject: String, _ increment: EvidenceIncrement?, _ outcome: Outcome = .pass) -> Verdict {
        let reason: Reason =
            switch outcome {
            case .pass: .withinThreshold
            case .fail: .beyondThreshold
            case .inconclusive: .notProven
            case .error: .sourceUnavailable
            }
        return Verdict(subject: subject, outcome: outcome, reason: reason, increment: increment)
    }

    /// A verdict that is not proven and says when it may be.
    static func doubtful(_ subject: String, forecast: String? = "needs about 7 800 more canary requests") -> Verdict {
        Verdict(
            subject: subject, outcome: .inconclusive, reason: .notProven, value: .finite(0.9991), threshold: 0.999,
            comparison: ">=", certainty: CountedGate.certainty(.unknown, forecast: forecast))
    }
}
