import Foundation
import GRDB
import GateEngine
import GateModel
import GateRules
import Testing

@testable import RolloutJournal

@Suite struct VerifyTests {
    typealias Kind = VerifyReport.Problem.Kind

    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    /// The report on the journal with the history, after somebody changed it.
    private func report(after sql: String) async throws -> VerifyReport {
        var walker = Walker()
        try await scratch.withJournal { try await $0.commitHistory(&walker) }
        try Tamper.run(scratch.path, sql)
        let journal = try Journal.openReadOnly(scratch.path)
        let report = try await journal.verify(step: ToyEngine.step)
        try await journal.close()
        return report
    }

    @Test func anUntouchedJournalIsIntactAndFolds() async throws {
        let report = try await report(after: "SELECT 1")
        #expect(report.problems == [])
        #expect(report.entryCount == 8)
        #expect(report.folds == ["advisory": .folded(steps: 8)])
    }

    @Test func anEmptyJournalIsIntact() async throws {
        let report = try await scratch.withJournal { try await $0.verify() }
        #expect(report.isIntact)
        #expect(report.headHash == CanonicalEntry.genesis)
    }

    @Test(arguments: [
        "rollout = 'advisorz'", "sequence = 30", "at_ms = at_ms + 1", "kind = 'evaluatee'",
        "evaluation_ms = evaluation_ms + 1", "has_decision = 1",
        "header = replace(header, '\"format\":1', '\"format\":2')",
        "header = replace(header, '\"engine_version\":\(Engine.version)', '\"engine_version\":1')",
        "header = replace(header, 'stagegate', 'stagegats')", "payload = replace(payload, '0.3', '0.4')",
        "previous_hash = replace(previous_hash, 'a', 'b')", "hash = replace(hash, 'a', 'b')",
    ])
    func aChangeInAnyColumnOfAnEntryIsFound(change: String) async throws {
        let report = try await report(after: "UPDATE entries SET \(change) WHERE id = 3")
        let problem = try #require(report.problems.last)
        #expect(problem.kind == .changed)
        #expect(problem.entry == 3)
        #expect(report.entryCount == 2)
        #expect(report.folds.isEmpty)
    }

    @Test(arguments: [
        ("DELETE FROM entries WHERE id = 3", Kind.removed, 3),
        ("DELETE FROM entries WHERE id = 1", .removed, 1),
        ("DELETE FROM entries WHERE id IN (4, 5)", .removed, 4),
        ("DELETE FROM entries WHERE id = 3; UPDATE entries SET id = id - 1 WHERE id > 3", .removed, 3),
        (
            "UPDATE entries SET id = -3 WHERE id = 3; UPDATE entries SET id = 3 WHERE id = 4;"
                + "UPDATE entries SET id = 4 WHERE id = -3", .reordered, 3
        ),
        (
            "UPDATE entries SET id = -8 WHERE id = 8;" + Tamper.makingRoom(at: 2)
                + "UPDATE entries SET id = 2 WHERE id = 9", .reordered, 2
        ),
        (
            Tamper.makingRoom(at: 3)
                + """
                INSERT INTO entries SELECT 3, rollout, 99, at_ms, kind, 1, has_decision, header, payload, previous_hash, hash
                FROM entries WHERE id = 2
                """, .inserted, 3
        ),
        ("UPDATE entries SET payload = NULL WHERE id = 7", .changed, 7),
    ])
    func aRowThatIsGoneOrMovedOrNewIsFound(sql: String, kind: Kind, entry: Int64) async throws {
        let report = try await report(after: sql)
        let problem = try #require(report.problems.first { $0.entry != nil })
        #expect(problem.kind == kind)
        #expect(problem.entry == entry)
        #expect(!report.isIntact)
    }

    @Test func aForgedEntryInBetweenIsFound() async throws {
        var walker = Walker()
        try await scratch.withJournal { try await $0.commitHistory(&walker) }
        let (header, previous) = try Self.headerAndHash(scratch.path, id: 2)
        let forged = header.replacingOccurrences(of: "\"sequence\":2", with: "\"sequence\":99")
        try Tamper.run(
            scratch.path,
            Tamper.makingRoom(at: 3)
                + """
                INSERT INTO entries SELECT 3, rollout, 99, at_ms, kind, 1, has_decision, '\(forged)', payload, '\(previous)',
                '\(CanonicalEntry.hash(of: forged, after: previous))' FROM entries WHERE id = 2
                """)
        let report = try await Journal.openReadOnly(scratch.path).verify(step: ToyEngine.step)
        #expect(report.problems.map(\.kind) == [.changed])
        #expect(report.problems.first?.entry == 3, "\(report.problems)")
    }

