import Foundation
import GateTestSupport
import Testing

@testable import GateStatistics

@Suite struct RatioTestTests {
    private func history(_ events: Double, _ trials: Double) throws -> Binomial {
        try #require(Binomial(events: events, trials: trials))
    }

    @Test func aFailStaysAndAPassDoesNot() throws {
        let test = RatioTest(0, 0.01)
        let bad = try #require(Stratum([20, 100, 0, 0]))
        let good = try #require(Stratum([0, 5000, 0, 0]))
        var failing = EProcess([bad], under: test)
        #expect(failing.proof(under: test) == .refuted)
        for _ in 0..<20 { failing.add(good, under: test) }
        #expect(failing.logEvidence(for: .refuted, under: test) < 0)
        #expect(failing.proof(under: test) == .refuted)
        var passing = EProcess([good], under: test)
        #expect(passing.proof(under: test) == .proven)
        passing.add(try #require(Stratum([52, 52, 0, 0])), under: test)
        #expect(passing.proof(under: test) == .unknown)
    }

    @Test func worseLowerSwapsTheSides() throws {
        let stratum = try #require(Stratum([650, 5000, 4500, 45000]))
        let higher = RatioTest(1, 0.01, worse: .higher)
        let lower = RatioTest(1, 0.01, worse: .lower)
        #expect(EProcess([stratum], under: higher).proof(under: higher) == .refuted)
        #expect(EProcess([stratum], under: lower).proof(under: lower) == .proven)
    }

    @Test func theRarerEventIsCounted() throws {
        let boundary = Boundary(rho0: 0.98)
        let common = RatioTest(boundary, worse: .lower, history: try history(900, 1000))
        let rare = RatioTest(boundary, worse: .lower, history: try history(100, 1000))
        #expect(common.isComplemented && common.failSide == .above)
        #expect(!rare.isComplemented && rare.failSide == .below)
        #expect(RatioTest(Boundary(delta0: 0.999), worse: .lower).isComplemented)
        // A tenth fewer of nine in ten is nearly twice as many of one in ten.
        let stratum = try #require(Stratum([8100, 10_000, 90_000, 100_000]))
        let process = EProcess([stratum], under: common)
        #expect(process.proof(under: common) == .refuted)
        #expect(process.totals == stratum)
        let better = try #require(Stratum([9000, 10_000, 90_000, 100_000]))
        #expect(EProcess([better], under: common).proof(under: common) == .proven)
        let direct = RatioTest(0.98, 0, worse: .lower)
        let evidence = EProcess([stratum], under: direct).logEvidence(for: .refuted, under: direct)
        #expect(process.logEvidence(for: .refuted, under: common) > 2 * evidence)
    }

    @Test func bothWaysOfCountingMeanTheSameBoundary() throws {
        let boundary = Boundary(rho0: 0.9, delta0: 0.02)
        for rate in [0.1, 0.5, 0.97] {
            let other = 1 - boundary.complement.canaryRate(at: 1 - rate)
            #expect(abs(other - boundary.canaryRate(at: rate)) < 1e-15)
        }
    }

    @Test func theDesignPointLiesWhereAGoodCanaryIsExpected() throws {
        let relative = RatioTest(Boundary(rho0: 1.25), worse: .higher, history: try history(2000, 100_000))
        #expect(StatisticsVectors.agree(try #require(relative.designTilt), 0.223_143_551_314, absolute: 1e-11))
        let lower = RatioTest(Boundary(rho0: 0.95), worse: .lower, history: try history(2000, 100_000))
        #expect(StatisticsVectors.agree(try #require(lower.designTilt), 0.051_293_294_388, absolute: 1e-11))
        let half = RatioTest(Boundary(delta0: 0.01), worse: .higher, history: try history(499.505, 99_999))
        #expect(StatisticsVectors.agree(try #require(half.designTilt), 0.693_147, absolute: 1e-2))
        let clean = RatioTest(Boundary(delta0: 0.001), worse: .higher, history: try history(0, 1e9))
        #expect(clean.designTilt == 8)
        // Of nine in ten the other one is counted: one in ten against 1 - 0.98 * 0.9.
        let common = RatioTest(Boundary(rho0: 0.98), worse: .lower, history: try history(90_000, 100_000))
        #expect(StatisticsVectors.agree(try #require(common.designTilt), 0.165_514, absolute: 1e-4))
    }

    @Test func aBaselineThatWasNotGoodGivesNoDesignPoint() throws {
        let beyond = RatioTest(Boundary(delta0: 0.01), worse: .higher, history: try history(20, 1000))
        #expect(beyond.designTilt == nil)
        #expect(RatioTest(Boundary(rho0: 1.25), worse: .higher).designTilt == nil)
        let none = RatioTest(Boundary(rho0: 1.25), worse: .higher, history: try history(0, 0))
        #expect(none.designTilt == nil && !none.isComplemented)
    }

    @Test func gatesShareTheChanceOfAWrongFail() {
        let one = RatioTest(Boundary(rho0: 1.25), worse: .higher)
        let many = RatioTest(Boundary(rho0: 1.25), worse: .higher, tests: 24)
        #expect(StatisticsVectors.agree(one.failThreshold, 2.995_732, absolute: 1e-6))
        #expect(StatisticsVectors.agree(many.failThreshold, 6.173_786, absolute: 1e-6))
        #expect(many.passThreshold == one.passThreshold)
    }

    @Test func tenantsMoveTheBoundariesApart() throws {
        let mix = try #require(TenantMix(canary: history(400, 10_000), others: history(1600, 80_000)))
        #expect(mix.ratio == 2)
        #expect(StatisticsVectors.agree(mix.standardError, 0.055_901_699, absolute: 1e-9))
        let test = RatioTest(Boundary(rho0: 1.25), worse: .higher, mix: mix)
        let shift = ElementaryFunctions.exp(2.576 * mix.standardError)
        #expect(StatisticsVectors.agree(test.failBoundary.rho0, 2.5 * shift, relative: 1e-12))
        #expect(StatisticsVectors.agree(test.passBoundary.rho0, 2.5 / shift, relative: 1e-12))
        let lower = RatioTest(Boundary(rho0: 0.95), worse: .lower, mix: mix)
        #expect(lower.failBoundary.rho0 < 1.9 && lower.passBoundary.rho0 > 1.9)
        // Twice the others' rate is what these tenants always had.
        let stratum = try #require(Stratum([400, 10_000, 1600, 80_000]))
        let plain = RatioTest(Boundary(rho0: 1.25), worse: .higher)
        #expect(EProcess([stratum], under: plain).proof(under: plain) == .refuted)
        #expect(EProcess([stratum], under: test).proof(under: test) != .refuted)
        let double = try #require(Stratum([800, 10_000, 1600, 80_000]))
        #expect(EProcess([double], under: test).proof(under: test) == .refuted)
        #expect(TenantMix(canary: try history(0, 10), others: try history(1, 10)) == nil)
    }

    @Test(arguments: Direction.allCases)
    func aFrozenBaselineMovesTheBoundariesApart(worse: Direction) throws {
        let boundary = Boundary(rho0: worse == .higher ? 1.25 : 0.8)
        let small = RatioTest(boundary, worse: worse, frozen: try history(20, 200))
        let large = RatioTest(boundary, worse: worse, frozen: try history(20_000, 200_000))
        let noisy = RatioTest(boundary, worse: worse, frozen: try history(20_000, 200_000), dispersion: 100)
        let limit = boundary.canaryRate(at: 0.1)
        let sign: Double = worse == .higher ? 1 : -1
        for test in [small, large, noisy] {
            #expect(test.failBoundary.rho0 == 0 && test.passBoundary.rho0 == 0)
            #expect(sign * (test.failBoundary.delta0 - limit) > 0)
            #expect(sign * (test.passBoundary.delta0 - limit) < 0)
        }
        #expect(sign * (small.failBoundary.delta0 - noisy.failBoundary.delta0) > 0)
        #expect(sign * (noisy.failBoundary.delta0 - large.failBoundary.delta0) > 0)
        #expect(large.designTilt != nil)
        let known = try history(200, 2000)
        let exact = RatioTest(boundary, worse: worse, frozen: known)
        let rate = worse == .higher ? known.upperBound(alpha: 0.005) : known.lowerBound(alpha: 0.005)
        #expect(exact.failBoundary.delta0 == boundary.canaryRate(at: rate))
    }

    /// A baseline above one half is counted by what did not happen.
    @Test func aCommonFrozenEventIsComplemented() throws {
        let test = RatioTest(Boundary(rho0: 0.95), worse: .lower, frozen: try history(9000, 10_000))
        #expect(test.isComplemented && test.failSide == .above)
        let bad = EProcess([try #require(Stratum([700, 1000, 0, 0]))], under: test)
        #expect(bad.proof(under: test) == .refuted)
        let good = EProcess([try #require(Stratum([9000, 10_000, 0, 0]))], under: test)
        #expect(good.proof(under: test) == .proven)
    }

    @Test(arguments: ["[1,2,3]", "[0,0,0,0,0,0,0,0,0,0,0,0]", "[0,0,0,0,0,0,0,0,0,0,\"x\"]"])
    func sumsOfTheWrongSizeAreRefused(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(TiltSums.self, from: Data(text.utf8)) }
    }
}
