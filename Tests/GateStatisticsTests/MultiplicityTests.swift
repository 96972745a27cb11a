import GateTestSupport
import Testing

@testable import GateStatistics

private struct MultiplicityVectors: Decodable {
    struct Case: Decodable {
        let log_e: [Double]
        let alpha: Double
        let bonferroni: [Bool]
        let holm_on_1_over_e: [Bool]
        let e_bh: [Bool]
        let global_mean_e_rejects: Bool
        let threshold_bonferroni: Double
    }

    let cases: [Case]
}

@Suite struct MultiplicityTests {
    @Test func rejectionsAreThoseOfTheReference() throws {
        let cases = try StatisticsVectors.load("multiplicity", as: MultiplicityVectors.self).cases
        #expect(cases.count == 4)
        for vector in cases {
            let threshold = Multiplicity.threshold(alpha: vector.alpha, tests: vector.log_e.count)
            #expect(abs(threshold - vector.threshold_bonferroni) < 1e-12)
            #expect(vector.log_e.map { $0 >= threshold } == vector.bonferroni)
            #expect(Multiplicity.holm(vector.log_e, alpha: vector.alpha) == vector.holm_on_1_over_e)
            #expect(Multiplicity.falseDiscovery(vector.log_e, alpha: vector.alpha) == vector.e_bh)
            let global = Multiplicity.global(vector.log_e) >= Multiplicity.threshold(alpha: vector.alpha, tests: 1)
            #expect(global == vector.global_mean_e_rejects)
        }
    }

    @Test func falseDiscoveryStepsUpWhereHolmStepsDown() {
        // e_(1) alone is below 4/α, but four of four need only 1/α each.
        let evidence = [3.1, 3.2, 3.05, 3.3]
        #expect(Multiplicity.falseDiscovery(evidence, alpha: 0.05) == [true, true, true, true])
        #expect(Multiplicity.holm(evidence, alpha: 0.05) == [false, false, false, false])
    }

    @Test func oneProofAmongManyIsNotDiluted() {
        let evidence = [-1, 9, -2, 0.0]
        #expect(Multiplicity.holm(evidence, alpha: 0.05) == [false, true, false, false])
        #expect(Multiplicity.falseDiscovery(evidence, alpha: 0.05) == [false, true, false, false])
    }

    @Test func nothingRejectsNothing() {
        #expect(Multiplicity.holm([], alpha: 0.05) == [])
        #expect(Multiplicity.falseDiscovery([], alpha: 0.05) == [])
        #expect(Multiplicity.global([]) == 0)
        #expect(Multiplicity.global([800, 2]) > 798)
    }
}
