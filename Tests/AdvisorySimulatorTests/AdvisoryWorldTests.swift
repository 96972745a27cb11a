import Testing

@testable import advisory_simulator

@Suite struct AdvisoryWorldTests {
    @Test func sameSeedGivesTheSameTraffic() {
        var one = world(seed: 7)
        var two = world(seed: 7)
        var other = world(seed: 8)
        let traffic = (0..<50).map { _ in one.advance(bySeconds: 0.05) }
        #expect(traffic == (0..<50).map { _ in two.advance(bySeconds: 0.05) })
        #expect(traffic != (0..<50).map { _ in other.advance(bySeconds: 0.05) })
    }

    @Test func trafficArrivesAtTheRateAskedFor() {
        var world = world()
        let count = requests(&world).count
        #expect((11_400...12_600).contains(count), "\(count) requests in 30 s")
    }

    @Test(arguments: [(0.0, 0...0), (0.25, 2300...2900), (1.0, 9700...11_300)])
    func canaryGetsItsShareOfEligibleTraffic(_ share: Double, _ expected: ClosedRange<Int>) {
        var world = world()
        world.canaryShare = share
        let canary = requests(&world).filter { $0.track == .canary }
        #expect(expected.contains(canary.count), "\(canary.count) canary requests")
        #expect(canary.allSatisfy { $0.tenant.isEligible })
    }

    @Test func healthyServiceKeepsWithinItsTargets() {
        var world = world()
        world.canaryShare = 0.5
        let requests = requests(&world)
        #expect(share(of: requests) { $0.code == .internalServerError } < 0.001)
        #expect(quantile(0.99, requests.filter { $0.path == .read }) < 0.15)
        #expect(quantile(0.99, requests.filter { $0.path == .write }) < 0.4)
    }

    @Test func errorBurstSpoilsTheCanaryAlone() {
        var world = world()
        world.canaryShare = 0.25
        world.faults.set(.errorBurst, FaultSetting(on: true, share: 0.3))
        let requests = requests(&world)
        let errors = { (track: Track) in
            share(of: requests.filter { $0.track == track }) { $0.code == .internalServerError }
        }
        #expect((0.25...0.35).contains(errors(.canary)))
        #expect(errors(.stable) < 0.005)
    }

    @Test func faultUnderLoadShowsAboveItsShareOnly() {
        var world = world()
        world.faults.set(.errorBurst, FaultSetting(on: true, share: 1, abovePercent: 20))
        world.canaryShare = 0.2
        let below = requests(&world).filter { $0.track == .canary }
        #expect(share(of: below) { $0.code == .internalServerError } < 0.01)
        world.canaryShare = 0.25
        let above = requests(&world).filter { $0.track == .canary }
        #expect(above.allSatisfy { $0.code == .internalServerError })
    }

    @Test func slowWriteSparesReads() {
        var world = world()
        world.canaryShare = 0.5
        world.faults.set(.slowWrite, FaultSetting(on: true, seconds: 2))
        let canary = requests(&world).filter { $0.track == .canary }
        #expect(canary.filter { $0.path == .write }.allSatisfy { $0.seconds > 2 })
        #expect(quantile(0.99, canary.filter { $0.path == .read }) < 0.15)
    }

    @Test func lowConversionTurnsAcceptancesIntoRejections() {
        var world = world()
        world.canaryShare = 0.5
        world.faults.set(.lowConversion, FaultSetting(on: true, share: 0.5))
        let requests = requests(&world).filter { $0.answer != nil }
        let accepted = { (track: Track) in
            share(of: requests.filter { $0.track == track }) { $0.answer == .accepted }
        }
        #expect((0.12...0.18).contains(accepted(.canary)))
        #expect((0.27...0.33).contains(accepted(.stable)))
    }

    @Test func noTrafficLeavesTheOtherTrackAlone() {
        var world = world()
        world.canaryShare = 0.5
        world.faults.set(.noTraffic, FaultSetting(on: true, track: .stable))
        let requests = requests(&world)
        #expect(!requests.isEmpty)
        #expect(requests.allSatisfy { $0.track == .canary })
    }

    @Test(arguments: [(Fault.isolationBreach, SafetyEvent.Kind.isolationBreach), (.auditAnomaly, .auditAnomaly)])
    func safetyEventHappensOnceOnAnEligibleTenant(_ fault: Fault, _ kind: SafetyEvent.Kind) throws {
        var world = world()
        world.faults.set(fault, FaultSetting(on: true))
        let event = try #require(world.advance(bySeconds: 0.05).events.first)
        #expect(event.kind == kind)
        #expect(event.track == .canary)
        #expect(event.tenant.isEligible)
        #expect(world.advance(bySeconds: 0.05).events.isEmpty)
    }

    @Test func counterResetHappensOnce() {
        var world = world()
        world.faults.set(.counterReset, FaultSetting(on: true))
        #expect(world.advance(bySeconds: 0.05).restarted)
        #expect(!world.advance(bySeconds: 0.05).restarted)
    }

    @Test func switchedOffFaultIsOver() {
        var world = world()
        world.canaryShare = 1
        world.faults.set(.noTraffic, FaultSetting(on: true))
        world.faults.set(.noTraffic, FaultSetting(on: false))
        #expect(requests(&world).contains { $0.track == .canary })
    }

    private func world(seed: UInt64 = 1) -> AdvisoryWorld {
        AdvisoryWorld(population: Tenant.population(40), requestsPerSecond: 400, seed: seed)
    }

    /// What happens in half a minute.
    private func requests(_ world: inout AdvisoryWorld) -> [Request] {
        var requests: [Request] = []
        for _ in 0..<600 { requests += world.advance(bySeconds: 0.05).requests }
        return requests
    }

    private func share(of requests: [Request], _ isCounted: (Request) -> Bool) -> Double {
        Double(requests.count(where: isCounted)) / Double(max(requests.count, 1))
    }

    private func quantile(_ quantile: Double, _ requests: [Request]) -> Double {
        let sorted = requests.map(\.seconds).sorted()
        return sorted[Int((Double(sorted.count - 1) * quantile).rounded())]
    }
}
