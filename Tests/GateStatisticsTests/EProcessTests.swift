import GateTestSupport
import Testing

@testable import GateStatistics

private struct EProcessVectors: Decodable {
    struct Case: Decodable {
        let name: String
        let worse: Direction
        let strata: [[Double]]
        let rho0: Double
        let delta0: Double
        let pass_design: Double?
        let phi: Double
        let alpha: Double
        let log_e_above: Double
        let log_e_below: Double
        let verdict: String

        var proof: Proof? { ["pass": .proven, "fail": .refuted, "inconclusive": .unknown][verdict] }
    }

    struct Bounds: Decodable {
        let strata: [[Double]]
        let kind: String
        let alpha: Double
        let lo: Double?
        let point: Double
        let hi: Double?
    }

    struct Plan: Decodable {
        let pc: Double
        let pb: Double
        let r: Double
        let rho0: Double
        let delta0: Double
        let alpha: Double
        let side: String
        let pass_design: Double?
        let n_canary: Double?
        let n_canary_approx: Double?
    }

    struct Row: Decodable {
        let n: Double
        let fail_if_k_at_least: Double?
        let pass_if_k_at_most: Double?
    }

    struct Crossing: Decodable {
        let p: Double
        let delta0: Double
        let n_max: Int
        let side: String
        let alpha: Double
        let prob: Double
    }

    struct Mean: Decodable {
        let nc: Int
        let nb: Int
        let pb: Double
        let rho0: Double
        let delta0: Double
        let s: Double
        let mean: Double
    }

    let grid_s: [Double]
    let cases: [Case]
    let bounds: [Bounds]
    let planning: [Plan]
    let slo_table_99_9: [Row]
    let exact_crossing_probability: [Crossing]
    let exact_mean_at_boundary: [Mean]

    static func load() throws -> EProcessVectors { try StatisticsVectors.load("etest", as: Self.self) }
}

extension RatioTest {
    /// A test whose design point is given, as the reference has it.
    init(
        _ rho0: Double, _ delta0: Double, worse: Direction = .higher, alpha: Double = 0.05, design: Double? = nil,
        dispersion: Double = 1, horizon: Int? = nil
    ) {
        self.init(
            Boundary(rho0: rho0, delta0: delta0), worse: worse, alpha: alpha, dispersion: dispersion, horizon: horizon)
        designTilt = design.map { abs($0) }
    }
}

extension Stratum {
    /// The order of the reference: canary events and trials, baseline events and trials.
    init?(_ row: [Double]) {
        self.init(canaryEvents: row[0], canaryTotal: row[1], baselineEvents: row[2], baselineTotal: row[3])
    }
}

extension EProcess {
    /// The evidence of strata taken one after the other.
    init(_ strata: [Stratum], under test: RatioTest) {
        self.init()
        for stratum in strata { add(stratum, under: test) }
    }
}

@Suite struct EProcessTests {
    private func agree(_ value: Double, _ expected: Double) -> Bool {
        StatisticsVectors.agree(value, expected, absolute: 1e-9, relative: 1e-9)
    }

    @Test func gridIsThatOfTheReference() throws {
        let expected = try EProcessVectors.load().grid_s
        let tilts = (0..<TiltGrid.count).map { TiltGrid.tilts[$0] }
        #expect(tilts.first == 0.003_906_25 && tilts.last == 4)
        #expect(expected.count > 5 && expected.allSatisfy(tilts.contains))
    }

