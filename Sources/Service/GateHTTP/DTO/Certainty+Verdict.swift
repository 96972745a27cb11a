public import GateModel

extension API.Certainty {
    /// The statement as the API shows it.
    public init(_ certainty: GateModel.Certainty) {
        self.init(
            proof: certainty.proof, confidence: certainty.confidence,
            fail: API.Evidence(certainty.failEvidence, of: certainty.failThreshold),
            pass: API.Evidence(certainty.passEvidence, of: certainty.passThreshold), quantity: certainty.quantity,
            lower: API.finite(certainty.lower), upper: API.finite(certainty.upper), limit: API.finite(certainty.limit),
            comparison: certainty.comparison, strata: certainty.strata, dispersion: API.finite(certainty.dispersion),
            forecast: certainty.forecast)
    }
}

extension API.Evidence {
    fileprivate init(_ nats: Double, of threshold: Double) {
        self.init(nats: API.finite(nats), thresholdNats: API.finite(threshold))
    }
}

extension API.ProvenWorse {
    /// What is proven of these gates together; `nil` when none of them has confidence.
    init?(among snapshots: [GateModel.GateSnapshot]) {
        guard let found = GateModel.ProvenWorse(among: snapshots) else { return nil }
        self.init(method: "e-BH", tested: found.tested, confidence: found.confidence, gates: found.gates)
    }
}
