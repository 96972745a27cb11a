import Foundation
import GateModel
import GateReplay
import GateRules
import Testing

@testable import GateCommands

/// What is wrong with a file of rule tests is said before anything runs, all of it, with its place.
@Suite struct RuleTestFileTests {
    private static let rules = """
        rollouts:
          - name: checkout
            gates:
              - name: isolation
                events: {query: 'breaches{ {{ track }} }'}
            stop_rules:
              - name: incidents
                incident: {kinds: [sev1]}

        """

    /// Every key there is.
    private static let everything = """
        rule_files: [rules.yml]
        evaluation_interval: 15s
        actors: {alice: [tech-lead], bob: []}
        tests:
          - name: all of it
            rollout: checkout
            revision: v2
            interval: 30s
            start_timestamp: 2026-02-15T09:30:00Z
            input_series:
              - {series: 'a{b="c"}', values: 0+1x5 _ stale}
              - - {series: d, values: 1}
                - {series: e, values: 2}
            events:
              - {at: 1m, by: alice, start: v3}
              - {at: 1m, attest: all}
              - {at: 1m, attest: [a], refused: unknown_name}
              - {at: 2m, approve: former, refused: no_candidate}
              - {at: 2m, hold: x}
              - {at: 2m, unhold: x}
              - {at: 2m, rollback: x, refused: not_lower}
              - {at: 2m, rollback: {to: stage-0, reason: x}, refused: not_lower}
              - {at: 2m, incident: sev1}
              - {at: 2m, incident: {kind: sev2, id: INC, note: x}}
              - {at: 2m, note: {id: INC, text: x}}
              - {at: 2m, resolve: INC}
              - {at: 2m, alerts: [{labels: {a: b}, status: resolved, starts_at: 1m, note: x}]}
              - {at: 2m, datasource: partial}
              - {at: 3m, kill: x}
              - {at: 3m, resume: x, refused: incident_open}
              - {at: 3m, abort: x}
            expect:
              - eval_time: 4m
                phase: aborted
                stage: stage-0
                weight: 0%
                held: false
                gates:
                  isolation: {outcome: pass, reason: within_threshold, value: 0, threshold: "<= 0", events: NaN, collecting: false}
                stop_rules: {}
                decisions: [start, {kind: stop, cause: x, from_stage: stage-0, to_stage: stage-0, owner: x, reason: .*}]
                alerts: [{alertname: A, labels: {b: c}, annotations: {d: e}, firing: false}]
                incidents: [sev1, {kind: sev2, id: INC, opened_by: x}]
                visits: [{stage: stage-0, decision: stop, owner: x, note: .*}]

        """

    private static func problems(_ text: String, rules: String = rules) throws -> [String] {
        let folder = try TemporaryFolder()
        _ = try folder.write("rules.yml", rules)
        let (suites, diagnostics) = RuleTestLoader.load([try folder.write("rules.test.yml", text)])
        #expect(suites.isEmpty == diagnostics.contains { $0.severity == .error })
        return diagnostics.map { $0.description.replacingOccurrences(of: "\(folder.path)/", with: "") }
    }

    @Test func everyKeyIsRead() throws {
        #expect(try Self.problems(Self.everything) == [])
    }

    @Test func everyKeyIsDocumented() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Service/GateCommands/Stagegate.docc/Testing.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let keys = Self.everything.matches(of: /([a-z_]{3,}):[ ]/).map { String($0.1) }
        let names = ["alice", "bob", "isolation"]
        let missing = Set(keys).filter { !names.contains($0) && !text.contains("`\($0)`") }
        #expect(keys.count > 40 && missing.sorted() == [])
    }

    @Test func everyProblemIsReportedAtOnce() throws {
        let text = """
            rule_files: [rules.yml]
            evaluation_intervall: 15s
            tests:
              - name: a
                interval: soon
                input_series:
                  - {series: 'a{b=c}', values: 0+1y5}
                  - {series: b, values: '{{schema:1}}'}
                events:
                  - {at: 1m, by: alice}
                  - {at: 1m, start: v2, kill: x}
                  - {at: 1m, approve: other}
                expect:
                  - {eval_time: 1m}
                  - {phase: observing}
              - name: a

            """
        #expect(
            try Self.problems(text) == [
                "rules.test.yml:2:1: unknown key `evaluation_intervall` in a file of rule tests (did you mean `evaluation_interval`?)",
                "rules.test.yml:5:15: `soon` is not a duration (units y w d h m s ms, largest first, whole numbers: 1h30m, 500ms)",
                "rules.test.yml:7:18: expected a quoted value, found `c` at character 5",
                "rules.test.yml:7:36: `0+1y5` is no sample (a number, 0+10x100, 5-1x3, 1x5, _ or _x3 for gaps, stale for the end of the series)",
                "rules.test.yml:8:29: native histograms cannot be loaded: `promtool tsdb create-blocks-from openmetrics` reads OpenMetrics text, which has none (write one series a bucket, with the label `le`)",
                "rules.test.yml:10:9: an event needs exactly one of `start`, `attest`, `approve`, `hold`, `unhold`, `rollback`, `kill`, `resume`, `abort`, `incident`, `resolve`, `note`, `alerts`, `datasource`",
                "rules.test.yml:11:29: `start` and `kill` exclude each other (an event takes exactly one of `start`, `attest`, `approve`, `hold`, `unhold`, `rollback`, `kill`, `resume`, `abort`, `incident`, `resolve`, `note`, `alerts`, `datasource`)",
                "rules.test.yml:12:27: `other` is not one of current, former",
                "rules.test.yml:15:9: `eval_time` is missing in an expectation: a duration",
                "rules.test.yml:16:5: `expect` is missing in a test: a list",
            ])
    }

    @Test func namesTheRulesDoNotHaveAreErrors() throws {
        let text = """
            rule_files: [rules.yml]
            tests:
              - name: a
                events: [{at: 1m, rollback: {to: top}}]
                expect:
                  - eval_time: 1m
                    stage: stage-9
                    gates: {isolatoin: pass}
                    stop_rules: {incidents: pass}
                    alerts: [{alertname: A, receivers: [b]}]
              - name: b
                rollout: chekout
                expect: [{eval_time: 1m, phase: observing}]

            """
        #expect(
            try Self.problems(text) == [
                "rules.test.yml:4:14: rollout `checkout` has no stage `top` (one of: stage-0, stage-1, stage-2, stage-3, stage-4)",
                "rules.test.yml:7:9: rollout `checkout` has no stage `stage-9` (did you mean `stage-0`?)",
                "rules.test.yml:8:17: rollout `checkout` has no gate `isolatoin` (did you mean `isolation`?)",
                "rules.test.yml:9:22: rollout `checkout` has no stop rule that measures something `incidents` (one of: )",
                "rules.test.yml:10:9: `receivers` need an Alertmanager's routes (name its configuration at the top of the file: alertmanager: alertmanager.yml)",
                "rules.test.yml:12:14: there is no rollout `chekout` (did you mean `checkout`?)",
            ])
    }

    @Test func brokenRulesAreReportedAsTheyAreElsewhere() throws {
        let text =
            "rule_files: [rules.yml, none.yml]\ntests: [{name: a, expect: [{eval_time: 1m, phase: observing}]}]\n"
        let problems = try Self.problems(text, rules: "rollouts: [{name: X}]\n")
        #expect(problems.contains { $0.hasPrefix("rules.yml:1:") } && problems.contains { $0.hasPrefix("none.yml: ") })
    }
}