    @Test(arguments: [
        ("DELETE FROM entries WHERE id = 8", Kind.stateDiffers),
        ("UPDATE states SET state = replace(state, 'v2', 'v3')", .stateDiffers),
        ("UPDATE states SET sequence = 7", .stateDiffers),
        ("UPDATE states SET rollout = 'other'", .stateDiffers),
        ("DELETE FROM states", .stateDiffers),
        ("UPDATE rules SET rule = replace(rule, '\"up\"', '\"down\"')", .ruleDiffers),
        ("UPDATE rules SET rule = 'x'", .ruleDiffers),
        ("UPDATE rules SET digest = 'd2'", .ruleDiffers),
        ("DELETE FROM rules", .ruleDiffers),
    ])
    func aStateOrRuleThatIsNotTheRecordedOneIsFound(sql: String, kind: Kind) async throws {
        let report = try await report(after: sql)
        #expect(Set(report.problems.map(\.kind)).contains(kind), "\(report.problems)")
    }

    @Test func anEngineThatDecidesOtherwiseIsFoundAtItsFirstStep() async throws {
        var walker = Walker()
        let report = try await scratch.withJournal { journal in
            try await journal.commitHistory(&walker)
            return try await journal.verify { state, event, now, rule in
                var step = ToyEngine.step(state, event, now, rule)
                if case .resumed = event.kind { step.effects = [] }
                return step
            }
        }
        #expect(report.problems.map(\.kind) == [.foldDiffers])
        #expect(report.problems.first?.entry == 6)
        #expect(report.folds == ["advisory": .differs(sequence: 6)])
    }

    @Test func theHistoryOfTheEngineFolds() async throws {
        let rule = Walker().rule
        let step: HistoryFold.Stepper = { state, event, now, rule in
            var step = Engine.step(state, event, at: now, under: rule)
            step.state.sequence = state.sequence + 1
            return step
        }
        let report = try await scratch.withJournal { journal in
            try await journal.storeRules(RuleSet(rollouts: [rule]))
            var state = RolloutState(rollout: rule.name, ruleDigest: rule.digest)
            var walker = Walker()
            for record in walker.history().map(\.record) {
                let result = step(state, record.event, record.at, rule)
                state = result.state
                let record = JournalRecord(
                    rollout: rule.name, sequence: state.sequence, at: record.at, ruleDigest: rule.digest,
                    event: record.event, effects: result.effects)
                try await journal.commit(record, state)
            }
            return try await journal.verify(step: step)
        }
        #expect(report.problems == [])
        #expect(report.folds == [rule.name: .folded(steps: 8)])
    }

    @Test func aRolloutWithoutItsRuleIsNotFoldable() async throws {
        var walker = Walker()
        let report = try await scratch.withJournal { journal in
            let step = walker.nextEvaluation()
            try await journal.commit(step.record, step.state)
            return try await journal.verify(step: ToyEngine.step)
        }
        #expect(report.isIntact)
        #expect(
            report.folds == ["advisory": .notFoldable(since: 1, reason: "the journal has no rule with the digest d1")])
    }

    @Test func droppingVerdictsKeepsTheChainAndWhatWasDecided() async throws {
        var walker = Walker()
        var other = Walker("other")
        let report = try await scratch.withJournal { journal in
            let lone = other.nextEvaluation()
            try await journal.commit(lone.record, lone.state)
            try await journal.commitHistory(&walker)
            let first = walker.state.attempt?.startedAt ?? walker.now
            #expect(try await journal.thinEvaluations(olderThan: first) == 0)
            // Entries 2 to 4; entry 7 led to a decision, and the evaluation of the other rollout is its newest.
            #expect(try await journal.thinEvaluations(olderThan: walker.now + .hours(1)) == 3)
            #expect(try await journal.latestEvaluation(of: "other") == lone.record.evaluation)
            let records = try await journal.records(of: "advisory", limit: 9, includingEvaluations: true)
            #expect(records.map { $0.evaluation?.gates.count } == [nil, 1, nil, nil, 0, 0, 0, nil])
            return try await journal.verify(step: ToyEngine.step)
        }
        #expect(report.problems == [])
        #expect(report.folds["advisory"] == .notFoldable(since: 2, reason: "the verdicts of this step were dropped"))
    }

    static func headerAndHash(_ path: String, id: Int64) throws -> (String, String) {
        let row = try DatabaseQueue(path: path).read {
            try Row.fetchOne($0, sql: "SELECT header, hash FROM entries WHERE id = ?", arguments: [id])
        }
        let found = try #require(row)
        return (found["header"], found["hash"])
    }
}
