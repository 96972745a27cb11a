import GateAnalysis
import GateModel
import GateRules
import GateStatistics
import Testing

@Suite struct ProofNeedTests {
    private static let stages = [
        Stage(name: "zero", weight: .zero, window: .hours(1)),
        Stage(name: "canary", weight: Weight(percent: 10) ?? .zero, window: .hours(4)),
        Stage(name: "full", weight: .full, window: .hours(24)),
    ]

    private static func availability(_ confidence: Confidence?) -> Gate {
        let kind = GateKind.availability(
            Availability(
                counted: .bad("sum(increase(b[{{ over }}]))"), total: "sum(increase(t[{{ over }}]))", objective: 0.999))
        return Gate(name: "a", kind: kind, confidence: confidence)
    }

    private static func conversion() -> Gate {
        let kind = GateKind.conversion(
            Conversion(
                numerator: "sum(increase(n{ {{ track }} }[{{ over }}]))",
                denominator: "sum(increase(d{ {{ track }} }[{{ over }}]))", worse: .lower, margin: .relative(0.05)))
        return Gate(name: "c", kind: kind, baselineAtFull: .stageZero, confidence: Confidence())
    }

    private static func needs(_ gate: Gate, _ traffic: Traffic? = nil) -> [ProofNeed] {
        ProofNeed.all(
            of: RolloutRule(name: "shop", stages: stages, gates: [gate]),
            traffic: traffic.map { [gate.name: $0] } ?? [:])
    }

    @Test func gateWithoutConfidenceNeedsNothing() {
        #expect(Self.needs(Self.availability(nil)) == [])
    }

    @Test func anObjectiveIsProvenAtEveryStageByTheSameCleanRequests() throws {
        let needs = Self.needs(Self.availability(Confidence(warmUp: .minutes(10))))
        #expect(needs.map(\.stage.name) == ["zero", "canary", "full"])
        #expect(needs.map(\.time) == [.minutes(50), .minutes(230), .minutes(1430)])
        #expect(Set(needs.map(\.trials)).count == 1)
        let trials = try #require(needs[0].trials)
        #expect((4_500...5_500).contains(trials))
        #expect(try #require(needs[0].trialsWithHistory) < trials)
        #expect(needs.allSatisfy { $0.rate == nil && !$0.isOutOfReach })
    }

    @Test func withoutHistoryNothingIsSaidOfIt() {
        #expect(Self.needs(Self.availability(Confidence(history: .zero)))[0].trialsWithHistory == nil)
    }

    @Test func anExtensionIsTimeToProveIt() {
        let needs = Self.needs(Self.availability(Confidence(undecided: .extend(to: .hours(48)))))
        #expect(needs.map(\.time) == [.hours(48), .hours(48), .hours(48)])
    }

    @Test func aCanaryGetsItsShareOfTheTraffic() throws {
        // 0.2 a second: 288 requests in 4 hours at 10 %.
        let needs = Self.needs(Self.availability(Confidence()), Traffic(total: 720, share: 0))
        let canary = needs[1]
        #expect(abs(try #require(canary.expected) - 288) < 1e-6)
        #expect(canary.isOutOfReach)
        #expect(needs[0].expected == 720)
        #expect(abs(try #require(needs[2].expected) - 17_280) < 1e-6)
        #expect(!needs[2].isOutOfReach)
    }

    @Test func badRequestsTakeMore() throws {
        let clean = Self.needs(Self.availability(Confidence(history: .zero)), Traffic(total: 1e6, share: 0))
        let some = Self.needs(Self.availability(Confidence(history: .zero)), Traffic(total: 1e6, share: 0.0005))
        #expect(try #require(some[1].trials) > (try #require(clean[1].trials)))
    }

    @Test func whatIsBeyondTheLimitIsNeverProven() {
        let needs = Self.needs(Self.availability(Confidence()), Traffic(total: 1e9, share: 0.002))
        #expect(needs.allSatisfy { $0.trials == nil && $0.isOutOfReach })
    }

    @Test func aComparisonNeedsTheRates() throws {
        let blind = Self.needs(Self.conversion())
        #expect(blind.map(\.stage.name) == ["canary", "full"])
        #expect(blind.allSatisfy { $0.trials == nil && !$0.isOutOfReach })
        let seen = Self.needs(Self.conversion(), Traffic(total: 360_000, share: 0.2))
        let trials = try #require(seen[0].trials)
        // 2 (ln 20 + 2) (p + ρ² p r) / η² with p = 0.2, ρ = 0.95, r = 1/9: 22 000 of the formula for planning.
        #expect((10_000...40_000).contains(trials))
        #expect(!seen[0].isOutOfReach)
    }

    @Test func noTrafficIsOutOfReach() {
        #expect(Self.needs(Self.availability(Confidence()), Traffic(total: 0, share: nil))[1].isOutOfReach)
    }
}
