import Foundation
import GateModel
import GateRules
import Testing

@Suite struct ConfidenceRuleTests {
    private static func gate(_ name: String) throws -> Gate {
        try #require(try rule().gate(named: name))
    }

    private static func rule() throws -> RolloutRule {
        let bytes = try [UInt8](Data(contentsOf: Fixtures.url("decode/confidence.good.yml")))
        return try #require(Fixtures.load(bytes, as: "confidence.good.yml").rules.rule(named: "shop"))
    }

    @Test func shortFormIsTheLevelAlone() throws {
        let gate = try Self.gate("availability")
        #expect(gate.confidence == Confidence(level: 0.95))
        #expect(gate.failFor == .zero)
        #expect(gate.minEvents == 0)
    }

    @Test func longFormSaysTheRest() throws {
        let gate = try Self.gate("read-p95")
        #expect(
            gate.confidence
                == Confidence(level: 0.99, undecided: .extend(to: .hours(8)), warmUp: .minutes(1), history: .zero))
        #expect(gate.failFor == .minutes(1))
        #expect(gate.minEvents == 50)
    }

    @Test func tenantsAreToldApart() throws {
        let confidence = try #require(try Self.gate("conversion").confidence)
        #expect(confidence.undecided == .promote)
        #expect(confidence.history == .minutes(15))
        #expect(
            confidence.tenantMix
                == TenantMixSource(
                    canary: #"tenant=~"a|b",stage="{{ stage }}",weight="{{weight}}""#,
                    others: #"tenant!~"a|b",rollout="{{ rollout }}",revision="{{ revision }}""#, period: .hours(72)))
    }

    @Test func leftOutKeysHaveTheirDefaults() throws {
        let confidence = try #require(try Self.gate("rejects").confidence)
        var expected = Confidence()
        expected.tenantMix = TenantMixSource(canary: #"a="b""#, others: #"a!="b""#, period: .hours(24 * 7))
        #expect(confidence == expected)
    }

    @Test func gateWithoutConfidenceKeepsItsGuards() throws {
        let gate = try Self.gate("plain")
        #expect(gate.confidence == nil)
        #expect(gate.failFor == .seconds(15))
        #expect(gate.minEvents == RuleDefaults.minEvents)
    }

    @Test func scrapeIntervalIsTheRollouts() throws {
        #expect(try Self.rule().scrapeInterval == .seconds(15))
    }
}
