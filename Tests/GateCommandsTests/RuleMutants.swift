import GateModel
import GateRules
import GateStatistics

/// Every rule that differs from a given one in one threshold, one direction or one duration of a gate or a stop rule, or lacks
/// one of them.
struct RuleMutants {
    struct Mutant: Sendable {
        /// What was changed: `gate read-p95: target 0.5`.
        let name: String
        /// The gate or stop rule.
        let subject: String
        let rule: RolloutRule
    }

    private(set) var all: [Mutant] = []

    init(of rule: RolloutRule) {
        for index in rule.gates.indices { addGate(index, rule) }
        for index in rule.stopRules.indices { addStopRule(index, rule) }
    }

    private mutating func addGate(_ index: Int, _ rule: RolloutRule) {
        let gate = rule.gates[index]
        func add(_ what: String, _ change: (inout Gate) -> Void) {
            var mutated = rule
            change(&mutated.gates[index])
            all.append(Mutant(name: "gate \(gate.name): \(what)", subject: gate.name, rule: mutated))
        }
        var without = rule
        without.gates.remove(at: index)
        without.stopRules.removeAll { Self.rests($0.kind, on: gate.name) }
        all.append(Mutant(name: "gate \(gate.name): gone", subject: gate.name, rule: without))
        for (what, kind) in Self.mutants(of: gate.kind) { add(what) { $0.kind = kind } }
        for span in Self.durations(gate.failFor, atLeast: rule.interval) { add("for \(span)") { $0.failFor = span } }
        if gate.minEvents > 0 {
            for factor in [0.5, 2] { add("min_events × \(factor)") { $0.minEvents *= factor } }
        }
        if let confidence = gate.confidence {
            for factor in [0.5, 2] {
                add("1 - level × \(factor)") { $0.confidence?.level = 1 - confidence.alpha * factor }
            }
            for span in Self.durations(confidence.warmUp) { add("warm_up \(span)") { $0.confidence?.warmUp = span } }
        } else if case .sliding(let over) = gate.over {
            for span in Self.durations(over) { add("over \(span)") { $0.over = .sliding(span) } }
        }
    }

    private mutating func addStopRule(_ index: Int, _ rule: RolloutRule) {
        let stopRule = rule.stopRules[index]
        var without = rule
        without.stopRules.remove(at: index)
        all.append(Mutant(name: "stop rule \(stopRule.name): gone", subject: stopRule.name, rule: without))
        for (what, kind) in Self.mutants(of: stopRule.kind) {
            var mutated = rule
            mutated.stopRules[index].kind = kind
            all.append(Mutant(name: "stop rule \(stopRule.name): \(what)", subject: stopRule.name, rule: mutated))
        }
    }

    private static func rests(_ kind: StopRuleKind, on gate: String) -> Bool {
        switch kind {
        case .breach(let gates, _): gates.contains(gate)
        case .burnRate(let burnRate): burnRate.gate == gate
        case .spikes, .incident, .expression: false
        }
    }

    /// Half of it and twice as much; where nothing is waited for, five minutes.
    private static func durations(_ span: TimeSpan, atLeast least: TimeSpan = .zero) -> [TimeSpan] {
        if span == .zero { return [.minutes(5)] }
        let half = TimeSpan(milliseconds: span.milliseconds / 2)
        // Between two evaluations nothing is seen: less than one interval is none.
        return [half < least ? .zero : half, span * 2]
    }

    private static func mutants(of kind: GateKind) -> [(String, GateKind)] {
        switch kind {
        case .availability(let availability):
            var mutants: [(String, GateKind)] = []
            for factor in [0.5, 2] {
                var mutated = availability
                mutated.objective = 1 - (1 - availability.objective) * factor
                mutants.append(("1 - objective × \(factor)", .availability(mutated)))
            }
            var turned = availability
            switch availability.counted {
            case .good(let query): turned.counted = .bad(query)
            case .bad(let query): turned.counted = .good(query)
            }
            return mutants + [("good for bad", .availability(turned))]
        case .latency(let latency):
            return [0.5, 2].flatMap { factor -> [(String, GateKind)] in
                var (quantile, target) = (latency, latency)
                quantile.quantile = 1 - (1 - latency.quantile) * factor
                target.target *= factor
                return [
                    ("1 - quantile × \(factor)", .latency(quantile)), ("target × \(factor)", .latency(target)),
                ]
            }
        case .conversion(let conversion):
            var turned = conversion
            turned.worse = conversion.worse == .lower ? .higher : .lower
            return [0.5, 2].map { factor in
                var mutated = conversion
                switch conversion.margin {
                case .relative(let margin): mutated.margin = .relative(margin * factor)
                case .absolute(let margin): mutated.margin = .absolute(margin * factor)
                }
                return ("margin × \(factor)", .conversion(mutated))
            } + [("the other direction", .conversion(turned))]
        case .threshold(let threshold):
            return thresholds(threshold.comparison, threshold.value).map { what, comparison, value in
                (what, .threshold(Threshold(query: threshold.query, comparison: comparison, value: value)))
            }
        case .events(let events):
            return [("max + 1", .events(SafetyEvents(query: events.query, max: events.max + 1)))]
        }
    }

