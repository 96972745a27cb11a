/// The edge of what is allowed: p_canary = ρ0 · p_baseline + δ0, where p are event probabilities.
public struct Boundary: Equatable, Codable, Sendable {
    /// Factor on the baseline's event probability, at least 0; 0 for a limit that knows no baseline.
    public let rho0: Double
    /// Event probability allowed beside it; may be negative.
    public let delta0: Double

    /// Makes a boundary.
    ///
    /// - Parameters:
    ///   - rho0: Factor on the baseline's event probability, at least 0.
    ///   - delta0: Event probability allowed beside it.
    public init(rho0: Double = 0, delta0: Double = 0) {
        self.rho0 = rho0
        self.delta0 = delta0
    }

    /// The canary's event probability on the boundary.
    ///
    /// - Parameter baselineRate: Event probability of the baseline.
    /// - Returns: ρ0 · p + δ0, which need not be a probability.
    public func canaryRate(at baselineRate: Double) -> Double { rho0 * baselineRate + delta0 }

    /// The same boundary said of the event that did not happen.
    var complement: Boundary { Boundary(rho0: rho0, delta0: 1 - rho0 - delta0) }

    /// The boundary for tenants that behave differently by nature.
    func scaled(by factor: Double) -> Boundary { Boundary(rho0: rho0 * factor, delta0: delta0) }

    /// The share of the events a canary on the boundary would have, from the share of the trials.
    func share(canaryTotal: Double, baselineTotal: Double) -> Double {
        guard rho0 > 0, canaryTotal > 0 else { return 0 }
        return rho0 * canaryTotal / (baselineTotal + rho0 * canaryTotal)
    }

    /// Whether a stratum says anything about this boundary; depends on trials alone, never on events.
    func isInformed(by stratum: Stratum) -> Bool {
        stratum.canaryTotal > 0 && (rho0 == 0 || stratum.baselineTotal > 0)
    }
}
