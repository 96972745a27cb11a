import GateStatistics
import Testing

@Suite struct CleanTrialsTests {
    private static func test(allowed: Double, alpha: Double = 0.05) -> RatioTest {
        RatioTest(Boundary(delta0: allowed), worse: .higher, alpha: alpha)
    }

    private static func isProven(_ trials: Double, under test: RatioTest) throws -> Bool {
        var process = EProcess()
        process.add(try #require(Stratum(canaryEvents: 0, canaryTotal: trials)), under: test)
        return process.proof(under: test) == .proven
    }

    @Test(
        "objectives take about as many clean trials as the literature of the method says",
        arguments: [
            (0.001, 4_500.0...5_500.0), (0.01, 450...550), (0.05, 85...115),
        ])
    func knownNumbers(allowed: Double, range: ClosedRange<Double>) throws {
        #expect(range.contains(try #require(Self.test(allowed: allowed).cleanTrials())))
    }

    @Test(arguments: [0.5, 0.1, 0.01, 0.001, 1e-6])
    func oneLessIsNotEnough(allowed: Double) throws {
        let test = Self.test(allowed: allowed)
        let trials = try #require(test.cleanTrials())
        #expect(try Self.isProven(trials, under: test))
        #expect(try !Self.isProven(trials - 1, under: test))
    }

    @Test func aSurerProofAndASmallerLimitTakeMore() throws {
        let trials = try #require(Self.test(allowed: 0.01).cleanTrials())
        #expect(try #require(Self.test(allowed: 0.01, alpha: 0.01).cleanTrials()) > trials)
        #expect(try #require(Self.test(allowed: 0.001).cleanTrials()) > trials)
    }

    @Test func aGoodBaselineBeforeTakesLess() throws {
        var test = Self.test(allowed: 0.001)
        let trials = try #require(test.cleanTrials())
        test.designTilt = 2.3
        #expect(try #require(test.cleanTrials()) < trials)
    }

    @Test func limitAboveAHalfCountsTheOtherEvent() throws {
        let test = Self.test(allowed: 0.9)
        #expect(test.isComplemented)
        #expect(try #require(test.cleanTrials()) < 20)
    }

    @Test func comparisonHasNoNumberOfItsOwn() {
        #expect(RatioTest(Boundary(rho0: 1.25), worse: .higher).cleanTrials() == nil)
    }

    @Test func limitThatCannotBeProvenHasNone() {
        #expect(Self.test(allowed: 0).cleanTrials() == nil)
    }
}
