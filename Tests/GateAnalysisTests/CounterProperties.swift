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
    /// What was added at each sample, by series.
    private var added: [[(at: Int64, amount: Double)]] = []

    init(_ random: inout SeededGenerator) {
        for target in 0..<Int.random(in: 1...3, using: &random) {
            let identity: Labels = ["job": "j", "instance": "\(target)"]
            let begin = random.once(in: 2) ? 0 : Int64.random(in: 62...Self.end, using: &random)
            let times = stride(from: Int64(target), through: Self.end, by: 15)
                .filter { _ in !random.once(in: 20) }.filter { $0 >= begin }
            up.append(Self.range(identity.merging(["__name__": "up"]), times.map { ($0, 1) }))
            for code in 0..<Int.random(in: 1...4, using: &random) {
                let birth = random.once(in: 2) ? 0 : Int64.random(in: 0...Self.end, using: &random)
                add(
                    identity.merging(["__name__": "m", "code": "\(code)"]), times.filter { $0 >= birth },
                    begin: times.first, &random)
            }
        }
    }

    /// What a target counted before it was scraped for the first time is nobody's.
    private mutating func add(
        _ labels: Labels, _ times: [Int64], begin: Int64?, _ random: inout SeededGenerator
    ) {
        var value = 0.0
        var points: [(Int64, Double)] = []
        var added: [(at: Int64, amount: Double)] = []
        for time in times {
            let more = Double(random.once(in: 3) ? Int.random(in: 1...50, using: &random) : 0)
            // A restart the scrapes can see: less than before.
            let restarts = random.once(in: 15) && more < value
            value = restarts ? more : value + more
            points.append((time, value))
            added.append((time, time == begin ? 0 : more))
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

    private static func count(_ world: CounterWorld, after start: Int64, through end: Int64) throws -> Double {
        // As far as an instant selector looks back, which is what the planner asks for.
        let begin = start - 300
        let count = ExactCount(after: Timestamp(seconds: start), through: Timestamp(seconds: end))
        let amount = try count.only(
            CounterWorld.answer(world.series, after: begin, through: end),
            up: CounterWorld.answer(world.up, after: begin, through: end))?.amount
        #expect(amount ?? 0 >= 0)
        return amount ?? 0
    }

    @Test func nothingIsLostOrCountedTwice() throws {
        var largest = 0.0
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let world = CounterWorld(&random)
            var counted = 0.0
            var now = Self.start
            while now < CounterWorld.end {
                let next = min(CounterWorld.end, now + Int64.random(in: 1...90, using: &random))
                counted += try Self.count(world, after: now, through: next)
                now = next
            }
            let truth = world.truth(after: Self.start, through: CounterWorld.end)
            #expect(counted == truth, "seed \(seed)")
            #expect(try Self.count(world, after: Self.start, through: CounterWorld.end) == truth, "seed \(seed)")
            largest = max(largest, truth)
        }
        #expect(largest > 1000)
    }

    @Test func theOrderOfSeriesNeverShows() throws {
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let world = CounterWorld(&random)
            let count = ExactCount(
                after: Timestamp(seconds: Self.start), through: Timestamp(seconds: CounterWorld.end))
            let one = try count.counts(["m": world.series, "up": world.up], by: ["code"])
            let other = try count.counts(
                ["up": world.up.shuffled(using: &random), "m": world.series.shuffled(using: &random)], by: ["code"])
            #expect(one == other, "seed \(seed)")
        }
    }

    /// Whatever a source sends: an error or a count, and never less than nothing.
    @Test func whateverComesIsRefusedOrCounted() throws {
        var refused = 0
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
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
                let end = Int64.random(in: 0...200, using: &random)
                do throws(Blindness) {
                    let count = ExactCount(
                        after: Timestamp(seconds: Int64.random(in: 0...end, using: &random)),
                        through: Timestamp(seconds: end))
                    let counts = try count.counts(["m": series], by: ["n"])
                    #expect(counts["m"]?.allSatisfy { $0.amount >= 0 && $0.amount.isFinite } ?? true)
                } catch {
                    refused += 1
                }
            }
        }
        #expect(refused > 100 && refused < 20 * Self.seeds.count - 100)
    }
}
