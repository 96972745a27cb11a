import Foundation
import GateModel
import GateTestSupport
import Testing

@testable import GateAnalysis

/// Targets whose counters begin, restart, vanish and return by chance, and what they truly counted.
private struct CounterWorld {
    static let step: Int64 = 5
    /// Everything from 0 to this many seconds.
    static let end: Int64 = 600

    private(set) var series: [RangeSeries] = []
    private(set) var up: [RangeSeries] = []
    private(set) var processStarts: [RangeSeries] = []
    /// What was added at each sample, by series.
    private var added: [[(at: Int64, amount: Double)]] = []

    init(_ random: inout SeededGenerator) {
        for target in 0..<Int.random(in: 1...3, using: &random) {
            let identity: Labels = ["job": "j", "instance": "\(target)"]
            let begin = random.once(in: 2) ? 0 : Int64.random(in: 62...Self.end, using: &random)
            let times = stride(from: Int64(target), through: Self.end, by: 15)
                .filter { _ in !random.once(in: 20) }.filter { $0 >= begin }
            up.append(Self.range(identity.merging(["__name__": "up"]), times.map { ($0, 1) }))
            let name: Labels = ["__name__": "process_start_time_seconds"]
            processStarts.append(Self.range(identity.merging(name), times.map { ($0, Double(begin) - 0.5) }))
            for code in 0..<Int.random(in: 1...4, using: &random) {
                let birth = random.once(in: 2) ? 0 : Int64.random(in: 0...Self.end, using: &random)
                add(identity.merging(["__name__": "m", "code": "\(code)"]), times.filter { $0 >= birth }, &random)
            }
        }
    }

    private mutating func add(_ labels: Labels, _ times: [Int64], _ random: inout SeededGenerator) {
        var value = 0.0
        var points: [(Int64, Double)] = []
        var added: [(at: Int64, amount: Double)] = []
        for time in times {
            let more = Double(random.once(in: 3) ? Int.random(in: 1...50, using: &random) : 0)
            // A restart the scrapes can see: less than before.
            let restarts = random.once(in: 15) && more < value
            value = restarts ? more : value + more
            points.append((time, value))
            added.append((time, more))
        }
        series.append(Self.range(labels, points))
        self.added.append(added)
    }

    private static func range(_ labels: Labels, _ points: [(Int64, Double)]) -> RangeSeries {
        RangeSeries(labels: labels, points: points.map { RangePoint(at: Timestamp(seconds: $0.0), SampleValue($0.1)) })
    }

    /// What happened in (start, end].
    func truth(after start: Int64, through end: Int64) -> Double {
        added.joined().filter { $0.at > start && $0.at <= end }.reduce(0) { $0 + $1.amount }
    }

    /// Everything that is known of the targets.
    func evidence(after start: Int64, through end: Int64) -> TargetEvidence {
        TargetEvidence(
            up: Self.answer(up, after: start, through: end),
            processStarts: Self.answer(processStarts, after: start, through: end))
    }

    /// The answer to a range selector.
    static func answer(_ series: [RangeSeries], after start: Int64, through end: Int64) -> [RangeSeries] {
        series.compactMap { one in
            let points = one.points.filter { $0.at > Timestamp(seconds: start) && $0.at <= Timestamp(seconds: end) }
            return points.isEmpty ? nil : RangeSeries(labels: one.labels, points: points)
        }
    }
}

@Suite struct CounterProperties {
    private static let seeds = UInt64(0)..<150
    private static let start: Int64 = 60

    /// Counts in steps of chance, each answer no longer than what the ledger asks for.
    private static func walk(
        _ world: CounterWorld, _ random: inout SeededGenerator, from: CounterLedger, through last: Int64,
        knowsTargets: Bool = true, restarts: Bool = false
    ) throws -> (total: Double, ledger: CounterLedger) {
        var ledger = from
        var total = 0.0
        var now = from.through.milliseconds / 1000
        while now < last {
            now = min(last, now + Int64.random(in: 1...90, using: &random))
            let end = Timestamp(seconds: now)
            let begin = now - ledger.range(to: end, scrape: .seconds(15)).milliseconds / 1000
            let series = CounterWorld.answer(world.series, after: begin, through: now)
            let evidence = knowsTargets ? world.evidence(after: begin, through: now) : TargetEvidence()
            let tally = try ledger.counting(["m": series], evidence, through: end)
            #expect(tally.counts["m"]?.allSatisfy { $0.amount >= 0 } ?? true)
            total += tally.counts["m"]?.first?.amount ?? 0
            ledger = tally.ledger
            if restarts {
                ledger = try JSONDecoder().decode(CounterLedger.self, from: JSONEncoder().encode(ledger))
            }
        }
        return (total, ledger)
    }

