internal import GateModel
internal import GateRules
internal import GateStatistics

/// What a simulated gate with confidence counts from one evaluation to the next, and what it makes of all it has counted.
///
/// The counts are simple, the arithmetic is the real one: one grid point with plenty of traffic proves a gate or proves
/// that it is beyond its limit, and of those with little traffic it takes several.
enum SimulatedCounts {
    /// The verdict of a gate.
    ///
    /// - Parameters:
    ///   - gate: The gate; one without confidence has the verdict it is told.
    ///   - seen: What happens at this grid point: all is well, a regression, little traffic, or nothing to be measured.
    ///   - at: The grid point.
    ///   - attempt: The attempt, with what the gate has gathered so far.
    /// - Returns: The verdict, with what it adds to the evidence.
    static func verdict(on gate: Gate, seeing seen: Verdict, at: Timestamp, in attempt: Attempt?) -> Verdict {
        guard let confidence = gate.confidence, let attempt, let stratum = stratum(seen.outcome, gate) else {
            return seen
        }
        let known = attempt.evidence[gate.name]
        var evidence =
            known ?? GateEvidence(gate: gate.name, basis: basis(of: gate, confidence, from: attempt.visit.enteredAt))
        guard at > evidence.through else { return seen }
        let increment = EvidenceIncrement(
            basis: known == nil ? evidence.basis : nil, after: evidence.through, through: at, certain: stratum)
        evidence.add(increment)
        let collects = gate.kind.comparesTracks && attempt.weight == .zero
        let (outcome, reason) = collects ? (.inconclusive, .noData) : words(for: evidence.proof)
        return Verdict(
            subject: gate.name, outcome: outcome, reason: reason, value: seen.value, threshold: seen.threshold,
            isCollecting: collects, increment: increment, certainty: certainty(evidence, confidence))
    }

    private static func words(for proof: Proof) -> (Outcome, Reason) {
        switch proof {
        case .proven: (.pass, .withinThreshold)
        case .refuted: (.fail, .beyondThreshold)
        case .unknown: (.inconclusive, .notProven)
        }
    }

    private static func stratum(_ seen: Outcome, _ gate: Gate) -> Stratum? {
        let compares = gate.kind.comparesTracks
        return switch seen {
        case .pass: stratum(bad: 0, of: 400, compares)
        case .fail: stratum(bad: 200, of: 400, compares)
        case .inconclusive: stratum(bad: 0, of: compares ? 4 : 20, compares)
        case .error: nil
        }
    }

    /// As many trials of the baseline, a tenth of them bad.
    private static func stratum(bad: Double, of total: Double, _ compares: Bool) -> Stratum? {
        Stratum(
            canaryEvents: bad, canaryTotal: total, baselineEvents: compares ? total / 10 : 0,
            baselineTotal: compares ? total : 0)
    }

    private static func basis(of gate: Gate, _ confidence: Confidence, from start: Timestamp) -> EvidenceBasis {
        let boundary = gate.kind.comparesTracks ? Boundary(rho0: 1.5) : Boundary(delta0: 0.1)
        return EvidenceBasis(
            test: RatioTest(boundary, worse: .higher, alpha: confidence.alpha), alpha: confidence.alpha, tests: 1,
            countsFrom: start, counting: .exact)
    }

    private static func certainty(_ evidence: GateEvidence, _ confidence: Confidence) -> Certainty {
        let test = evidence.basis.test
        return Certainty(
            proof: evidence.proof, confidence: confidence.level,
            failEvidence: evidence.certain.logEvidence(for: .refuted, under: test), failThreshold: test.failThreshold,
            passEvidence: evidence.certain.logEvidence(for: .proven, under: test), passThreshold: test.passThreshold,
            lower: nil, upper: nil, quantity: "canary_rate", strata: evidence.certain.strata,
            dispersion: test.dispersion, forecast: evidence.proof == .unknown ? "needs more traffic" : nil)
    }
}
