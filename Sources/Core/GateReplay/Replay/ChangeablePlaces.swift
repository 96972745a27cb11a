import GateModel
import GateRules

/// A place of a rule where a replay can try another value.
struct ChangeablePlace {
    /// Where: the name of a gate, stop rule or stage, or `rollout`, and the field.
    let path: String
    /// What may stand there, for people.
    let form: String
    /// Puts a value there; `false` when it does not fit.
    let set: (String, inout RolloutRule) -> Bool
}

/// Every place of a rule where a replay can try another value.
enum ChangeablePlaces {
    /// The places in the order of the rule.
    static func all(of rule: RolloutRule) -> [ChangeablePlace] {
        let gates = rule.gates.indices.flatMap { gate(rule.gates[$0], at: $0) }
        let stopRules = rule.stopRules.indices.flatMap { stopRule(rule.stopRules[$0], at: $0) }
        let stages = rule.stages.indices.map { index in
            span("\(rule.stages[index].name).window", least: rule.interval) { $1.stages[index].window = $0 }
        }
        let whole = [
            span("rollout.tolerance", least: .zero) { $1.tolerance = $0 },
            share("rollout.min_coverage") { $1.minCoverage = $0 },
        ]
        return gates + stopRules + stages + whole
    }

    // MARK: Gates

    private static func gate(_ gate: Gate, at index: Int) -> [ChangeablePlace] {
        var places = limits(of: gate, at: index)
        if case .sliding = gate.over {
            places.append(
                span("\(gate.name).over", least: milliseconds) { $1.gates[index].over = .sliding($0) })
        }
        places.append(span("\(gate.name).for", least: .zero) { $1.gates[index].failFor = $0 })
        if gate.kind.countsEvents {
            places.append(number("\(gate.name).min_events", least: 0) { $1.gates[index].minEvents = $0 })
        }
        if gate.confidence != nil {
            places.append(
                share("\(gate.name).confidence", above: 0.5) { $1.gates[index].confidence?.level = $0 })
        }
        return places
    }

    /// The limit a gate is held against, by its own name and as `threshold`.
    private static func limits(of gate: Gate, at index: Int) -> [ChangeablePlace] {
        func both(_ name: String, _ make: (String) -> ChangeablePlace) -> [ChangeablePlace] {
            ["\(gate.name).\(name)", "\(gate.name).threshold"].map(make)
        }
        switch gate.kind {
        case .availability:
            return both("objective") { path in
                share(path) { value, rule in rule.gates[index].changeAvailability { $0.objective = value } }
            }
        case .latency:
            let targets = both("target") { path in
                target(path) { value, rule in rule.gates[index].changeLatency { $0.target = value } }
            }
            return targets + [
                share("\(gate.name).quantile") { value, rule in
                    rule.gates[index].changeLatency { $0.quantile = value }
                }
            ]
        case .conversion:
            return both("margin") { path in
                share(path, least: 0) { value, rule in rule.gates[index].changeMargin(to: value) }
            }
        case .threshold(var threshold):
            return both("value") { path in
                number(path) { value, rule in
                    threshold.value = value
                    rule.gates[index].kind = .threshold(threshold)
                }
            }
        case .events(var events):
            return both("max") { path in
                number(path, least: 0) { value, rule in
                    events.max = value
                    rule.gates[index].kind = .events(events)
                }
            }
        }
    }

    // MARK: Forms

    static let milliseconds = TimeSpan(milliseconds: 1)

    static func span(
        _ path: String, least: TimeSpan, _ put: @escaping (TimeSpan, inout RolloutRule) -> Void
    ) -> ChangeablePlace {
        ChangeablePlace(path: path, form: "a duration such as 5m, at least \(least)") { text, rule in
            guard let value = TimeSpan(prometheusDuration: text), value >= least else { return false }
            put(value, &rule)
            return true
        }
    }

    static func number(
        _ path: String, least: Double = -.infinity, _ put: @escaping (Double, inout RolloutRule) -> Void
    ) -> ChangeablePlace {
        ChangeablePlace(path: path, form: least == 0 ? "a number, 0 or more" : "a number") { text, rule in
            guard let value = NumberSyntax.number(text), value >= least else { return false }
            put(value, &rule)
            return true
        }
    }

    static func share(
        _ path: String, above: Double = 0, _ put: @escaping (Double, inout RolloutRule) -> Void
    ) -> ChangeablePlace {
        ChangeablePlace(path: path, form: "a share such as 99.5%, above \(above) and below 1") { text, rule in
            guard let value = NumberSyntax.ratio(text)?.value, value > above, value < 1 else { return false }
            put(value, &rule)
            return true
        }
    }

    private static func share(
        _ path: String, least: Double, _ put: @escaping (Double, inout RolloutRule) -> Void
    ) -> ChangeablePlace {
        ChangeablePlace(path: path, form: "a share such as 5%, 0 or more and below 1") { text, rule in
            guard let value = NumberSyntax.ratio(text)?.value, value >= least, value < 1 else { return false }
            put(value, &rule)
            return true
        }
    }

    private static func target(
        _ path: String, _ put: @escaping (Double, inout RolloutRule) -> Void
    ) -> ChangeablePlace {
        ChangeablePlace(path: path, form: "a duration such as 300ms, or a number above 0") { text, rule in
            guard let value = NumberSyntax.number(text) ?? TimeSpan(prometheusDuration: text)?.seconds, value > 0 else {
                return false
            }
            put(value, &rule)
            return true
        }
    }
}

extension Gate {
    fileprivate mutating func changeAvailability(_ change: (inout Availability) -> Void) {
        guard case .availability(var availability) = kind else { return }
        change(&availability)
        kind = .availability(availability)
    }

    fileprivate mutating func changeLatency(_ change: (inout Latency) -> Void) {
        guard case .latency(var latency) = kind else { return }
        change(&latency)
        kind = .latency(latency)
    }

    /// A relative margin stays relative and an absolute one absolute.
    fileprivate mutating func changeMargin(to value: Double) {
        guard case .conversion(var conversion) = kind else { return }
        switch conversion.margin {
        case .relative: conversion.margin = .relative(value)
        case .absolute: conversion.margin = .absolute(value)
        }
        kind = .conversion(conversion)
    }
}
