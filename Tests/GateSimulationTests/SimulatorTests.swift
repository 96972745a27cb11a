import Foundation
import GateEngine
import GateModel
import GateRules
import Testing

@testable import GateSimulation

/// Random histories from seeds: safety in bad weather, liveness afterwards.
@Suite struct SimulatorTests {
    /// Every seed draws what its gates with confidence do while they are undecided.
    static let corpus: [Simulator.Report] = (1...20 as ClosedRange<UInt64>).map { Simulator.run(seed: $0) }

    @Test(arguments: corpus.indices)
    func aSeedOfTheCorpusKeepsEveryRule(_ index: Int) {
        let report = Self.corpus[index]
        #expect(report.failures.isEmpty, "seed \(report.seed)")
        #expect(report.calmEvaluations != nil)
    }

    /// A seed nobody has tried before; when this fails, the seed it names goes into the corpus.
    @Test func aFreshSeedKeepsEveryRule() {
        let seed = UInt64.random(in: 0 ... .max)
        let report = Simulator.run(seed: seed)
        #expect(report.failures.isEmpty, "seed \(seed)")
    }

    @Test func oneSeedGivesOneTranscript() {
        let again = Simulator.run(seed: 7)
        #expect(again.transcript == Self.corpus[6].transcript)
        #expect(again.transcript.digest != Self.corpus[7].transcript.digest)
    }

    /// Seed 6 of this rule found a grid point decided twice after a clock jump across two attempts.
    @Test func rolloutsWithoutConfidenceKeepEveryRule() {
        let report = Simulator.run(seed: 6, rule: SimulatedRules.toy(percents: [0, 10, 25, 50, 100]))
        #expect(report.failures.isEmpty)
    }

    static let policies: [UndecidedPolicy] = [.hold, .extend(to: .seconds(45)), .promote]

    /// Up with an unproven gate: never unless the rule says so, and then the decision says it.
    @Test(arguments: policies, policies) func undecidedGatesDoWhatTheirRuleSays(
        _ orders: UndecidedPolicy, _ sales: UndecidedPolicy
    ) {
        let rule = SimulatedRules.toy(needsApproval: false, undecided: [orders, sales])
        let reports = (1...2 as ClosedRange<UInt64>).map { Simulator.run(seed: $0, rule: rule, length: 300) }
        #expect(reports.flatMap(\.failures).isEmpty)
        let decisions = reports.flatMap(\.records).flatMap(\.step.decisions)
        let ups = decisions.filter { $0.kind == .promote || $0.kind == .complete }
        for (gate, policy) in [("orders", orders), ("sales", sales)] {
            let goesOnWithout = ups.contains { $0.reason.contains("gate \(gate) not proven") }
            #expect(!goesOnWithout || policy == .promote, "\(gate)")
            #expect(goesOnWithout || orders != .promote || sales != .promote, "\(gate)")
            let isHeld = decisions.contains { $0.kind == .hold && $0.cause == gate }
            #expect(!isHeld || policy == .extend(to: .seconds(45)), "\(gate)")
        }
    }

    /// As a restart does after every step: what was written and read again goes on with the same bits.
    @Test(arguments: [1, 8]) func aStateThatWasWrittenAndReadGoesOnWithTheSameBits(_ seed: UInt64) throws {
        let report = Simulator.run(seed: seed)
        let rule = SimulatedRules.drawn(by: seed)
        var state = RolloutState(rollout: rule.name, ruleDigest: rule.digest)
        var evidences = 0
        for record in report.records {
            state = Engine.step(state, record.event, at: record.now, under: record.rule).state
            let bytes = try Self.json(state)
            #expect(bytes == (try Self.json(record.step.state)), "step \(state.sequence)")
            evidences += state.attempt?.evidence.count ?? 0
            state = try JSONDecoder().decode(RolloutState.self, from: bytes)
        }
        #expect(evidences > 100)
    }

    static func json(_ state: RolloutState) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(state)
    }

    @Test func automaticRolloutsKeepEveryRule() {
        let report = Simulator.run(seed: 3, rule: SimulatedRules.toy(needsApproval: false))
        #expect(report.failures.isEmpty)
    }

    @Test func badWeatherGetsEverywhere() {
        let text = Self.corpus.map(\.transcript.text).joined()
        for word in [
            "promote", "roll_back:load", "roll_back:orders", "roll_back:sales", "hold:orders", "hold:sales",
            "stop:breach", "stop:spikes", "stop:burn", "stop:kill_switch", "complete", "routing_test_begun",
            "preflight_checked",
        ] {
            #expect(text.contains(word), "no \(word) in the corpus")
        }
    }

    @Test("what is proven or refuted in bad weather, drills among it, changes nothing of a rollout but its proofs")
    func proofsMoveNothing() {
        for report in Self.corpus {
            var before: RolloutState?
            var proofs = 0
            for record in report.records {
                defer { before = record.step.state }
                guard case .preflightChecked = record.event.kind, let before, record.step.rejection == nil else {
                    continue
                }
                proofs += 1
                let after = record.step.state
                #expect(after.weight == before.weight && after.phase == before.phase)
                #expect(after.incidents == before.incidents && record.step.decisions.isEmpty)
                if before.ruleDigest == after.ruleDigest { #expect(after.attempt == before.attempt) }
            }
            #expect(proofs > 3)
        }
    }

    @Test func theGeneratorIsTheKnownOne() {
        var random = SplitMix64(seed: 0)
        #expect(random.next() == 0xe220_a839_7b1d_cdaf)
        #expect(random.next() == 0x6e78_9e6a_a1b9_65f4)
    }
}

/// The catalogue of alerts knows everything that ever fires.
@Suite struct AlertCatalogueTests {
    @Test(arguments: [[0, 50, 100], [0, 10, 25, 50, 100]])
    func whatFiresIsInTheCatalogue(_ percents: [Int]) {
        let rule = SimulatedRules.toy(percents: percents)
        let known = Set(AlertCatalogue.labels(of: rule))
        let reports = (1...4 as ClosedRange<UInt64>).map { Simulator.run(seed: $0, rule: rule) }
        let fired = Set(
            reports.flatMap(\.records).flatMap(\.step.effects).compactMap { effect in
                if case .fire(let alert) = effect { alert.labels } else { nil }
            })
        #expect(fired.count > 5)
        // Tests of the routing are marked as such, and none of its own.
        #expect(fired.filter { $0["drill"] == nil }.subtracting(known) == [])
        #expect(Set(known.compactMap { $0["alertname"] }).count == 7)
    }
}
