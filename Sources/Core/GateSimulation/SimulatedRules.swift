internal import GateModel
public import GateRules
internal import GateStatistics

/// The rules simulated worlds run under: small, with one of everything.
public enum SimulatedRules {
    static let plainDigest = "plain"
    static let variantDigest = "variant"

    /// Three or more stages, windows of one interval, two gates, every kind of stop rule.
    ///
    /// - Parameters:
    ///   - percents: The weights of the stages, rising from 0 to 100.
    ///   - needsApproval: Whether stages need an approval.
    ///   - undecided: What gates with confidence do while they are undecided: the first of `orders`, which is judged at every
    ///     stage, the second of `sales`, which compares; no such gates when empty.
    /// - Returns: The rule.
    public static func toy(
        percents: [Int] = [0, 50, 100], needsApproval: Bool = true, undecided: [UndecidedPolicy] = []
    ) -> RolloutRule {
        let interval = TimeSpan.seconds(15)
        let stages = percents.enumerated().compactMap { index, percent in
            Weight(percent: percent).map {
                Stage(name: "stage-\(index)", weight: $0, window: interval, needsApproval: needsApproval)
            }
        }
        return RolloutRule(
            name: "toy", interval: interval, stages: stages,
            gates: [threshold("load"), threshold("errors")] + confident(undecided),
            stopRules: stopRules(interval), approval: ApprovalRule(expiresAfter: interval * 3),
            unresolvedAfter: interval * 3, digest: plainDigest)
    }

    /// Five stages and two gates with confidence, whose policies the seed draws.
    public static func drawn(by seed: UInt64) -> RolloutRule {
        var random = SplitMix64(seed: seed)
        let interval = TimeSpan.seconds(15)
        let policies: [UndecidedPolicy] = (0..<2).map { _ in
            random.pick([(1, .hold), (2, .extend(to: interval * Int64(1 + random.below(3)))), (1, .promote)])
        }
        return toy(percents: [0, 10, 25, 50, 100], undecided: policies)
    }

    private static func confident(_ policies: [UndecidedPolicy]) -> [Gate] {
        let orders = GateKind.availability(Availability(counted: .bad("b"), total: "t", objective: 0.9))
        let sales = GateKind.conversion(
            Conversion(numerator: "b", denominator: "t", worse: .higher, margin: .relative(0.5)))
        return zip([("orders", orders), ("sales", sales)], policies).map { gate, policy in
            Gate(
                name: gate.0, kind: gate.1, over: .stage, baselineAtFull: .stageZero,
                confidence: Confidence(undecided: policy))
        }
    }

    private static func threshold(_ name: String) -> Gate {
        Gate(name: name, kind: .threshold(Threshold(query: name, comparison: .atMost, value: 1)))
    }

    private static func stopRules(_ interval: TimeSpan) -> [StopRule] {
        let spikes = Spikes(
            bad: "b", total: "t", over: interval, threshold: 0.05, count: 2, within: interval * 20,
            minGap: interval * 2)
        let burn = BurnRate(gate: "errors", budgetShare: 0.02, period: .hours(720), long: interval * 4)
        return [
            StopRule(name: "breach", kind: .breach(gates: ["load"], for: interval * 2)),
            StopRule(name: "burn", kind: .burnRate(burn)),
            StopRule(name: "spikes", kind: .spikes(spikes), target: .zero),
            StopRule(name: "safety", kind: .incident([.sev1, .sev2, .tenantIsolationBreach])),
            StopRule(
                name: "isolation",
                kind: .expression(
                    StopExpression(
                        query: "q", over: interval, trueFor: interval, opensIncident: .kind(.tenantIsolationBreach)))),
        ]
    }
}
