import Foundation
import GateEngine
import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import Testing

/// What gates with confidence gather in the state, and when it is forgotten.
@Suite struct EvidenceTests {
    /// A rollout at a stage, with one gate that counts and one that does not.
    static func course(_ stage: String = "low") -> Course {
        var course = Course(.toy(gates: [CountedGate.gate("orders"), .availability("other")]))
        course.reach(stage)
        return course
    }

    /// Evaluates the next grid point live; `orders` has counted since the last one.
    @discardableResult
    static func count(
        _ course: inout Course, bad: Double = 0, of total: Double = 40, _ outcome: Outcome = .inconclusive
    ) -> Step {
        let known = course.attempt.evidence["orders"]
        let entry = course.attempt.visit.enteredAt
        let increment = CountedGate.increment(
            bad: bad, of: total, after: known?.through ?? entry, through: course.rule.grid.next(after: course.now),
            beginning: known == nil ? entry : nil)
        return course.evaluate(gates: [.counted("orders", increment, outcome), .pass("other")])
    }

    @Test func evidenceBeginsWithItsBasisAndGrows() throws {
        var course = Self.course()
        let entry = course.attempt.visit.enteredAt
        Self.count(&course, of: 10)
        Self.count(&course, bad: 1, of: 20)
        let evidence = try #require(course.attempt.evidence["orders"])
        #expect(evidence.basis == CountedGate.basis(from: entry))
        #expect(evidence.through == course.now)
        #expect(evidence.totals == Stratum(canaryEvents: 1, canaryTotal: 30))
        #expect(evidence.certain.strata == 2)
        #expect(course.attempt.evidence.count == 1)
    }

    @Test func withoutABasisNothingBegins() {
        var course = Self.course()
        let increment = CountedGate.increment(of: 10, after: course.now, through: course.now + .seconds(15))
        course.evaluate(gates: [.counted("orders", increment), .pass("other")])
        #expect(course.attempt.evidence.isEmpty)
    }

    @Test func aSecondBasisChangesNothing() throws {
        var course = Self.course()
        Self.count(&course)
        let first = try #require(course.attempt.evidence["orders"])
        let other = CountedGate.increment(
            of: 10, after: course.now, through: course.now + .seconds(15), beginning: course.now)
        course.evaluate(gates: [.counted("orders", other), .pass("other")])
        #expect(course.attempt.evidence["orders"]?.basis == first.basis)
        #expect(course.attempt.evidence["orders"]?.certain.strata == 2)
    }

    @Test func whatWasCountedTwiceCountsOnce() {
        var course = Self.course()
        Self.count(&course)
        let before = course.attempt.evidence
        let again = CountedGate.increment(
            of: 10, after: course.now - .seconds(15), through: course.now + .seconds(15))
        course.evaluate(gates: [.counted("orders", again), .pass("other")])
        #expect(course.attempt.evidence == before)
    }

    @Test func gatesWithoutConfidenceGatherNothing() {
        var course = Self.course()
        let increment = CountedGate.increment(
            of: 10, after: course.now, through: course.now + .seconds(15), beginning: course.now)
        course.evaluate(gates: [.pass("orders"), .counted("other", increment)])
        #expect(course.attempt.evidence.isEmpty)
    }

    @Test func comparingGatesGatherAtStageZeroToo() throws {
        var gate = Gate.conversion("sales")
        gate.confidence = Confidence()
        var course = Course(.toy(gates: [.slo, gate]))
        course.start()
        let increment = CountedGate.increment(
            of: 10, after: course.now, through: course.now + .seconds(15), beginning: course.now)
        let verdict = Verdict(
            subject: "sales", outcome: .inconclusive, reason: .noData, isCollecting: true,
            baseline: RatioCounts(events: 1, total: 10), increment: increment)
        course.evaluate(gates: [.pass("slo"), verdict])
        #expect(course.attempt.evidence["sales"]?.totals.canaryTotal == 10)
        #expect(course.attempt.frozenBaselines["sales"] == RatioCounts(events: 1, total: 10))
        #expect(course.attempt.window.greenSince == course.now)
    }

    @Test func aLateEvaluationCountsLikeAnyOther() {
        var course = Self.course()
        Self.count(&course)
        let (known, late) = (course.now, course.rule.grid.next(after: course.now))
        course.skip(3)
        let increment = CountedGate.increment(of: 10, after: known, through: late)
        course.send(
            .evaluated(Evaluation(at: late, gates: [.counted("orders", increment), .pass("other")])), by: .stagegate)
        #expect(course.attempt.evidence["orders"]?.through == late)
        #expect(course.attempt.evidence["orders"]?.certain.strata == 2)
    }

