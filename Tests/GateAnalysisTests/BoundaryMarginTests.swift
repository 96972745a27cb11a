import GateRules
import GateStatistics
import Testing

@testable import GateAnalysis

@Suite struct BoundaryMarginTests {
    @Test func marginsBecomeBoundaries() {
        #expect(Boundary(margin: .relative(0.25), worse: .higher) == Boundary(rho0: 1.25))
        #expect(Boundary(margin: .relative(0.05), worse: .lower) == Boundary(rho0: 0.95))
        #expect(Boundary(margin: .absolute(0.01), worse: .higher) == Boundary(rho0: 1, delta0: 0.01))
        #expect(Boundary(margin: .absolute(0.01), worse: .lower) == Boundary(rho0: 1, delta0: -0.01))
    }
}
