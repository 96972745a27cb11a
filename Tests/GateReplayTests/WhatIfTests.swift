import GateModel
import GateReplay
import GateRules
import GateStatistics
import Testing

/// Other values in a rule, and nothing else.
@Suite struct WhatIfTests {
    @Test func aValueIsPutWhereItsPathSays() throws {
        let places: [(String, (RolloutRule) -> Double, Double)] = [
            ("availability.objective=99.5%", \.objective, 0.995),
            ("availability.threshold=0.98", \.objective, 0.98),
            ("read.target=300ms", \.target, 0.3),
            ("read.target=2", \.target, 2),
            ("read.quantile=99%", \.quantile, 0.99),
            ("read.min_events=7", \.readMinEvents, 7),
            ("load.value=3", \.limit, 3),
            ("load.threshold=-1", \.limit, -1),
            ("conversion.margin=7%", \.margin, 0.07),
            ("isolation.max=2", \.most, 2),
            ("availability.confidence=99%", \.level, 0.99),
            ("burn.budget=5%", \.budget, 0.05),
            ("rollout.min_coverage=90%", \.minCoverage, 0.9),
        ]
        for (text, place, value) in places {
            #expect(place(try WhatIf(text).applied(to: Self.rule)) == value, "\(text)")
            #expect(place(Self.rule) != value, "\(text)")
        }
    }

    @Test func aLengthOfTimeIsPutWhereItsPathSays() throws {
        let places: [(String, (RolloutRule) -> TimeSpan, TimeSpan)] = [
            ("read.over=10m", \.readOver, .minutes(10)),
            ("read.for=2m", \.readFor, .minutes(2)),
            ("breach.for=1m", \.breachFor, .minutes(1)),
            ("spikes.within=2h", \.within, .hours(2)),
            ("audit.for=30s", \.trueFor, .seconds(30)),
            ("stage-1.window=3h", \.window, .hours(3)),
            ("rollout.tolerance=5m", \.tolerance, .minutes(5)),
        ]
        for (text, place, value) in places {
            #expect(place(try WhatIf(text).applied(to: Self.rule)) == value, "\(text)")
            #expect(place(Self.rule) != value, "\(text)")
        }
    }

    @Test func severalChangesAreOneVariant() throws {
        let changed = try WhatIf("read.target=1s,read.quantile=99%,read.for=0s").applied(to: Self.rule)
        #expect(changed.target == 1 && changed.quantile == 0.99 && changed.readFor == .zero)
    }

    @Test func nothingElseChanges() throws {
        var changed = try WhatIf("read.for=2m").applied(to: Self.rule)
        changed.gates[1].failFor = Self.rule.gates[1].failFor
        #expect(changed == Self.rule)
    }

    @Test func anUnknownPathIsToldWhatThereIs() {
        let error = #expect(throws: WhatIfError.self) { try WhatIf("read.taget=1s").applied(to: Self.rule) }
        #expect(error?.description.contains("rollout shop has no read.taget") == true)
        for path in ["availability.objective", "read.target", "spikes.count", "burn.short", "stage-1.window"] {
            #expect(error?.description.contains(path) == true)
        }
        #expect(error?.description.contains("sev") == false)
    }

    @Test(
        "values that do not fit are refused with what would",
        arguments: [
            "availability.objective=100%", "availability.objective=most", "read.target=-1", "read.for=fast",
            "spikes.count=0", "spikes.count=1.5", "stage-1.window=1s", "availability.confidence=50%",
            "isolation.max=-1",
        ])
    func misfits(_ text: String) {
        let error = #expect(throws: WhatIfError.self) { try WhatIf(text).applied(to: Self.rule) }
        #expect(error?.description.contains("it takes") == true)
    }

    @Test("what is no change is none", arguments: ["", "a", "a=1", "a.b", "a.b=", "a.b=1,", ".=,"])
    func noChanges(_ text: String) {
        #expect(throws: WhatIfError.self) { try WhatIf(text).applied(to: Self.rule) }
    }

    private static let rule = RolloutRule(
        name: "shop",
        gates: [
            Gate(
                name: "availability",
                kind: .availability(Availability(counted: .bad("bad"), total: "all", objective: 0.999)),
                confidence: Confidence()),
            Gate(name: "read", kind: .latency(Latency(histogram: "h", quantile: 0.95, target: 0.25))),
            Gate(name: "load", kind: .threshold(Threshold(query: "load", comparison: .less, value: 5))),
            Gate(
                name: "conversion",
                kind: .conversion(
                    Conversion(numerator: "n", denominator: "d", worse: .lower, margin: .relative(0.05)))),
            Gate(name: "isolation", kind: .events(SafetyEvents(query: "breaches"))),
        ],
        stopRules: [
            StopRule(name: "breach", kind: .breach(gates: ["availability"], for: .minutes(5))),
            StopRule(
                name: "burn",
                kind: .burnRate(
                    BurnRate(gate: "availability", budgetShare: 0.02, period: .hours(720), long: .hours(1)))),
            StopRule(name: "spikes", kind: .spikes(Spikes(bad: "bad", total: "all", threshold: 0.05))),
            StopRule(name: "audit", kind: .expression(StopExpression(query: "anomalies"))),
            StopRule(name: "safety", kind: .incident([.sev1])),
        ], digest: "d")
}

extension RolloutRule {
    fileprivate var objective: Double {
        if case .availability(let gate) = gates[0].kind { gate.objective } else { .nan }
    }
    fileprivate var target: Double { if case .latency(let gate) = gates[1].kind { gate.target } else { .nan } }
    fileprivate var quantile: Double { if case .latency(let gate) = gates[1].kind { gate.quantile } else { .nan } }
    fileprivate var readMinEvents: Double { gates[1].minEvents }
    fileprivate var readFor: TimeSpan { gates[1].failFor }
    fileprivate var readOver: TimeSpan { if case .sliding(let span) = gates[1].over { span } else { .zero } }
    fileprivate var limit: Double { if case .threshold(let gate) = gates[2].kind { gate.value } else { .nan } }
    fileprivate var margin: Double {
        if case .conversion(let gate) = gates[3].kind, case .relative(let margin) = gate.margin { margin } else { .nan }
    }
    fileprivate var most: Double { if case .events(let gate) = gates[4].kind { gate.max } else { .nan } }
    fileprivate var level: Double { gates[0].confidence?.level ?? .nan }
    fileprivate var breachFor: TimeSpan {
        if case .breach(_, let span) = stopRules[0].kind { span } else { .zero }
    }
    fileprivate var budget: Double {
        if case .burnRate(let rule) = stopRules[1].kind { rule.budgetShare } else { .nan }
    }
    fileprivate var within: TimeSpan { if case .spikes(let rule) = stopRules[2].kind { rule.within } else { .zero } }
    fileprivate var trueFor: TimeSpan {
        if case .expression(let rule) = stopRules[3].kind { rule.trueFor } else { .zero }
    }
    fileprivate var window: TimeSpan { stages[1].window }
}
