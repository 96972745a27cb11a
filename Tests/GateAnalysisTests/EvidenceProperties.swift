import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import Testing

@testable import GateAnalysis

/// Two arms of several targets whose counters reset and whose error series appear late, and what they truly counted.
private struct TwoArms {
    static let interval: Int64 = 15
    static let end: Int64 = 1800

    private(set) var series: [String: [RangeSeries]] = [:]
    /// What was added at each sample, by the name of the query.
    private var added: [String: [(at: Int64, amount: Double)]] = [:]

    init(_ random: inout SeededGenerator) {
        for arm in ["canary", "baseline"] {
            for target in 0..<Int.random(in: 1...3, using: &random) {
                let offset = Int64.random(in: 0..<Self.interval, using: &random)
                let times = Array(stride(from: offset - 400, through: Self.end, by: Int64.Stride(Self.interval)))
                let identity: Labels = ["__name__": "m", "job": arm, "instance": "\(target)"]
                var trials: [Double] = []
                for code in ["200", "500"] {
                    let birth = code == "200" ? times[0] : Int64.random(in: -300...600, using: &random)
                    trials = times.map { _ in Double(Int.random(in: 0...30, using: &random)) }
                    let live = zip(times, trials).filter { $0.0 >= birth }
                    add("\(arm)_denominator", identity.merging(["code": code]), live, &random)
                    if code == "500" { add("\(arm)_numerator", identity.merging(["code": code]), live, &random) }
                }
            }
        }
    }

    private mutating func add(
        _ name: String, _ labels: Labels, _ growth: [(Int64, Double)], _ random: inout SeededGenerator
    ) {
        var value = 0.0
        var points: [RangePoint] = []
        // The same restarts in numerator and denominator are not needed: each counter is read on its own.
        for (time, more) in growth {
            value = random.once(in: 40) && more < value ? more : value + more
            points.append(RangePoint(at: EvidenceWorld.entry + .seconds(time), .finite(value)))
            added[name, default: []].append((time, more))
        }
        series[name, default: []].append(RangeSeries(labels: labels, points: points))
    }

    func truth(_ name: String, through end: Int64) -> Double {
        (added[name] ?? []).filter { $0.at > 0 && $0.at <= end }.reduce(0) { $0 + $1.amount }
    }
}

@Suite struct EvidenceProperties {
    private static let seeds = UInt64(0)..<40

    private static func world(_ arms: TwoArms) -> EvidenceWorld {
        var world = EvidenceWorld(.sureConversion(worse: .higher, margin: .relative(0.25)))
        world.series = arms.series
        return world
    }

    @Test func whatIsCountedIsWhatHappened() throws {
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let arms = TwoArms(&random)
            var world = Self.world(arms)
            var now: Int64 = 0
            while now < TwoArms.end {
                // Now and then nobody looks for a while.
                now = min(TwoArms.end, now + TwoArms.interval * (random.once(in: 10) ? 20 : 1))
                world.judge(after: .seconds(now))
            }
            let known = try #require(world.known)
            let end = (known.through - EvidenceWorld.entry).milliseconds / 1000
            #expect(end >= TwoArms.end - TwoArms.interval)
            #expect(known.totals.canaryTotal == arms.truth("canary_denominator", through: end), "seed \(seed)")
            #expect(known.totals.canaryEvents == arms.truth("canary_numerator", through: end), "seed \(seed)")
            #expect(known.totals.baselineTotal == arms.truth("baseline_denominator", through: end), "seed \(seed)")
            #expect(known.totals.baselineEvents == arms.truth("baseline_numerator", through: end), "seed \(seed)")
        }
    }

    @Test func judgingPointByPointIsFeedingTheStrata() throws {
        for seed in Self.seeds.prefix(10) {
            var random = SeededGenerator(seed: seed)
            var world = Self.world(TwoArms(&random))
            var increments: [EvidenceIncrement] = []
            var last: Verdict?
            for point in 1...80 {
                last = world.judge(after: .seconds(Int64(point) * TwoArms.interval))
                if let increment = last?.increment { increments.append(increment) }
            }
            let basis = try #require(increments.first?.basis)
            #expect(increments.dropFirst().allSatisfy { $0.basis == nil })
            var process = EProcess()
            for increment in increments { process.add(increment.certain, under: basis.test) }
            #expect(world.known?.certain == process)
            #expect(last?.certainty?.proof == process.proof(under: basis.test))
            #expect(
                last?.certainty?.failEvidence
                    == NumberText.rounded(process.logEvidence(for: .refuted, under: basis.test)))
        }
    }

    @Test func theOrderOfSeriesNeverShows() {
        for seed in Self.seeds.prefix(15) {
            var random = SeededGenerator(seed: seed)
            var world = Self.world(TwoArms(&random))
            var shuffled = world
            for point in 1...20 {
                shuffled.series = shuffled.series.mapValues { $0.shuffled(using: &random) }
                let span = TimeSpan.seconds(Int64(point) * TwoArms.interval)
                #expect(world.judge(after: span) == shuffled.judge(after: span), "seed \(seed)")
            }
        }
    }

    @Test func whateverComesNeverPassesUnproven() {
        for seed in UInt64(0)..<200 {
            var random = SeededGenerator(seed: seed)
            var world = Self.world(TwoArms(&random))
            for point in 1...6 {
                for name in ["canary_numerator", "canary_denominator", "baseline_numerator", "baseline_denominator"] {
                    world.outcomes[name] = random.once(in: 3) ? random.answer() : nil
                }
                let verdict = world.judge(after: .seconds(Int64(point) * 60))
                #expect(verdict.outcome != .pass || verdict.certainty?.proof == .proven, "seed \(seed)")
                #expect(verdict.outcome != .fail || verdict.certainty?.proof == .refuted, "seed \(seed)")
            }
        }
    }
}
