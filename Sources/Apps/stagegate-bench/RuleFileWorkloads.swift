import GateLint
import GateModel
import GateRules
import YAMLReader

/// What rule files cost.
extension Workload {
    /// Reading, decoding and looking at one file with ten gates, as `stagegate check` does with every file.
    static let checkRuleFile = Workload(name: "check-rule-file", repetitions: 200) {
        let file = "bench.yml"
        let text = ruleFile
        let (bytes, lines) = (Array(text.utf8), text.split(separator: "\n").map(String.init))
        let surroundings = LintSurroundings(now: Timestamp(seconds: 1_700_000_000))
        return {
            guard let node = YAMLReader.read(bytes, file: file).node else { return 0 }
            let (files, diagnostics) = RuleDecoder.decodeEach([(file, node)])
            let rollouts = files.flatMap(\.rollouts)
            let source = RuleSource(file: file, lines: lines, node: node, rollouts: rollouts)
            let left = IgnoreComments(file: file, lines: lines).apply(
                to: Lint.findings(in: source, surroundings), checked: [])
            return rollouts.flatMap(\.gates).count + diagnostics.count + left.count
        }
    }

    private static var ruleFile: String {
        let selector = #"service="shop",tenant_tier="production",{{ track }}"#
        let gates = (0..<10).map { index in
            """
                  - name: gate-\(index)
                    description: Success rate of part \(index)
                    availability:
                      bad: 'sum(increase(requests_total{\(selector),part="\(index)",code=~"5.."}[{{ over }}]))'
                      total: 'sum(increase(requests_total{\(selector),part="\(index)"}[{{ over }}]))'
                      objective: 99.9%
                    over: 5m
                    for: 1m
                    min_events: 1000

            """
        }
        return """
            rollouts:
              - name: bench
                interval: 15s
                stages:
                  - {name: baseline, weight: 0%, window: 1h}
                  - {name: canary, weight: 10%, window: 4h}
                  - {name: full, weight: 100%, window: 8h}
                gates:

            """ + gates.joined()
    }
}
