import Foundation
import GRDB
import GateModel
import GateRules
import Testing

@testable import RolloutJournal

@Suite struct JournalTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    @Test func everyWriteIsSyncedToDisk() async throws {
        let journal = try Journal(path: scratch.path)
        let settings = try await journal.pool.writeWithoutTransaction { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                try Bool.fetchOne(database, sql: "PRAGMA foreign_keys")
            )
        }
        #expect(settings == (2, "wal", true))
    }

    @Test func whatWasCommittedIsThereAfterOpeningAgain() async throws {
        var walker = Walker()
        var steps: [(record: JournalRecord, state: RolloutState)] = []
        try await scratch.withJournal { journal in
            steps = walker.history()
            for step in steps { try await journal.commit(step.record, step.state) }
        }
        try await scratch.withJournal { journal in
            #expect(try await journal.loadStates() == [walker.state])
            let records = try await journal.records(of: "advisory", limit: 100, includingEvaluations: true)
            #expect(records == steps.map(\.record).reversed())
            #expect(try await journal.latestEvaluation(of: "advisory") == steps[6].record.evaluation)
            #expect(try await journal.latestEvaluation(of: "other") == nil)
        }
    }

    @Test func recordsLeaveOutEvaluationsWithoutDecision() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            try await journal.commitHistory(&walker)
            let notable = try await journal.records(of: "advisory", limit: 100, includingEvaluations: false)
            #expect(notable.map(\.sequence) == [8, 7, 6, 5, 1])
            let newest = try await journal.records(of: "advisory", limit: 2, includingEvaluations: true)
            #expect(newest.map(\.sequence) == [8, 7])
            #expect(try await journal.records(of: "advisory", limit: -1, includingEvaluations: true).isEmpty)
        }
    }

    @Test func aGridPointIsDecidedOnce() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            let first = walker.nextEvaluation()
            try await journal.commit(first.record, first.state)
            let time = try #require(first.record.evaluation).at
            let second = walker.next(.evaluated(Walker.evaluation(.fail, at: time)))
            await #expect(throws: JournalError.duplicateEvaluation(rollout: "advisory", at: time)) {
                try await journal.commit(second.record, second.state)
            }
            #expect(try await journal.loadStates() == [first.state])
            #expect(try await journal.outbox().isEmpty)
        }
    }

    @Test func rolloutsMayShareAGridPoint() async throws {
        var one = Walker("one")
        var two = Walker("two")
        try await scratch.withJournal { journal in
            for step in [one.nextEvaluation(), two.nextEvaluation()] {
                try await journal.commit(step.record, step.state)
            }
            #expect(try await journal.loadStates().map(\.rollout) == ["one", "two"])
        }
    }

    @Test func aStepThatDoesNotFollowIsRefused() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal async throws in
            _ = walker.next(.killed(reason: "lost"))
            let second = walker.next(.killed(reason: "second"))
            await #expect(throws: JournalError.outOfSequence(rollout: "advisory", expected: 1, found: 2)) {
                try await journal.commit(second.record, second.state)
            }
            #expect(try await journal.loadStates().isEmpty)
            #expect(try await journal.outbox().isEmpty)
        }
    }

    @Test func aStepWithTheStateOfAnotherIsRefused() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            let before = walker.state
            let step = walker.nextEvaluation()
            await #expect {
                try await journal.commit(step.record, before)
            } throws: { error in
                if case JournalError.inconsistent = error { true } else { false }
            }
        }
    }

    @Test func aCommitSurvivesItsCancelledCaller() async throws {
        let step = {
            var walker = Walker()
            return walker.nextEvaluation()
        }()
        try await scratch.withJournal { journal in
            let caller = Task {
                while !Task.isCancelled { await Task.yield() }
                try await journal.commit(step.record, step.state)
            }
            caller.cancel()
            try await caller.value
            #expect(try await journal.loadStates() == [step.state])
        }
    }

    @Test func rulesAreKeptAsTheyWereFirstStored() async throws {
        try await scratch.withJournal { journal in
            let rule = Walker().rule
            var other = rule
            other.description = "another rule that claims the same digest"
            try await journal.storeRules(RuleSet(rollouts: [rule]))
            try await journal.storeRules(RuleSet(rollouts: [other, Walker("two", digest: "d2").rule]))
            let stored = try await journal.read {
                try String.fetchAll($0, sql: "SELECT rule FROM rules ORDER BY digest")
            }
            #expect(
                stored == [try CanonicalJSON.encode(rule), try CanonicalJSON.encode(Walker("two", digest: "d2").rule)])
        }
    }

    @Test func onlyTheNewestRefusalsAreKept() async throws {
        try await scratch.withJournal { journal in
            func refusal(_ number: Int64) -> Refusal {
                Refusal(
                    at: Timestamp(seconds: number), actor: "", remote: "127.0.0.1", call: "POST /x", status: 401,
                    reason: "no credential")
            }
            try await journal.recordRefusal(refusal(1))
            try await journal.recordRefusal(refusal(2))
            // As if ten thousand had come in between.
            try await journal.write { database in
                try database.execute(sql: "UPDATE refusals SET id = \(Journal.maxRefusals) WHERE id = 2")
            }
            try await journal.recordRefusal(refusal(3))
            #expect(try await journal.refusals(limit: 10) == [refusal(3), refusal(2)])
        }
    }

    @Test func aLongRefusalIsCut() async throws {
        try await scratch.withJournal { journal in
            let long = String(repeating: "e\u{301}", count: 5000)
            try await journal.recordRefusal(
                Refusal(at: Walker().now, actor: long, remote: "::1", call: long, status: 403, reason: long))
            let kept = try #require(try await journal.refusals(limit: 1).first)
            #expect([kept.actor, kept.call, kept.reason].map(\.unicodeScalars.count) == [500, 500, 500])
            #expect(kept.remote == "::1")
        }
    }

    @Test func aClosedJournalSaysSo() async throws {
        var walker = Walker()
        let step = walker.nextEvaluation()
        let journal = try Journal(path: scratch.path)
        try await journal.close()
        await #expect(throws: JournalError.closed(path: scratch.path)) {
            try await journal.commit(step.record, step.state)
        }
        await #expect(throws: JournalError.closed(path: scratch.path)) { try await journal.loadStates() }
    }

    @Test func entriesCannotBeChangedThroughSQL() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            try await journal.commitHistory(&walker)
            for sql in [
                "DELETE FROM entries WHERE id = 3", "UPDATE entries SET kind = 'killed' WHERE id = 3",
                "UPDATE entries SET payload = '{}' WHERE id = 3", "UPDATE entries SET payload = NULL WHERE id = 7",
            ] {
                await #expect(throws: JournalError.self, "\(sql)") {
                    try await journal.write { try $0.execute(sql: sql) }
                }
            }
            #expect(try await journal.verify(step: ToyEngine.step).isIntact)
        }
    }
}
