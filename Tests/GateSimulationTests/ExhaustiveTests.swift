import GateModel
import GateRules
import GateSimulation
import Testing

/// Every sequence of moves, to a depth, from several beginnings.
@Suite struct ExhaustiveTests {
    @Test func sevenMovesFromTheVeryBeginning() {
        let rare: Set<Move> = [.alarm, .anomaly, .reload, .thin, .regression, .proof]
        let report = Exhaustive.walk(
            SimulatedRules.toy(), depth: 7, of: Move.allCases.filter { !rare.contains($0) })
        #expect(report.failures.isEmpty)
        #expect(report.phases == [.aborted, .awaitingApproval, .observing, .pending, .stopped])
        #expect(report.worlds > 2000, "\(report.worlds) worlds, \(report.steps) steps")
    }

    @Test func fiveMovesWithTheRareOnesToo() {
        let report = Exhaustive.walk(SimulatedRules.toy(), depth: 5)
        #expect(report.failures.isEmpty)
        #expect(report.worlds > 1500, "\(report.worlds) worlds, \(report.steps) steps")
    }

    static let climb: [Move] = [.start, .pass, .pass, .approve, .pass]

    struct Beginning: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let moves: [Move]
    }

    static let beginnings = [
        Beginning(testDescription: "nobody started", moves: []),
        Beginning(testDescription: "at 50 %", moves: climb),
        Beginning(testDescription: "at 50 %, waiting", moves: climb + [.pass, .pass]),
        Beginning(testDescription: "at 50 %, approved", moves: climb + [.pass, .pass, .approve]),
        Beginning(testDescription: "at 100 %", moves: climb + climb.dropFirst()),
        Beginning(testDescription: "complete", moves: climb + climb.dropFirst() + [.pass, .pass]),
        Beginning(testDescription: "stopped at 50 %", moves: climb + climb.dropFirst() + [.anomaly, .resolve]),
    ]

    /// 8 evaluations from start to completion, 11 under the variant with longer windows, and what a lost window costs.
    @Test(arguments: beginnings) func fromEveryWorldTheRolloutStillCompletes(_ beginning: Beginning) {
        let report = Exhaustive.walk(
            SimulatedRules.toy(), depth: 2, after: beginning.moves, completingWithin: 12)
        #expect(report.failures.isEmpty)
    }

    @Test func everyKindOfDecisionIsReached() {
        var seen: Set<Decision.Kind> = []
        for beginning in Self.beginnings {
            seen.formUnion(Exhaustive.walk(SimulatedRules.toy(), depth: 2, after: beginning.moves).decisions)
        }
        #expect(seen == Set(Decision.Kind.allCases))
    }

    @Test func automaticStagesKeepTheInvariantsToo() {
        let report = Exhaustive.walk(
            SimulatedRules.toy(needsApproval: false), depth: 4, after: [.start, .pass, .pass])
        #expect(report.failures.isEmpty)
        #expect(!report.phases.contains(.awaitingApproval))
    }

    static let undecided: [Move] = [
        .pass, .thin, .regression, .blind, .fail, .approve, .hold, .unhold, .rollBack, .reload,
    ]
    static let policies: [UndecidedPolicy] = [.hold, .extend(to: .seconds(30)), .promote]

    /// Under whatever policy, from every world near the end of an undecided window: once traffic is good and people do
    /// their job, the rollout completes.
    @Test(arguments: policies, policies) func undecidedGatesKeepTheInvariantsAndTheRolloutCompletes(
        _ orders: UndecidedPolicy, _ sales: UndecidedPolicy
    ) {
        let rule = SimulatedRules.toy(needsApproval: false, undecided: [orders, sales])
        let report = Exhaustive.walk(
            rule, depth: 3, of: Self.undecided, after: [.start, .pass, .pass, .thin, .thin], completingWithin: 14)
        #expect(report.failures.isEmpty)
        #expect(report.worlds > 200, "\(report.worlds) worlds, \(report.steps) steps")
        let isHeldByItself = [orders, sales].contains(.extend(to: .seconds(30)))
        #expect(report.decisions.contains(.promote))
        #expect(!isHeldByItself || report.decisions.contains(.hold))
    }

    @Test func undecidedGatesUnderApprovalKeepTheInvariants() {
        let rule = SimulatedRules.toy(undecided: [.promote, .extend(to: .seconds(30))])
        let report = Exhaustive.walk(
            rule, depth: 4, of: Self.undecided, after: [.start, .pass, .pass, .approve, .pass, .thin])
        #expect(report.failures.isEmpty)
        #expect(report.phases.contains(.awaitingApproval))
    }
}
