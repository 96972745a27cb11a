import Foundation
import GateModel
import GateRules
import GateTestSupport
import Testing
import YAMLReader

@Suite struct ShippedRulesTests {
    static let names = ["advisory.yml", "minimal.yml"]

    static func folder() -> URL {
        Golden.fixtures().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("rules")
    }

    static func load(_ name: String) throws -> (rules: RuleSet, diagnostics: [Diagnostic]) {
        Fixtures.load(try [UInt8](Data(contentsOf: folder().appendingPathComponent(name))), as: name)
    }

    @Test func everyShippedRuleFileIsLookedAt() throws {
        let found = try FileManager.default.contentsOfDirectory(atPath: Self.folder().path)
        #expect(found.filter { $0.hasSuffix(".yml") && !$0.hasSuffix(".test.yml") }.sorted() == Self.names)
    }

    @Test(arguments: names) func shippedRuleFileHasNoProblems(_ name: String) throws {
        let loaded = try Self.load(name)
        #expect(loaded.diagnostics == [])
        #expect(loaded.rules.rollouts.count == 1)
    }

    @Test func minimalRuleIsTheDefaults() throws {
        let rule = try #require(try Self.load("minimal.yml").rules.rule(named: "checkout"))
        let gate = try #require(rule.gates.first)
        #expect(rule == RolloutRule(name: "checkout", gates: [Gate(name: "availability", kind: gate.kind)]))
    }

    @Test func advisoryRuleHasTheStagesOfTheProtocol() throws {
        let rule = try #require(try Self.load("advisory.yml").rules.rule(named: "advisory"))
        #expect(rule.stages.map(\.weight.percent) == [0, 10, 25, 50, 100])
        #expect(rule.stages.allSatisfy { $0.needsApproval })
        #expect(rule.approval.roles == [.techLead])
        #expect(rule.approval.onCall != .anyone)
        #expect(
            rule.preflight.map { $0.proof?.name } == [
                "rule_approved", "alert_routing", "datasource", "drill", "drill", nil,
            ])
    }

    @Test func advisoryGatesAreJudgedAtEveryStage() throws {
        let rule = try #require(try Self.load("advisory.yml").rules.rule(named: "advisory"))
        #expect(
            rule.gates.map(\.name) == [
                "availability", "read-p95", "read-p99", "write-p95", "write-p99", "conversion", "reject-with-reason",
                "isolation",
            ])
        for gate in rule.gates {
            for stage in rule.stages { #expect(gate.applies(to: stage)) }
        }
        let targets = rule.gates.compactMap { gate -> [Double]? in
            if case .latency(let latency) = gate.kind { [latency.quantile, latency.target] } else { nil }
        }
        #expect(targets == [[0.95, 0.25], [0.99, 0.5], [0.95, 0.5], [0.99, 1]])
    }

    @Test func sustainedBreachStopsBeforeItOnlyRollsBack() throws {
        let rule = try #require(try Self.load("advisory.yml").rules.rule(named: "advisory"))
        for stopRule in rule.stopRules {
            guard case .breach(let names, let length) = stopRule.kind else { continue }
            #expect(names.allSatisfy { rule.gate(named: $0).map { $0.failFor >= length } ?? false })
        }
    }
}
