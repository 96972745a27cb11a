import GateModel
import GateRules
import GateRuntime
import MetricsExposition

/// What a scrape costs.
extension Workload {
    /// Rendering ten thousand series of which none has changed.
    static let renderMetrics = Workload(name: "render-10k-series", repetitions: 20) {
        let registry = MetricsRegistry()
        let family = registry.gauge("stagegate_bench_value", help: "A value.", labels: ["rollout", "gate"])
        for index in 0..<10_000 { family.with("rollout-\(index / 100)", "gate-\(index % 100)").set(Double(index) / 3) }
        return { registry.render().count }
    }

    /// A scrape of ten thousand gates, every one of which was evaluated since the scrape before.
    static let scrapeGates = Workload(name: "scrape-10k-gates", repetitions: 10) {
        let gates = ManyGates()
        return ({ gates.evaluate() }, { gates.registry.render(as: .openMetrics).count })
    }

    /// The same with gzip, as Prometheus asks for it.
    static let scrapeGatesPacked = Workload(name: "scrape-10k-gates-gzip", repetitions: 10) {
        let gates = ManyGates()
        return ({ gates.evaluate() }, { gates.registry.renderPacked(as: .openMetrics)?.count ?? 0 })
    }

    /// A second Prometheus that scrapes the same.
    static let scrapeGatesUnchanged = Workload(name: "scrape-10k-gates-gzip-unchanged", repetitions: 10) {
        let gates = ManyGates()
        return { gates.registry.renderPacked(as: .openMetrics)?.count ?? 0 }
    }
}

/// A hundred rollouts of a hundred gates with the metrics that the service keeps of them.
private final class ManyGates {
    let registry = MetricsRegistry()
    private let metrics: RolloutMetrics
    private let rules: [RolloutRule]
    private var at = Timestamp(seconds: 1_700_000_000)
    private var state: UInt64 = 42

    init() {
        metrics = RolloutMetrics(in: registry)
        let gates = (0..<100).map { index in
            Gate(
                name: "availability-\(index)",
                kind: .threshold(Threshold(query: "up", comparison: .atLeast, value: 0.999)))
        }
        rules = (0..<100).map { RolloutRule(name: "service-\($0)", gates: gates, digest: "0") }
        for rule in rules { metrics.declare(rule) }
        evaluate()
    }

    /// Evaluates everything once: new values everywhere, and one gate in a thousand fails.
    func evaluate() {
        at = at + .seconds(15)
        for rule in rules {
            let verdicts = rule.gates.map { gate -> Verdict in
                // Numbers as long as measured ones, the same in every run.
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let isBad = (state >> 33) % 1000 == 0
                let value = (isBad ? 0.99 : 0.999) + Double(state >> 11) / Double(1 << 53) / 1000
                return Verdict(
                    subject: gate.name, outcome: isBad ? .fail : .pass,
                    reason: isBad ? .beyondThreshold : .withinThreshold, value: .finite(value), threshold: 0.999)
            }
            let evaluation = Evaluation(at: at, gates: verdicts)
            metrics.show(evaluation, under: rule)
            for verdict in verdicts { metrics.count(verdict, of: rule.name) }
        }
    }
}
