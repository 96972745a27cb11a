/// The one place that holds the world while it runs.
actor Simulation {
    private var world: AdvisoryWorld
    private var metrics: AdvisoryMetrics
    /// The rollout whose weight is followed.
    private(set) var rollout: String

    init(world: AdvisoryWorld, rollout: String) {
        self.world = world
        self.rollout = rollout
        metrics = AdvisoryMetrics(population: world.population)
    }

    /// Lets time pass and counts what happened.
    func advance(bySeconds seconds: Double) {
        let traffic = world.advance(bySeconds: seconds)
        if traffic.restarted { metrics = AdvisoryMetrics(population: world.population) }
        metrics.count(traffic)
    }

    /// Follows another rollout from now on.
    func follow(_ rollout: String) { self.rollout = rollout }

    /// Takes over a weight, unless it is that of a rollout that is no longer followed.
    func apply(weightPercent: Int, of rollout: String) {
        guard rollout == self.rollout else { return }
        world.canaryShare = min(max(Double(weightPercent) / 100, 0), 1)
    }

    /// Switches a fault.
    func set(_ fault: Fault, _ setting: FaultSetting) { world.faults.set(fault, setting) }

    /// The text of `/metrics`.
    func render() -> [UInt8] { metrics.render() }

    /// What is going on.
    func status() -> SimulatorStatus {
        SimulatorStatus(
            rollout: rollout, canaryPercent: world.canaryShare * 100,
            faults: Dictionary(
                uniqueKeysWithValues: Fault.allCases.filter { !$0.isSingleEvent }.map {
                    ($0.rawValue, world.faults.setting($0))
                }))
    }
}

/// The answer of `GET /faults`.
struct SimulatorStatus: Codable, Equatable, Sendable {
    /// The rollout whose weight is followed.
    var rollout: String
    /// The canary's share of traffic.
    var canaryPercent: Double
    /// The lasting faults by name; single events leave nothing to show.
    var faults: [String: FaultSetting]

    enum CodingKeys: String, CodingKey {
        case rollout, faults
        case canaryPercent = "canary_percent"
    }
}