    @Test func nothingIsLostOrCountedTwice() throws {
        var largest = 0.0
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let world = CounterWorld(&random)
            let ledger = CounterLedger(after: Timestamp(seconds: Self.start))
            let counted = try Self.walk(world, &random, from: ledger, through: CounterWorld.end).total
            let truth = world.truth(after: Self.start, through: CounterWorld.end)
            #expect(counted == truth, "seed \(seed)")
            largest = max(largest, truth)
        }
        #expect(largest > 1000)
    }

    @Test(arguments: [true, false]) func adjacentSpansAddUp(knowsTargets: Bool) throws {
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let world = CounterWorld(&random)
            let ledger = CounterLedger(after: Timestamp(seconds: Self.start))
            let middle = Int64.random(in: Self.start...CounterWorld.end, using: &random)
            let first = try Self.walk(world, &random, from: ledger, through: middle, knowsTargets: knowsTargets)
            let second = try Self.walk(
                world, &random, from: first.ledger, through: CounterWorld.end, knowsTargets: knowsTargets)
            let evidence = knowsTargets ? world.evidence(after: -1, through: CounterWorld.end) : TargetEvidence()
            let whole = try ledger.counting(
                ["m": world.series], evidence, through: Timestamp(seconds: CounterWorld.end))
            #expect(first.total + second.total == whole.counts["m"]?.first?.amount ?? 0, "seed \(seed)")
        }
    }

    @Test func neitherOrderNorRestartMatters() throws {
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let world = CounterWorld(&random)
            let ledger = CounterLedger(after: Timestamp(seconds: Self.start))
            var same = random
            let plain = try Self.walk(world, &random, from: ledger, through: CounterWorld.end)
            let restarted = try Self.walk(world, &same, from: ledger, through: CounterWorld.end, restarts: true)
            #expect(plain == restarted, "seed \(seed)")
            let end = Timestamp(seconds: CounterWorld.end)
            let evidence = world.evidence(after: -1, through: CounterWorld.end)
            let one = try ledger.counting(["m": world.series], evidence, through: end, by: ["code"])
            let other = try ledger.counting(
                ["m": world.series.shuffled(using: &random)], evidence, through: end, by: ["code"])
            #expect(one == other, "seed \(seed)")
        }
    }

    /// Whatever a source sends: an error or a count, and never less than nothing.
    @Test func whateverComesIsRefusedOrCounted() throws {
        var refused = 0
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            var ledger = CounterLedger(after: Timestamp(seconds: Self.start))
            for _ in 0..<20 {
                let series = (0..<3).map { index in
                    let points = (0..<4).map { _ in
                        let at = Timestamp(seconds: Int64.random(in: 0...200, using: &random))
                        return RangePoint(at: at, SampleValue(random.count()))
                    }
                    let labels: Labels = ["n": "\(index)", "job": random.once(in: 2) ? "" : "j"]
                    return RangeSeries(
                        labels: labels, points: random.once(in: 4) ? points : points.sorted { $0.at < $1.at })
                }
                let end = Timestamp(seconds: Int64.random(in: 0...200, using: &random))
                do throws(Blindness) {
                    let tally = try ledger.counting(["m": series], through: end, by: ["n"])
                    #expect(tally.counts["m"]?.allSatisfy { $0.amount >= 0 && $0.amount.isFinite } ?? true)
                    #expect(tally.ledger.through >= ledger.through)
                    ledger = tally.ledger
                } catch {
                    refused += 1
                }
            }
        }
        #expect(refused > 100 && refused < 20 * Self.seeds.count - 100)
    }
}
