import GateRules
import GateStatistics

extension Boundary {
    /// The boundary of a comparison with the baseline.
    ///
    /// - Parameters:
    ///   - margin: How much worse than the baseline the canary may be.
    ///   - worse: Which direction is worse.
    init(margin: Margin, worse: Direction) {
        let sign: Double = worse == .higher ? 1 : -1
        switch margin {
        case .relative(let share): self.init(rho0: max(0, 1 + sign * share))
        case .absolute(let difference): self.init(rho0: 1, delta0: sign * difference)
        }
    }
}
