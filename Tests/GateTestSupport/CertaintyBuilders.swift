public import GateModel
public import GateStatistics

extension Certainty {
    /// A statement about a conversion gate at 95 %, with what a test is about given.
    public static func sample(
        _ proof: Proof = .unknown, fail: Double = 0.4, pass: Double = 1.2, confidence: Double = 0.95,
        lower: Double? = 0.88, upper: Double? = 1.07, quantity: String = "ratio", limit: Double? = 0.95,
        comparison: String = ">=", dispersion: Double = 1, forecast: String? = nil
    ) -> Certainty {
        Certainty(
            proof: proof, confidence: confidence, failEvidence: fail, failThreshold: 6.2, passEvidence: pass,
            passThreshold: 2.996, lower: lower, upper: upper, quantity: quantity, limit: limit, comparison: comparison,
            strata: 240, dispersion: dispersion, forecast: forecast)
    }
}
