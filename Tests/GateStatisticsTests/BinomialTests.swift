import GateTestSupport
import Testing

@testable import GateStatistics

private struct BinomialVectors: Decodable {
    struct Interval: Decodable {
        let k: Double
        let n: Double
        let conf_two_sided: Double
        let z: Double
        let wilson: [Double]
        let clopper_pearson: [Double]
    }

    struct Look: Decodable {
        let slo: Double
        let bad: Double
        let n: Double
        let alpha_one_sided: Double
        let bad_lo: Double
        let bad_hi: Double
        let verdict: String
    }

    struct Need: Decodable {
        let slo: Double
        let failures: Double
        let alpha: Double
        let n_min: Double
    }

    let intervals: [Interval]
    let slo_verdicts: [Look]
    let min_n_to_prove: [Need]

    static func load() throws -> BinomialVectors { try StatisticsVectors.load("binomial", as: Self.self) }
}

@Suite struct BinomialTests {
    private func agree(_ value: Double, _ expected: Double) -> Bool {
        abs(value - expected) <= 1e-10 * max(abs(expected), 1e-6)
    }

    @Test func intervalsAreThoseOfTheReference() throws {
        let cases = try BinomialVectors.load().intervals
        #expect(cases.count == 38)
        for vector in cases {
            let alpha = 1 - vector.conf_two_sided
            let counts = try #require(Binomial(events: vector.k, trials: vector.n))
            let lower = counts.lowerBound(alpha: alpha / 2)
            let upper = counts.upperBound(alpha: alpha / 2)
            #expect(agree(lower, vector.clopper_pearson[0]), "\(vector) \(lower)")
            #expect(agree(upper, vector.clopper_pearson[1]), "\(vector) \(upper)")
            let wilson = counts.wilson(alpha: alpha)
            #expect(agree(wilson.lowerBound, vector.wilson[0]), "\(vector) \(wilson)")
            #expect(agree(wilson.upperBound, vector.wilson[1]), "\(vector) \(wilson)")
            #expect(agree(NormalDistribution.upperQuantile(alpha / 2), vector.z))
        }
    }

    @Test func oneLookAtAnObjectiveIsThatOfTheReference() throws {
        let cases = try BinomialVectors.load().slo_verdicts
        #expect(cases.count == 12)
        for vector in cases {
            let bad = try #require(Binomial(events: vector.bad, trials: vector.n))
            #expect(agree(bad.lowerBound(alpha: vector.alpha_one_sided), vector.bad_lo), "\(vector)")
            #expect(agree(bad.upperBound(alpha: vector.alpha_one_sided), vector.bad_hi), "\(vector)")
            let proof = Proof(bad: bad, objective: vector.slo, alpha: vector.alpha_one_sided)
            #expect("\(proof)" == vector.verdict, "\(vector)")
        }
    }

    @Test func eventsNeededAreThoseOfTheReference() throws {
        let cases = try BinomialVectors.load().min_n_to_prove
        #expect(cases.count == 32)
        for vector in cases {
            let needed = Proof.eventsNeeded(
                objective: vector.slo, bad: vector.failures, alpha: vector.alpha)
            #expect(needed == vector.n_min, "\(vector)")
        }
    }

    @Test func anObjectiveOfOneIsNeverProven() {
        #expect(Proof.eventsNeeded(objective: 1, alpha: 0.05) == nil)
        #expect(Proof.eventsNeeded(objective: 0.999, alpha: 0) == nil)
        #expect(Proof.eventsNeeded(objective: 0.999, bad: 1e16, alpha: 0.05) == nil)
    }

    @Test(arguments: [(Double.nan, 1.0), (1, .nan), (-1, 1), (2, 1), (1, .infinity), (.infinity, .infinity)])
    func countsThatCannotBeAreRefused(events: Double, trials: Double) {
        #expect(Binomial(events: events, trials: trials) == nil)
    }

    @Test func nothingIsKnownWithoutTrials() throws {
        let none = try #require(Binomial(events: 0, trials: 0))
        #expect(none.lowerBound(alpha: 0.05) == 0)
        #expect(none.upperBound(alpha: 0.05) == 1)
        #expect(none.wilson(alpha: 0.05) == 0...1)
        #expect(Proof(bad: none, objective: 0.999, alpha: 0.05) == .unknown)
    }

    @Test func tailsAreThoseOfTheSum() {
        for trials in [1, 7, 40] {
            for probability in [0.001, 0.05, 0.3, 0.5, 0.97] {
                let masses = Self.masses(of: trials, probability)
                for count in 0...trials {
                    let upper = Binomial.upperTail(Double(count), of: Double(trials), probability: probability)
                    let lower = Binomial.lowerTail(Double(count), of: Double(trials), probability: probability)
                    #expect(abs(upper - masses[count...].reduce(0, +)) < 1e-13)
                    #expect(abs(lower - masses[...count].reduce(0, +)) < 1e-13)
                }
            }
        }
        #expect(Binomial.upperTail(3, of: 2, probability: 0.5) == 0)
        #expect(Binomial.lowerTail(-1, of: 2, probability: 0.5) == 0)
    }

    @Test func boundsHoldUpToManyTrials() throws {
        for trials in [1, 2.5, 1e3, 1e6, 1e9] {
            for share in [0, 1e-9, 1e-4, 0.3, 0.5, 0.999, 1] {
                let counts = try #require(Binomial(events: trials * share, trials: trials))
                let lower = counts.lowerBound(alpha: 0.01)
                let upper = counts.upperBound(alpha: 0.01)
                #expect(lower >= 0 && lower <= share && upper >= share && upper <= 1, "\(trials) \(share)")
                // A bound is where the tail has the probability it promises.
                if counts.events > 0, lower > 1e-300 {
                    let tail = Binomial.upperTail(counts.events, of: trials, probability: lower)
                    #expect(StatisticsVectors.agree(tail, 0.01, relative: 1e-6), "\(trials) \(share) \(tail)")
                }
            }
        }
    }

    private static func masses(of trials: Int, _ probability: Double) -> [Double] {
        var masses = [1.0]
        for _ in 0..<trials {
            let happened = [0] + masses.map { $0 * probability }
            masses = zip(masses.map { $0 * (1 - probability) } + [0], happened).map(+)
        }
        return masses
    }
}