    @Test func whatWasEvaluatedBeforeTheEntryDoesNotCount() {
        var course = Self.course()
        let at = course.rule.grid.next(after: course.now)
        let increment = CountedGate.increment(of: 10, after: course.now, through: at, beginning: course.now)
        course.now = at + .seconds(2)
        course.send(.rolledBack(toStage: nil, reason: "by hand"))
        course.send(
            .evaluated(Evaluation(at: at, gates: [.counted("orders", increment), .pass("other")])), by: .stagegate)
        #expect(course.attempt.evidence.isEmpty)
        #expect(course.attempt.lastEvaluatedAt == at)
    }

    struct Ending: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let happen: @Sendable (inout Course) -> Void
    }

    static let endings = [
        Ending(testDescription: "promotion") { course in
            course.evaluate(times: 3)
            course.approve()
            course.evaluate()
        },
        Ending(testDescription: "rollback by hand") { $0.send(.rolledBack(toStage: nil, reason: "x")) },
        Ending(testDescription: "gate failure") { $0.evaluate(times: 2, Verdict.fail) },
        Ending(testDescription: "kill") { $0.send(.killed(reason: "x")) },
        Ending(testDescription: "incident") { $0.send(.incidentOpened(id: "i", kind: .auditAnomaly, note: "")) },
        Ending(testDescription: "another revision") { $0.start("r2") },
        Ending(testDescription: "another rule") { course in
            course.rule.digest = "d2"
            course.send(.rulesReplaced, by: .stagegate)
        },
    ]

    @Test(arguments: endings) func evidenceEndsWithTheVisitAndWithTheRule(_ ending: Ending) {
        var course = Self.course()
        Self.count(&course)
        #expect(course.attempt.evidence.count == 1)
        ending.happen(&course)
        #expect(course.attempt.evidence.isEmpty)
    }

    static let nothingNew = [
        Ending(testDescription: "hold") { $0.send(.held(reason: "x")) },
        Ending(testDescription: "green time lost") { $0.evaluate(Verdict.fail) },
        Ending(testDescription: "gap") { course in
            let last = course.now
            course.skip(9)
            course.send(.evaluationsMissed(after: last, through: course.now), by: .stagegate)
        },
        Ending(testDescription: "end of the attempt") { $0.send(.aborted(reason: "x")) },
    ]

    @Test(arguments: nothingNew) func evidenceOutlivesWhatIsNoNewVisit(_ event: Ending) {
        var course = Self.course()
        Self.count(&course)
        let before = course.attempt.evidence
        event.happen(&course)
        #expect(course.attempt.evidence == before)
    }

    @Test func aStoppedRolloutGathersAnewAndBeginsAgainWhenResumed() {
        var course = Self.course("half")
        Self.count(&course)
        course.send(.incidentOpened(id: "i", kind: .auditAnomaly, note: ""))
        #expect(course.attempt.evidence.isEmpty)
        Self.count(&course)
        #expect(course.phase == .stopped)
        #expect(course.attempt.evidence["orders"]?.certain.strata == 1)
        course.send(.incidentResolved(id: "i", note: ""))
        course.send(.resumed(reason: "fixed"))
        #expect(course.attempt.evidence.isEmpty)
    }

    /// Whatever was recorded: the state holds the sum of it, and playing it again gives the same bits, also through JSON.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func theStateHoldsTheSumOfWhatWasRecorded(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var course = Self.course()
        var sum = EProcess()
        let test = CountedGate.basis(from: course.now).test
        var restored = course
        for _ in 0..<60 {
            let total = Double(Int.random(in: 0...50, using: &random)) / 3
            let bad = total * Double.random(in: 0...0.2, using: &random)
            Self.count(&course, bad: bad, of: total)
            Self.count(&restored, bad: bad, of: total)
            sum.add(try #require(Stratum(canaryEvents: bad, canaryTotal: total)), under: test)
            #expect(course.attempt.evidence["orders"]?.certain == sum)
            restored.state = try JSONDecoder().decode(RolloutState.self, from: try Self.json(restored.state))
        }
        #expect(course.stage == "low")
        #expect(try Self.json(restored.state) == Self.json(course.state))
    }

    static func json(_ state: RolloutState) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(state)
    }
}