    @Test func evidenceAndVerdictsAreThoseOfTheReference() throws {
        let cases = try EProcessVectors.load().cases
        #expect(cases.count == 23)
        for vector in cases {
            let test = RatioTest(
                vector.rho0, vector.delta0, worse: vector.worse, alpha: vector.alpha, design: vector.pass_design,
                dispersion: vector.phi)
            let process = EProcess(try vector.strata.map { try #require(Stratum($0)) }, under: test)
            let isHigher = vector.worse == .higher
            let above = process.logEvidence(for: isHigher ? .refuted : .proven, under: test)
            let below = process.logEvidence(for: isHigher ? .proven : .refuted, under: test)
            #expect(agree(above, vector.log_e_above), "\(vector.name) \(above)")
            #expect(agree(below, vector.log_e_below), "\(vector.name) \(below)")
            #expect(process.proof(under: test) == vector.proof, "\(vector.name)")
        }
    }

    @Test func anytimeIntervalsAreThoseOfTheReference() throws {
        let cases = try EProcessVectors.load().bounds
        #expect(cases.count == 6)
        for vector in cases {
            let quantity = try #require(AnytimeInterval.Quantity(rawValue: vector.kind))
            let strata = try vector.strata.map { try #require(Stratum($0)) }
            let interval = AnytimeInterval(quantity, of: strata, alpha: vector.alpha)
            #expect((interval.lower == nil) == (vector.lo == nil) && (interval.upper == nil) == (vector.hi == nil))
            if let expected = vector.lo { #expect(agree(try #require(interval.lower), expected), "\(vector)") }
            if let expected = vector.hi { #expect(agree(try #require(interval.upper), expected), "\(vector)") }
            #expect(agree(try #require(interval.point), vector.point), "\(vector)")
        }
    }

    @Test func plansAreThoseOfTheReference() throws {
        let cases = try EProcessVectors.load().planning
        #expect(cases.count == 10)
        for vector in cases {
            let test = RatioTest(vector.rho0, vector.delta0, alpha: vector.alpha, design: vector.pass_design)
            let trials = EProcess().canaryTrials(
                until: vector.side == "pass" ? .proven : .refuted, under: test, canaryRate: vector.pc,
                baselineRate: vector.pb, allocation: vector.r)
            #expect(trials.map { $0.rounded(.up) } == vector.n_canary, "\(vector) \(trials ?? -1)")
            let planned = Boundary(rho0: vector.rho0, delta0: vector.delta0).plannedTrials(
                canaryRate: vector.pc, baselineRate: vector.pb, allocation: vector.r, alpha: vector.alpha)
            #expect(planned.map { $0.rounded() } == vector.n_canary_approx, "\(vector) \(planned ?? -1)")
        }
    }

    @Test func countsThatDecideAnObjectiveAreThoseOfTheReference() throws {
        let rows = try EProcessVectors.load().slo_table_99_9
        #expect(rows.count == 7)
        let test = RatioTest(0, 0.001)
        for row in rows {
            func outcome(_ bad: Double) throws -> Proof {
                EProcess([try #require(Stratum(canaryEvents: bad, canaryTotal: row.n))], under: test)
                    .proof(under: test)
            }
            let fails = try #require(row.fail_if_k_at_least)
            #expect(try outcome(fails) == .refuted)
            #expect(try outcome(fails - 1) != .refuted)
            if let passes = row.pass_if_k_at_most {
                #expect(try outcome(passes) == .proven)
                #expect(try outcome(passes + 1) != .proven)
            } else {
                #expect(try outcome(0) != .proven)
            }
        }
    }

    @Test func chancesOfCrossingAreThoseOfTheReference() throws {
        let cases = try EProcessVectors.load().exact_crossing_probability
        #expect(cases.count == 4)
        for vector in cases {
            let test = RatioTest(0, vector.delta0, alpha: vector.alpha)
            let chance = Self.chanceOfCrossing(
                vector.side == "pass" ? .proven : .refuted, test, vector.p, trials: vector.n_max)
            #expect(StatisticsVectors.agree(chance, vector.prob, absolute: 1e-9), "\(vector) \(chance)")
        }
    }

    @Test func aBetWinsNothingOnTheBoundary() throws {
        let cases = try EProcessVectors.load().exact_mean_at_boundary
        #expect(cases.count == 14)
        for vector in cases {
            let boundary = Boundary(rho0: vector.rho0, delta0: vector.delta0)
            let canary = Self.masses(of: vector.nc, boundary.canaryRate(at: vector.pb))
            let baseline = Self.masses(of: vector.nb, vector.pb)
            var mean = 0.0
            for (k, first) in canary.enumerated() {
                for (l, second) in baseline.enumerated() {
                    let stratum = try #require(
                        Stratum([Double(k), Double(vector.nc), Double(l), Double(vector.nb)]))
                    let bet = TestIncrement(stratum, boundary).logarithm(tilt: vector.s)
                    mean += first * second * ElementaryFunctions.exp(bet)
                }
            }
            #expect(agree(mean, vector.mean), "\(vector) \(mean)")
            #expect(mean <= 1 + 1e-12)
        }
    }

    /// The exact chance that a one-armed test ever reaches an outcome within so many trials, looking after each.
    private static func chanceOfCrossing(_ outcome: Proof, _ test: RatioTest, _ p: Double, trials: Int) -> Double {
        var masses = [1.0]
        var crossed = 0.0
        // Fails from `edge` events on, or passes up to it; the edge only grows.
        var edge = outcome == .refuted ? 0 : -1
        for n in 1...trials {
            let happened = [0] + masses.map { $0 * p }
            masses = zip(masses.map { $0 * (1 - p) } + [0], happened).map(+)
            // What can't matter any more is left out, or the sum would take seconds.
            while masses.count > 1, masses[masses.count - 1] < 1e-25 { masses.removeLast() }
            func crosses(_ events: Int) -> Bool {
                guard let stratum = Stratum(canaryEvents: Double(events), canaryTotal: Double(n)) else { return false }
                let process = EProcess([stratum], under: test)
                let threshold = outcome == .refuted ? test.failThreshold : test.passThreshold
                return process.logEvidence(for: outcome, under: test) >= threshold
            }
            if outcome == .refuted {
                while edge <= n, !crosses(edge) { edge += 1 }
            } else {
                while edge + 1 <= n, crosses(edge + 1) { edge += 1 }
            }
            for events in masses.indices where outcome == .refuted ? events >= edge : events <= edge {
                crossed += masses[events]
                masses[events] = 0
            }
        }
        return crossed
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
