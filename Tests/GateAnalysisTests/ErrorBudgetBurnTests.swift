import GateModel
import GateRules
import GateTestSupport
import Testing

@testable import GateAnalysis

private struct Vectors: Decodable {
    struct Policy: Decodable {
        let long_s: Int64
        let short_s: Int64
        let budget_fraction: Double
        let factor: Double
    }

    struct Outage: Decodable {
        let slo: Double
        let error_ratio: Double
        let long_s: Int64
        let short_s: Int64
        let factor: Double
        let detect_s: Double?
        let reset_s: Double?
        let budget_spent_at_detection: Double?
    }

    struct Evaluation: Decodable {
        let slo: Double
        let factor: Double
        let counts: [Double]
        let burn_long: Double?
        let burn_short: Double?
        let fires_raw: Bool
        let fires_with_lower_bounds95: Bool
    }

    let sre_table_30d: [Policy]
    let detection_and_reset: [Outage]
    let evaluations: [Evaluation]

    static func load() throws -> Vectors { try StatisticsVectors.load("burn_rate", as: Vectors.self) }
}

@Suite struct ErrorBudgetBurnTests {
    private static let period = TimeSpan.hours(720)

    @Test func factorsFollowFromTheBudget() throws {
        let table = try Vectors.load().sre_table_30d
        #expect(table.count == 3)
        for vector in table {
            let rule = BurnRate(
                gate: "g", budgetShare: vector.budget_fraction, period: Self.period, long: .seconds(vector.long_s))
            let burn = ErrorBudgetBurn(rule, objective: 0.999)
            #expect(StatisticsVectors.agree(burn.factor, vector.factor, relative: 1e-12))
            #expect(burn.short == .seconds(vector.short_s))
            #expect(burn.long == .seconds(vector.long_s))
        }
    }

    @Test func outagesAreNoticedAndForgottenInTime() throws {
        let outages = try Vectors.load().detection_and_reset
        #expect(outages.count == 20)
        for vector in outages {
            let burn = ErrorBudgetBurn(
                objective: vector.slo, factor: vector.factor, long: .seconds(vector.long_s),
                short: .seconds(vector.short_s))
            let detection = burn.detection(errorRatio: vector.error_ratio)
            #expect(agree(detection, vector.detect_s))
            #expect(agree(burn.reset(errorRatio: vector.error_ratio), vector.reset_s))
            let spent = detection.map { $0 * vector.error_ratio / (1 - vector.slo) / Self.period.seconds }
            #expect(agree(spent, vector.budget_spent_at_detection))
        }
    }

    @Test func bothWindowsMustBurnForCertain() throws {
        let evaluations = try Vectors.load().evaluations
        #expect(evaluations.count == 4)
        for vector in evaluations {
            let burn = ErrorBudgetBurn(
                objective: vector.slo, factor: vector.factor, long: .hours(1), short: .minutes(5))
            let long = RatioCounts(events: vector.counts[0], total: vector.counts[1])
            let short = RatioCounts(events: vector.counts[2], total: vector.counts[3])
            #expect(agree(burn.rate(of: long), vector.burn_long))
            #expect(agree(burn.rate(of: short), vector.burn_short))
            #expect(burn.fires(long: long, short: short) == vector.fires_raw)
            #expect(burn.isProven(long: long, short: short, alpha: 0.05) == vector.fires_with_lower_bounds95)
        }
    }

    /// No vector is proven in both windows, hence one that is, and one for each window that is not.
    @Test(arguments: [(300, 20, true), (300, 14, false), (180, 40, false)])
    func enoughEvidenceFires(long: Double, short: Double, expected: Bool) {
        let burn = ErrorBudgetBurn(objective: 0.999, factor: 10, long: .hours(1), short: .minutes(5))
        let counts = (RatioCounts(events: long, total: 20_000), RatioCounts(events: short, total: 1000))
        #expect(burn.isProven(long: counts.0, short: counts.1, alpha: 0.05) == expected)
    }

    @Test func countsThatCannotBeProveNothing() {
        let burn = ErrorBudgetBurn(objective: 0.9, factor: 1, long: .hours(1), short: .minutes(5))
        let good = RatioCounts(events: 900, total: 1000)
        #expect(burn.isProven(long: good, short: good, alpha: 0.05))
        for bad in [
            RatioCounts(events: 9, total: 1), RatioCounts(events: .nan, total: 10), RatioCounts(events: 0, total: 0),
            RatioCounts(events: -1, total: 10), RatioCounts(events: 10, total: .infinity),
        ] {
            #expect(!burn.isProven(long: good, short: bad, alpha: 0.05))
            #expect(!burn.isProven(long: bad, short: good, alpha: 0.05))
        }
    }

    @Test func whatIsProvenAlsoFires() {
        var proven = 0
        for seed in UInt64(0)..<2000 {
            var random = SeededGenerator(seed: seed)
            func counts() -> RatioCounts {
                let total = Double(Int.random(in: 1...2000, using: &random))
                return RatioCounts(events: (total * Double.random(in: 0...0.2, using: &random)).rounded(), total: total)
            }
            let burn = ErrorBudgetBurn(
                objective: 0.99, factor: Double.random(in: 1...14, using: &random), long: .hours(1), short: .minutes(5))
            let (long, short) = (counts(), counts())
            guard burn.isProven(long: long, short: short, alpha: 0.05) else { continue }
            proven += 1
            #expect(burn.fires(long: long, short: short), "seed \(seed)")
            let worse = RatioCounts(events: min(long.total, long.events + 1), total: long.total)
            #expect(burn.isProven(long: worse, short: short, alpha: 0.05), "seed \(seed)")
        }
        #expect(proven > 100)
    }

    private func agree(_ value: Double?, _ expected: Double?) -> Bool {
        guard let value, let expected else { return value == nil && expected == nil }
        return StatisticsVectors.agree(value, expected, relative: 1e-9)
    }
}
