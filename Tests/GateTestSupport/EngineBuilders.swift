public import GateModel
public import GateRules
import GateStatistics

extension RolloutRule {
    /// A small rule: 0, 25, 50 and 100 %, a window of two intervals of 15 s, one gate that must fail twice.
    ///
    /// - Parameters:
    ///   - gates: The gates; one availability gate `slo` by default.
    ///   - stopRules: The stop rules; none by default.
    ///   - approval: Whether stages need an approval.
    /// - Returns: The rule, with digest `d1`.
    public static func toy(
        gates: [Gate] = [.slo], stopRules: [StopRule] = [], approval: Bool = true
    ) -> RolloutRule {
        let stages = [("base", 0), ("low", 25), ("half", 50), ("full", 100)].compactMap { name, percent in
            Weight(percent: percent).map {
                Stage(name: name, weight: $0, window: .seconds(30), needsApproval: approval)
            }
        }
        return RolloutRule(
            name: "toy", scope: Scope(services: ["api", "web"]), stages: stages, gates: gates, stopRules: stopRules,
            digest: "d1")
    }

    /// This rule after a change.
    public func with(_ change: (inout RolloutRule) -> Void) -> RolloutRule {
        var rule = self
        change(&rule)
        return rule
    }
}

extension Gate {
    /// An availability gate that must fail at two neighbouring grid points.
    public static let slo = Gate.availability("slo")

    /// An availability gate.
    public static func availability(_ name: String, stages: [String]? = nil) -> Gate {
        Gate(
            name: name, kind: .availability(Availability(counted: .bad("bad"), total: "all", objective: 0.999)),
            stages: stages)
    }

    /// A comparing gate.
    public static func conversion(_ name: String) -> Gate {
        Gate(
            name: name,
            kind: .conversion(
                Conversion(numerator: "sold", denominator: "seen", worse: .lower, margin: .relative(0.05))),
            baseline: .stageZero)
    }
}

extension Verdict {
    /// A verdict that passes.
    public static func pass(_ subject: String) -> Verdict {
        Verdict(
            subject: subject, outcome: .pass, reason: .withinThreshold, value: .finite(0.9995), threshold: 0.999,
            comparison: ">=", margin: 0.0005, events: 1200)
    }

    /// A verdict that fails.
    public static func fail(_ subject: String) -> Verdict {
        Verdict(
            subject: subject, outcome: .fail, reason: .beyondThreshold, value: .finite(0.9), threshold: 0.999,
            comparison: ">=", margin: -0.099, events: 1200)
    }

    /// A verdict without enough data.
    public static func blind(_ subject: String) -> Verdict {
        Verdict(subject: subject, outcome: .inconclusive, reason: .tooFewEvents, threshold: 0.999, events: 34)
    }

    /// A verdict for which asking failed.
    public static func error(_ subject: String) -> Verdict {
        Verdict(subject: subject, outcome: .error, reason: .sourceUnavailable)
    }

    /// A verdict whose statistics have not decided.
    public static func unproven(_ subject: String) -> Verdict {
        Verdict(subject: subject, outcome: .inconclusive, reason: .notProven, value: .finite(0.9991), threshold: 0.999)
    }

    /// What a comparing gate says at stage 0.
    public static func collecting(_ subject: String, events: Double, total: Double) -> Verdict {
        Verdict(
            subject: subject, outcome: .inconclusive, reason: .noData, isCollecting: true,
            baseline: RatioCounts(events: events, total: total))
    }
}

extension Actor {
    /// A tech lead.
    public static let alice = Actor(name: "alice", roles: [.techLead])
    /// An operator.
    public static let oskar = Actor(name: "oskar", roles: [.operate])
}

extension TraceID {
    /// A trace id for tests.
    public static let test = TraceID(high: 1, low: 2)
}
