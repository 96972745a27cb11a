import GateModel
import GateStatistics

extension RuleDecoder {
    private static let gateKinds = ["availability", "latency", "conversion", "threshold", "events"]

    /// The one kind a gate has; `nil` when a problem was reported.
    static func gateKind(of keys: MappingDecoder) -> GateKind? {
        let kind = keys.exactlyOne(of: gateKinds)
        // All of them are decoded, so that a gate with two kinds reports the mistakes in both.
        let decoded: [String: GateKind?] = [
            "availability": keys.optional("availability", availability).map { .availability($0) },
            "latency": keys.optional("latency", latency).map { .latency($0) },
            "conversion": keys.optional("conversion", conversion).map { .conversion($0) },
            "threshold": keys.optional("threshold", threshold).map { .threshold($0) },
            "events": keys.optional("events", events).map { .events($0) },
        ]
        return kind.flatMap { decoded[$0] ?? nil }
    }

    private static var availability: ValueDecoder<Availability> {
        .mapping("an availability gate") { keys in
            let counted = keys.exactlyOne(of: ["bad", "good"])
            let bad = keys.optional("bad", .query(track: .advised))
            let good = keys.optional("good", .query(track: .advised))
            let total = keys.required("total", .query(track: .advised))
            let objective = keys.required("objective", .openRatio)
            guard let counted, let events = counted == "bad" ? bad : good, let total, let objective else { return nil }
            return Availability(
                counted: counted == "bad" ? .bad(events) : .good(events), total: total, objective: objective)
        }
    }

    private static var latency: ValueDecoder<Latency> {
        .mapping("a latency gate") { keys in
            let histogram = keys.required("histogram", .query(track: .advised))
            let quantile = keys.required("quantile", .openRatio)
            let target = keys.required("target", .target)
            guard let histogram, let quantile, let target else { return nil }
            return Latency(histogram: histogram, quantile: quantile, target: target)
        }
    }

    private static var conversion: ValueDecoder<Conversion> {
        .mapping("a conversion gate") { keys in
            let numerator = keys.required("numerator", .query(track: .required))
            let denominator = keys.required("denominator", .query(track: .required))
            let worse: Direction? = keys.required("worse", .choice)
            let margin = keys.required("margin", margin)
            guard let numerator, let denominator, let worse, let margin else { return nil }
            if worse == .lower, case .relative(let share) = margin, share >= 1 {
                keys.report(
                    "a relative margin of 100 % or more can never be exceeded downwards", at: "margin",
                    hint: "a ratio cannot fall below 0")
            }
            return Conversion(numerator: numerator, denominator: denominator, worse: worse, margin: margin)
        }
    }

    private static var margin: ValueDecoder<Margin> {
        .mapping("a margin") { keys in
            let kind = keys.exactlyOne(of: ["relative", "absolute"])
            let relative = keys.optional("relative", .positiveShare)
            let absolute = keys.optional("absolute", .openRatio)
            return kind == "relative" ? relative.map { .relative($0) } : absolute.map { .absolute($0) }
        }
    }

    private static var threshold: ValueDecoder<Threshold> {
        .mapping("a threshold gate") { keys in
            let query = keys.required("query", .query(track: .free))
            let comparison: Comparison? = keys.required("op", .choice)
            let value = keys.required("value", .number)
            guard let query, let comparison, let value else { return nil }
            return Threshold(query: query, comparison: comparison, value: value)
        }
    }

    private static var events: ValueDecoder<SafetyEvents> {
        .mapping("an events gate") { keys in
            let query = keys.required("query", .query(track: .free))
            let max = keys.value("max", .count, default: 0)
            return query.map { SafetyEvents(query: $0, max: max) }
        }
    }
}
