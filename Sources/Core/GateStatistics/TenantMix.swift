/// How the tenants of the canary differ from the others by nature: measured on the old version, before the rollout.
///
/// Where a rollout goes by tenant, the ratio of both arms is not 1 before anything changed, and time does not average it out.
public struct TenantMix: Equatable, Codable, Sendable {
    /// Event rate of the canary's tenants over that of the others.
    public let ratio: Double
    /// Standard error of the logarithm of the ratio.
    public let standardError: Double

    /// Measures the difference: `nil` when one of both had no event.
    ///
    /// - Parameters:
    ///   - canary: The tenants the canary will serve, in the pre-period.
    ///   - others: The others, in the same period.
    public init?(canary: Binomial, others: Binomial) {
        guard canary.events > 0, others.events > 0 else { return nil }
        ratio = canary.events / canary.trials / (others.events / others.trials)
        standardError = (1 / canary.events + 1 / others.events).squareRoot()
    }

    /// What the factor of a boundary is multiplied by: shifted so that the error of the measurement proves nothing.
    ///
    /// - Parameters:
    ///   - failing: Whether the boundary is the one beyond which the gate fails.
    ///   - worse: Which direction is worse.
    /// - Returns: The ratio, 2.576 standard errors to the side on which the boundary is harder to prove: at most 1 % wrong.
    public func factor(failing: Bool, worse: Direction) -> Double {
        let sign: Double = failing == (worse == .higher) ? 1 : -1
        return ratio * ElementaryFunctions.exp(sign * 2.576 * standardError)
    }
}
