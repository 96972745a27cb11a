import GateModel
import GateTestSupport
import Testing

@Suite struct ProvenWorseTests {
    private static func snapshot(_ gate: String, nats: Double?, confidence: Double = 0.95) -> GateSnapshot {
        let certainty = nats.map { Certainty.sample(fail: $0, confidence: confidence) }
        return GateSnapshot(Verdict(subject: gate, outcome: .pass, reason: .withinThreshold, certainty: certainty))
    }

    @Test("a name needs more evidence the more gates there are, and less the more of them are bad")
    func namesAreCorrectedForTheirNumber() {
        // ln(1/0.05) = 3.0, ln(2/0.05) = 3.69, ln(8/0.05) = 5.08, ln(8/(2 × 0.05)) = 4.38
        #expect(ProvenWorse(among: [Self.snapshot("a", nats: 3.1)])?.gates == ["a"])
        #expect(ProvenWorse(among: ["a", "b"].map { Self.snapshot($0, nats: $0 == "a" ? 3.1 : 0) })?.gates == [])
        let quiet = (1...6).map { Self.snapshot("quiet-\($0)", nats: -1) }
        #expect(ProvenWorse(among: [Self.snapshot("b", nats: 4.5)] + quiet + quiet.prefix(1))?.gates == [])
        let two = ProvenWorse(among: [Self.snapshot("b", nats: 4.5)] + quiet + [Self.snapshot("a", nats: 4.4)])
        #expect(two?.gates == ["b", "a"] && two?.tested == 8)
    }

    @Test func gatesWithoutConfidenceAreNotCounted() {
        let found = ProvenWorse(among: [Self.snapshot("a", nats: 3.1), Self.snapshot("plain", nats: nil)])
        #expect(found?.tested == 1 && found?.gates == ["a"])
        #expect(ProvenWorse(among: [Self.snapshot("plain", nats: nil)]) == nil)
        #expect(ProvenWorse(among: []) == nil)
    }

    @Test func theStrictestGateDecidesHowSure() throws {
        let gates = [Self.snapshot("a", nats: 4), Self.snapshot("b", nats: 4, confidence: 0.99)]
        let found = try #require(ProvenWorse(among: gates))
        #expect(found.confidence == 0.99 && found.gates == [])
    }

    @Test func evidenceThatIsNoNumberNamesNobody() {
        #expect(ProvenWorse(among: [Self.snapshot("a", nats: .nan)])?.gates == [])
        #expect(ProvenWorse(among: [Self.snapshot("a", nats: .infinity)])?.gates == ["a"])
    }
}
