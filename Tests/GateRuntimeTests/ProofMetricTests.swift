import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import MetricsExposition
import Testing

@testable import GateRuntime

@Suite struct ProofMetricTests {
    private static func rule(_ confident: Bool) -> RolloutRule {
        let availability = GateKind.availability(Availability(counted: .bad("bad"), total: "total", objective: 0.99))
        return RolloutRule(
            name: "toy",
            gates: [
                Gate(name: "sure", kind: availability, confidence: confident ? Confidence() : nil),
                Gate(name: "plain", kind: availability),
            ])
    }

    private static func evaluation(_ certainty: Certainty?) -> Evaluation {
        let verdict = Verdict(subject: "sure", outcome: .inconclusive, reason: .notProven, certainty: certainty)
        return Evaluation(at: Timestamp(seconds: 60), gates: [verdict])
    }

    private static func series(_ registry: MetricsRegistry) -> [String] {
        String(decoding: registry.render(), as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("stagegate_gate_proof_ratio") }
            .map { String($0.dropFirst("stagegate_gate_proof_ratio".count)) }
    }

    @Test("gates with confidence have both sides from the start, others have none")
    func everySideExistsFromTheStart() {
        let registry = MetricsRegistry()
        let metrics = RolloutMetrics(in: registry)
        metrics.declare(Self.rule(true))
        #expect(
            Self.series(registry) == [
                #"{rollout="toy",gate="sure",side="fail"} 0"#, #"{rollout="toy",gate="sure",side="pass"} 0"#,
            ])
        metrics.declare(Self.rule(false))
        #expect(Self.series(registry) == [])
    }

    @Test(
        "it is the share of the evidence that decides",
        arguments: [
            (Certainty.sample(fail: 1.55, pass: -4), "0.25", "0"), (.sample(.proven, fail: 0, pass: 9), "0", "1"),
            (.sample(.refuted, fail: 1.55, pass: 0), "1", "0"), (.sample(fail: .nan, pass: .infinity), "0", "1"),
            (nil, "0", "0"),
        ] as [(Certainty?, String, String)])
    func showsProgress(_ certainty: Certainty?, _ fail: String, _ pass: String) {
        let registry = MetricsRegistry()
        let metrics = RolloutMetrics(in: registry)
        metrics.declare(Self.rule(true))
        metrics.show(Self.evaluation(.sample(fail: 5, pass: 2)), under: Self.rule(true))
        metrics.show(Self.evaluation(certainty), under: Self.rule(true))
        #expect(
            Self.series(registry) == [
                #"{rollout="toy",gate="sure",side="fail"} \#(fail)"#,
                #"{rollout="toy",gate="sure",side="pass"} \#(pass)"#,
            ])
    }

    @Test func itGoesWithItsRollout() {
        let registry = MetricsRegistry()
        let metrics = RolloutMetrics(in: registry)
        metrics.declare(Self.rule(true))
        metrics.forget("toy")
        #expect(Self.series(registry) == [])
    }
}
