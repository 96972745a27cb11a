import GateModel
import GateRules
import GateStatistics
import GateTestSupport

extension SeededGenerator {
    /// A count, now and then a strange one.
    mutating func count() -> Double {
        if once(in: 12) { return [.nan, .infinity, -.infinity, -1, 0][Int.random(in: 0..<5, using: &self)] }
        return Double(Int.random(in: 0...2000, using: &self))
    }

    /// An answer to a query that counts, now and then none, a partial or a failed one.
    mutating func answer() -> QueryOutcome {
        switch Int.random(in: 0..<16, using: &self) {
        case 0: return .empty
        case 1: return .failure(Reason.allCases[Int.random(in: 0..<Reason.allCases.count, using: &self)])
        case 2: return .series([Sample(count())], isPartial: true)
        case 3...6:
            let tenants = ["a", "b", "c", "d"].prefix(Int.random(in: 1...4, using: &self))
            return .series(tenants.map { Sample(labels: ["tenant": $0], count()) })
        default: return .value(count())
        }
    }

    /// A classic or native histogram, now and then a broken one.
    mutating func histogram() -> QueryOutcome {
        if once(in: 10) { return answer() }
        if once(in: 4) {
            let buckets = (0..<5).map { (Double($0) / 10, Double($0 + 1) / 10, count()) }
            return .series([.native(count: buckets.map(\.2).reduce(0, +), buckets)])
        }
        var cumulative = 0.0
        return .series(
            ["0.1", "0.2", "0.4", "+Inf"].map {
                cumulative += count()
                return Sample(labels: ["le": $0], cumulative)
            })
    }

    /// A gate of any kind, with policies that hold.
    mutating func gate() -> Gate {
        var gate = [
            Gate.availability(), .goodAvailability(), .latency(), .conversion(), .conversion(worse: .higher),
            .conversion(margin: .absolute(0.02)), .threshold(.atMost, 1000), .threshold(.greater, 10),
            .events(max: 1000),
        ][Int.random(in: 0..<9, using: &self)]
        switch Int.random(in: 0..<3, using: &self) {
        case 0: gate.per = ["tenant"]
        case 1: gate.reducer = Reducer.allCases[Int.random(in: 0..<4, using: &self)]
        default: break
        }
        return gate
    }

    /// Answers to all queries of a gate or stop rule.
    mutating func answers() -> [String: QueryOutcome] {
        let names = [
            "bad", "good", "total", "value", "canary_numerator", "canary_denominator", "baseline_numerator",
            "baseline_denominator", "long_bad", "long_total", "short_bad", "short_total",
        ]
        var answers: [String: QueryOutcome] = [:]
        for name in names { answers[name] = answer() }
        answers["histogram"] = histogram()
        return answers
    }
}
