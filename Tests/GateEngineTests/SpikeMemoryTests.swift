import Foundation
import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import Testing

@testable import GateEngine

private struct Vectors: Decodable {
    struct Config: Decodable {
        let tick_s: Int64
        let tau: Double
        let alpha_hot: Double
        let n_min: Double
        let b_min: Double
        let min_duration_s: Int64
        let gap_s: Int64
        let k: Int
        let window_s: Int64

        var rule: Spikes {
            Spikes(
                bad: "b", total: "t", over: .seconds(tick_s), threshold: tau, minEvents: n_min, count: k,
                within: .seconds(window_s), minLength: .seconds(min_duration_s), minGap: .seconds(gap_s))
        }

        var test: SpikeTest { SpikeTest(threshold: tau, alpha: alpha_hot, minEvents: n_min, minBad: b_min) }
    }

    struct Expected: Decodable {
        let start: Int64
        let end: Int64
        let confirmed_at: Int64

        var spike: Spike {
            Spike(
                start: Timestamp(seconds: start), end: Timestamp(seconds: end),
                qualifiedAt: Timestamp(seconds: confirmed_at))
        }
    }

    struct Case: Decodable {
        let name: String
        let config: Config
        let ticks: [[Double]]
        let hot: [Bool]
        let spikes: [Expected]
        let triggered_at: Int64?
    }

    struct Tail: Decodable {
        let bad: Double
        let total: Double
        let tau: Double
        let tail_prob: Double
    }

    struct Bound: Decodable {
        let ticks_in_window: Int
        let k: Int
        let alpha_hot: Double
        let false_alarm_bound_per_window: Double
    }

    let cases: [Case]
    let hot_tail: [Tail]
    let false_alarm_bounds: [Bound]

    static func load() throws -> Vectors { try StatisticsVectors.load("spikes", as: Vectors.self) }
}

extension Vectors.Case {
    /// The evaluations with where each begins: where the one before ended.
    var evaluations: [(start: Timestamp, end: Timestamp, counts: RatioCounts)] {
        let ends = ticks.map { Timestamp(milliseconds: Int64(($0[0] * 1000).rounded())) }
        let starts = [ends[0] - .seconds(config.tick_s)] + ends.dropLast()
        return zip(zip(starts, ends), ticks).map { ($0.0, $0.1, RatioCounts(events: $1[1], total: $1[2])) }
    }
}

@Suite struct SpikeMemoryTests {
    @Test func hotEvaluationsAndSpikesAreFound() throws {
        let cases = try Vectors.load().cases
        #expect(cases.count == 7)
        for vector in cases {
            let config = vector.config
            var memory = StopRuleMemory(stopRule: "spikes")
            // Nothing is dropped from this one.
            var all = memory
            var hot: [Bool] = []
            var triggeredAt: Timestamp?
            for (start, end, counts) in vector.evaluations {
                let isHot = config.test.isHot(bad: counts.events, total: counts.total)
                hot.append(isHot)
                memory.dropOldSpikes(at: end, config.rule)
                if isHot {
                    memory.recordHot(after: start, at: end, config.rule)
                    all.recordHot(after: start, at: end, config.rule)
                }
                if triggeredAt == nil, memory.repeatedSpikes(at: end, config.rule, since: nil) != nil {
                    triggeredAt = end
                }
            }
            #expect(hot == vector.hot, "\(vector.name)")
            #expect(all.spikes.filter { $0.qualifiedAt != nil } == vector.spikes.map(\.spike), "\(vector.name)")
            #expect(triggeredAt == vector.triggered_at.map { Timestamp(seconds: $0) }, "\(vector.name)")
        }
    }

    @Test func tailsAreExact() throws {
        let tails = try Vectors.load().hot_tail
        #expect(tails.count == 7)
        for vector in tails {
            let tail = Binomial.upperTail(vector.bad, of: vector.total, probability: vector.tau)
            #expect(StatisticsVectors.agree(tail, vector.tail_prob, relative: 1e-9))
            let test = SpikeTest(threshold: vector.tau, alpha: vector.tail_prob * (1 + 1e-8), minEvents: 1, minBad: 1)
            #expect(test.isHot(bad: vector.bad, total: vector.total))
            let stricter = SpikeTest(
                threshold: vector.tau, alpha: vector.tail_prob * (1 - 1e-8), minEvents: 1, minBad: 1)
            #expect(!stricter.isHot(bad: vector.bad, total: vector.total))
        }
    }

    @Test func falseAlarmsAreBounded() throws {
        let bounds = try Vectors.load().false_alarm_bounds
        #expect(bounds.count == 4)
        for vector in bounds {
            let bound = SpikeTest.falseAlarmBound(
                count: vector.k, evaluations: vector.ticks_in_window, alpha: vector.alpha_hot)
            #expect(StatisticsVectors.agree(bound, vector.false_alarm_bound_per_window, relative: 1e-12))
        }
    }

    @Test(arguments: [(0, 60, 1.0), (61, 60, 0), (1, 1000, 1), (1, 1, 0.005)])
    func aBoundIsAProbability(count: Int, evaluations: Int, expected: Double) {
        #expect(SpikeTest.falseAlarmBound(count: count, evaluations: evaluations, alpha: 0.005) == expected)
    }

    @Test(arguments: [
        (20.0, 20.0, true), (19, 19, false), (3, 20, false), (2, 20, false), (5, 0, false), (0, 0, false),
        (.nan, 100, false), (50, .nan, false), (50, .infinity, false), (101, 100, false),
    ])
    func fewEventsAreNeverHot(bad: Double, total: Double, expected: Bool) {
        let test = SpikeTest(threshold: 0.05, minEvents: 20)
        #expect(test.isHot(bad: bad, total: total) == expected)
        #expect(!SpikeTest(threshold: 0.05, minEvents: 0, minBad: 4).isHot(bad: 3, total: 3))
    }
}

@Suite struct SpikeMemoryProperties {
    @Test func spikesAreApartAndQualifyOnce() {
        for seed in UInt64(0)..<60 {
            var random = SeededGenerator(seed: seed)
            let rule = Spikes(
                bad: "b", total: "t", threshold: 0.05, minLength: .seconds(120),
                minGap: .seconds(.random(in: 0...300, using: &random)))
            var memory = StopRuleMemory(stopRule: "spikes")
            for index in 1...200 where random.once(in: 4) {
                let end = Timestamp(seconds: Int64(index) * 60)
                memory.recordHot(after: end - .seconds(60), at: end, rule)
            }
            for (one, next) in zip(memory.spikes, memory.spikes.dropFirst()) {
                #expect(next.start - one.end >= rule.minGap, "seed \(seed)")
            }
            for spike in memory.spikes {
                #expect((spike.qualifiedAt != nil) == (spike.end - spike.start >= rule.minLength), "seed \(seed)")
            }
        }
    }

    @Test func hotIsMonotone() {
        for seed in UInt64(0)..<300 {
            var random = SeededGenerator(seed: seed)
            let total = Double(Int.random(in: 20...2000, using: &random))
            let test = SpikeTest(threshold: Double.random(in: 0.001...0.3, using: &random), minEvents: 20)
            let hot = (0...Int(total)).map { test.isHot(bad: Double($0), total: total) }
            #expect(hot == hot.sorted { !$0 && $1 }, "seed \(seed)")
            #expect(hot.last == true && hot.first == false)
        }
    }
}
