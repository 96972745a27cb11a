import GateModel
import GateStatistics

/// The kind of a gate with the queries it counts with, and where they stand.
struct GateKindDraft {
    let kind: GateKind
    var counting: [Located<String>] = []
}

extension RuleDecoder {
    private static let gateKinds = ["availability", "latency", "conversion", "threshold", "events"]

    /// The one kind a gate has; `nil` when a problem was reported.
    static func gateKind(of keys: MappingDecoder) -> GateKindDraft? {
        let kind = keys.exactlyOne(of: gateKinds)
        // All of them are decoded, so that a gate with two kinds reports the mistakes in both.
        let decoded: [String: GateKindDraft?] = [
            "availability": keys.optional("availability", availability),
            "latency": keys.optional("latency", latency),
            "conversion": keys.optional("conversion", conversion),
            "threshold": keys.optional("threshold", threshold).map { GateKindDraft(kind: .threshold($0)) },
            "events": keys.optional("events", events).map { GateKindDraft(kind: .events($0)) },
        ]
        return kind.flatMap { decoded[$0] ?? nil }
    }

    private static var availability: ValueDecoder<GateKindDraft> {
        .mapping("an availability gate") { keys in
            let counted = keys.exactlyOne(of: ["bad", "good"])
            let bad = keys.optional("bad", .located(.query(track: .advised)))
            let good = keys.optional("good", .located(.query(track: .advised)))
            let total = keys.required("total", .located(.query(track: .advised)))
            let objective = keys.required("objective", .openRatio)
            guard let counted, let events = counted == "bad" ? bad : good, let total, let objective else { return nil }
            let availability = Availability(
                counted: counted == "bad" ? .bad(events.value) : .good(events.value), total: total.value,
                objective: objective)
            return GateKindDraft(kind: .availability(availability), counting: [events, total])
        }
    }

    private static var latency: ValueDecoder<GateKindDraft> {
        .mapping("a latency gate") { keys in
            let histogram = keys.required("histogram", .located(.query(track: .advised)))
            let quantile = keys.required("quantile", .openRatio)
            let target = keys.required("target", .target)
            guard let histogram, let quantile, let target else { return nil }
            let latency = Latency(histogram: histogram.value, quantile: quantile, target: target)
            return GateKindDraft(kind: .latency(latency), counting: [histogram])
        }
    }

    private static var conversion: ValueDecoder<GateKindDraft> {
        .mapping("a conversion gate") { keys in
            let numerator = keys.required("numerator", .located(.query(track: .required)))
            let denominator = keys.required("denominator", .located(.query(track: .required)))
            let worse: Direction? = keys.required("worse", .choice)
            let margin = keys.required("margin", margin)
            guard let numerator, let denominator, let worse, let margin else { return nil }
            if worse == .lower, case .relative(let share) = margin, share >= 1 {
                keys.report(
                    "a relative margin of 100 % or more can never be exceeded downwards", at: "margin",
                    id: .marginCannotFail, hint: "a ratio cannot fall below 0")
            }
            let conversion = Conversion(
                numerator: numerator.value, denominator: denominator.value, worse: worse, margin: margin)
            return GateKindDraft(kind: .conversion(conversion), counting: [numerator, denominator])
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
