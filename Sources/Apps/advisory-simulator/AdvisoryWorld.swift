import GateSimulation

/// The traffic model: tenants, two tracks, faults, and a seed from which everything follows.
///
/// The canary's share is taken request by request: each request of an eligible tenant goes to the canary with the
/// probability of the share. With a few dozen tenants that keeps the mix of tenants the same on both tracks, so that
/// differences between the tracks are the version's and not the tenants'. Excluded tenants always get the stable track.
struct AdvisoryWorld: Sendable {
    /// The share of eligible requests that go to the canary, 0…1.
    var canaryShare = 0.0
    /// Which faults are on.
    var faults = FaultBoard()
    /// All tenants.
    let population: [Tenant]

    private let requestsPerSecond: Double
    /// Running sums of the tenants' activities, in the order of the population.
    private let cumulativeActivity: [Double]
    private var generator: SplitMix64

    init(population: [Tenant], requestsPerSecond: Double, seed: UInt64) {
        self.population = population
        self.requestsPerSecond = requestsPerSecond
        generator = SplitMix64(seed: seed)
        var sum = 0.0
        cumulativeActivity = population.map { tenant in
            sum += tenant.activity
            return sum
        }
    }

    /// Lets time pass and returns what happened meanwhile.
    mutating func advance(bySeconds seconds: Double) -> Traffic {
        var traffic = Traffic()
        for (fault, track) in faults.takePending() { happen(fault, track, in: &traffic) }
        let count = generator.poisson(requestsPerSecond * seconds)
        traffic.requests.reserveCapacity(count)
        for _ in 0..<count {
            if let request = request() { traffic.requests.append(request) }
        }
        return traffic
    }

    private mutating func happen(_ fault: Fault, _ track: Track, in traffic: inout Traffic) {
        let kind: SafetyEvent.Kind
        switch fault {
        case .counterReset:
            traffic.restarted = true
            return
        case .isolationBreach: kind = .isolationBreach
        case .auditAnomaly: kind = .auditAnomaly
        case .errorBurst, .slowWrite, .lowConversion, .noTraffic: return
        }
        guard let tenant = population.first(where: { $0.tracks.contains(track) }) else { return }
        traffic.events.append(SafetyEvent(kind: kind, track: track, tenant: tenant))
    }

    /// One request; `nil` when a fault keeps it from arriving.
    private mutating func request() -> Request? {
        let tenant = tenant()
        let track: Track = tenant.isEligible && generator.happens(canaryShare) ? .canary : .stable
        let path: Path = generator.happens(Habits.readShare) ? .read : .write
        let surface = surface()
        if active(.noTraffic, on: track) != nil { return nil }
        let code = code(on: track)
        return Request(
            surface: surface, track: track, tenant: tenant, path: path, code: code,
            seconds: seconds(of: path, on: track), answer: path == .read && code == .ok ? answer(on: track) : nil)
    }

    private mutating func tenant() -> Tenant {
        let place = generator.unit() * (cumulativeActivity.last ?? 0)
        return population[cumulativeActivity.firstIndex { place < $0 } ?? 0]
    }

    private mutating func surface() -> Surface {
        let place = generator.unit()
        return place < Habits.apiShare ? .api : place < Habits.apiShare + Habits.dashboardShare ? .dashboard : .telegram
    }

    private mutating func code(on track: Track) -> StatusCode {
        let burst = active(.errorBurst, on: track).map { $0.share ?? Habits.burstShare } ?? 0
        if generator.happens(max(burst, Habits.errorShare)) { return .internalServerError }
        return generator.happens(Habits.badRequestShare) ? .badRequest : .ok
    }

    private mutating func seconds(of path: Path, on track: Track) -> Double {
        switch path {
        case .read: return generator.logNormal(median: Habits.readMedian, spread: Habits.spread)
        case .write:
            let extra = active(.slowWrite, on: track).map { $0.seconds ?? Habits.slowWriteSeconds } ?? 0
            return generator.logNormal(median: Habits.writeMedian, spread: Habits.spread) + extra
        }
    }

    private mutating func answer(on track: Track) -> Answer {
        let lost = active(.lowConversion, on: track).map { $0.share ?? Habits.lostShare } ?? 0
        let accepted = Habits.acceptShare * (1 - lost)
        let rejected = Habits.rejectShare + Habits.acceptShare * lost
        let place = generator.unit()
        if place < accepted { return .accepted }
        guard place < accepted + rejected else { return .none }
        return .rejected(RejectReason.allCases.randomElement(using: &generator) ?? .notRelevant)
    }

    private func active(_ fault: Fault, on track: Track) -> FaultSetting? {
        faults.active(fault, on: track, canaryShare: canaryShare)
    }
}