    private static func thresholds(_ comparison: Comparison, _ value: Double) -> [(String, Comparison, Double)] {
        let turned: Comparison =
            switch comparison {
            case .less: .greater
            case .atMost: .atLeast
            case .greater: .less
            case .atLeast: .atMost
            case .equal: .notEqual
            case .notEqual: .equal
            }
        let values = value == 0 ? [1] : [value / 2, value * 2]
        return values.map { ("value \($0)", comparison, $0) } + [("\(turned.rawValue)", turned, value)]
    }

    private static func mutants(of kind: StopRuleKind) -> [(String, StopRuleKind)] {
        switch kind {
        case .breach(let gates, let span):
            return durations(span).map { ("for \($0)", .breach(gates: gates, for: $0)) }
        case .burnRate(let burnRate): return mutants(of: burnRate)
        case .spikes(let spikes): return mutants(of: spikes)
        case .incident(let kinds):
            return kinds.map { kind in ("without \(kind.rawValue)", .incident(kinds.filter { $0 != kind })) }
        case .expression(let expression):
            var mutants: [(String, StopRuleKind)] = []
            for (what, comparison, value) in thresholds(expression.comparison, expression.value) {
                var mutated = expression
                (mutated.comparison, mutated.value) = (comparison, value)
                mutants.append((what, .expression(mutated)))
            }
            for span in durations(expression.over) {
                var mutated = expression
                mutated.over = span
                mutants.append(("over \(span)", .expression(mutated)))
            }
            for span in durations(expression.trueFor) {
                var mutated = expression
                mutated.trueFor = span
                mutants.append(("for \(span)", .expression(mutated)))
            }
            return mutants
        }
    }

    private static func mutants(of burnRate: BurnRate) -> [(String, StopRuleKind)] {
        var mutants: [(String, StopRuleKind)] = []
        func add(_ what: String, _ change: (inout BurnRate) -> Void) {
            var mutated = burnRate
            change(&mutated)
            mutants.append((what, .burnRate(mutated)))
        }
        for factor in [0.5, 2] {
            add("budget × \(factor)") { $0.budgetShare *= factor }
            add("min_events × \(factor)") { $0.minEvents *= factor }
        }
        for span in durations(burnRate.period) { add("period \(span)") { $0.period = span } }
        for span in durations(burnRate.long) { add("long \(span)") { $0.long = span } }
        for span in durations(burnRate.short) { add("short \(span)") { $0.short = span } }
        return mutants
    }

    private static func mutants(of spikes: Spikes) -> [(String, StopRuleKind)] {
        var mutants: [(String, StopRuleKind)] = []
        func add(_ what: String, _ change: (inout Spikes) -> Void) {
            var mutated = spikes
            change(&mutated)
            mutants.append((what, .spikes(mutated)))
        }
        for factor in [0.5, 2] {
            add("threshold × \(factor)") { $0.threshold *= factor }
            add("min_events × \(factor)") { $0.minEvents *= factor }
        }
        for count in [spikes.count - 1, spikes.count + 1] { add("count \(count)") { $0.count = count } }
        for span in durations(spikes.over) { add("over \(span)") { $0.over = span } }
        for span in durations(spikes.within) { add("within \(span)") { $0.within = span } }
        for span in durations(spikes.minLength) { add("min_length \(span)") { $0.minLength = span } }
        for span in durations(spikes.minGap) { add("min_gap \(span)") { $0.minGap = span } }
        return mutants
    }
}
