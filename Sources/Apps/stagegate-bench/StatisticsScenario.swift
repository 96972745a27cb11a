import GateAnalysis
import GateStatistics

/// One kind of gate with one kind of traffic, one look a minute.
struct StatisticsScenario {
    /// A day.
    static let looks = 1440

    let name: String
    /// Event probability of the baseline; of a healthy canary where there is no baseline.
    let rate: Double
    /// Requests of the canary and of the baseline a minute.
    let canaryTrials: Int
    let baselineTrials: Int
    let boundary: Boundary
    /// Distance at which a good canary is expected, known from before the stage; `nil` when the test is to do without.
    let designTilt: Double?
    /// Regressions by name, as event probabilities of the canary.
    let regressions: [(name: String, rate: Double)]

    /// The event probability of a canary that sits exactly on the limit.
    var limit: Double { boundary.canaryRate(at: rate) }

    /// ln 1.25.
    private static let quarter = 0.223_143_551_314_209_76

    static let all = [
        StatisticsScenario(
            name: "2 % errors, limit +25 %, 20 of 200 a minute", rate: 0.02, canaryTrials: 20, baselineTrials: 180,
            boundary: Boundary(rho0: 1.25), designTilt: quarter,
            regressions: [("×1.5", 0.03), ("×2", 0.04), ("×5", 0.1)]),
        StatisticsScenario(
            name: "10 % events, limit +25 %, 20 of 200 a minute", rate: 0.1, canaryTrials: 20, baselineTrials: 180,
            boundary: Boundary(rho0: 1.25), designTilt: quarter,
            regressions: [("×1.5", 0.15), ("×2", 0.2), ("×5", 0.5)]),
        StatisticsScenario(
            name: "0.05 % errors, limit +25 %, 200 of 2 000 a minute", rate: 0.0005, canaryTrials: 200,
            baselineTrials: 1800, boundary: Boundary(rho0: 1.25), designTilt: quarter,
            regressions: [("×2", 0.001), ("×5", 0.0025), ("×10", 0.005)]),
        StatisticsScenario(
            name: "5 % errors, limit +25 %, 1 of 10 a minute", rate: 0.05, canaryTrials: 1, baselineTrials: 9,
            boundary: Boundary(rho0: 1.25), designTilt: quarter,
            regressions: [("×1.5", 0.075), ("×2", 0.1), ("×5", 0.25)]),
        StatisticsScenario(
            name: "objective 99.9 %, truth 99.95 %, 200 a minute", rate: 0.0005, canaryTrials: 200, baselineTrials: 0,
            boundary: Boundary(delta0: 0.001), designTilt: nil, regressions: [("0.2 %", 0.002), ("1 %", 0.01)]),
        StatisticsScenario(
            name: "10 % events, limit +1 point, 20 of 200 a minute", rate: 0.1, canaryTrials: 20, baselineTrials: 180,
            boundary: Boundary(rho0: 1, delta0: 0.01), designTilt: nil, regressions: [("+3 points", 0.13)]),
    ]
}
