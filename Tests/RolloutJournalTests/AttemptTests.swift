import GRDB
import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

@testable import RolloutJournal

@Suite struct AttemptTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    @Test func everyAttemptCanBeReadWithItsOwnSteps() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            try await journal.commitLongHistory(&walker)
            let records = [
                try #require(try await journal.attemptRecord(1, of: "advisory")),
                try #require(try await journal.attemptRecord(2, of: "advisory")),
                try #require(try await journal.attemptRecord(3, of: "advisory")),
            ]
            #expect(records.map(\.state.attempt?.revision) == ["v2", "v3", "v4"])
            #expect(records.map(\.state.sequence) == [8, 11, 12])
            // The step in which the next one begins says what an attempt made way for.
            #expect(records.map { $0.records.map(\.sequence) } == [[1, 5, 6, 7, 8, 9], [9, 11, 12], [12]])
            #expect(records.map(\.isCut) == [false, false, false])
            let report = try await journal.verify(step: ToyEngine.step)
            #expect(report.isIntact && report.headHash == records[2].head.hash && records[2].head.entry == 12)
        }
    }

    @Test(arguments: [0, 4, -1])
    func anAttemptThatWasNotMadeIsNotFound(number: Int) async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            try await journal.commitLongHistory(&walker)
            #expect(try await journal.attemptRecord(number, of: "advisory") == nil)
            #expect(try await journal.attemptRecord(1, of: "other") == nil)
        }
    }

    @Test func anAttemptOutlivesItsVerdictsAndItsRule() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            try await journal.commitLongHistory(&walker)
            try await journal.thinEvaluations(olderThan: walker.now + .hours(1))
            let record = try #require(try await journal.attemptRecord(1, of: "advisory"))
            #expect(record.state.attempt?.revision == "v2")
            #expect(try await journal.rule(record.state.ruleDigest) == walker.rule)
            #expect(try await journal.rule("unknown") == nil)
        }
    }

    @Test(arguments: [
        ("UPDATE attempts SET state = replace(state, 'v2', 'v9')", "attempt 1: its last state is not the one step 8"),
        ("UPDATE attempts SET sequence = 7 WHERE attempt = 1", "attempt 1: its last state is not the one step 8"),
        ("UPDATE attempts SET state = (SELECT state FROM states)", "attempt 1: its last state is not the one step 8"),
        ("DELETE FROM attempts WHERE attempt = 2", "attempt 2: its last state is missing"),
        ("UPDATE attempts SET attempt = 9 WHERE attempt = 2", "attempt 9: no entry says that it ended"),
        ("INSERT INTO attempts SELECT 'other', 1, 8, state FROM states", "attempt 1: no entry says that it ended"),
    ])
    func anAttemptThatIsNotTheRecordedOneIsFound(sql: String, detail: String) async throws {
        var walker = Walker()
        try await scratch.withJournal { try await $0.commitLongHistory(&walker) }
        try Tamper.run(scratch.path, sql)
        let journal = try Journal.openReadOnly(scratch.path)
        let problems = try await journal.verify(step: ToyEngine.step).problems.filter { $0.kind == .attemptDiffers }
        try await journal.close()
        #expect(problems.contains { $0.detail.hasPrefix(detail) }, "\(problems)")
    }

    @Test func aJournalFromBeforeThereWereAttemptsIsReadAsItIs() async throws {
        var walker = Walker()
        try await scratch.withJournal { try await $0.commitHistory(&walker) }
        try Tamper.run(
            scratch.path,
            "DROP TABLE attempts; DELETE FROM grdb_migrations WHERE identifier = '0003-attempts'")
        let old = try Journal.openReadOnly(scratch.path)
        #expect(try await old.verify(step: ToyEngine.step).isIntact)
        #expect(try await old.attemptRecord(1, of: "advisory")?.state == walker.state)
        try await old.close()
        try await scratch.withJournal { journal in
            let next = walker.next(.startRequested(revision: "v3"))
            try await journal.commit(next.record, next.state)
            #expect(try await journal.attemptRecord(1, of: "advisory")?.state.sequence == 8)
        }
    }

    @Test func attemptsThatEndedCannotBeChangedByTheWay() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            try await journal.commitLongHistory(&walker)
            for sql in ["DELETE FROM attempts", "UPDATE attempts SET sequence = 1"] {
                await #expect(throws: JournalError.self) { try await journal.write { try $0.execute(sql: sql) } }
            }
        }
    }

    @Test func attemptsOfTheEngineEndWithWhatTheyMadeWayFor() async throws {
        let rule = Walker().rule
        let lead = Actor(name: "alice", roles: [.techLead, .operate])
        try await scratch.withJournal { journal in
            try await journal.storeRules(RuleSet(rollouts: [rule]))
            var state = RolloutState(rollout: rule.name, ruleDigest: rule.digest)
            var now = Timestamp(seconds: 1_771_147_800)
            for revision in ["v1", "v2"] {
                now = now + .minutes(1)
                let event = Event(actor: lead, trace: ToyEngine.trace, kind: .startRequested(revision: revision))
                let step = Engine.step(state, event, at: now, under: rule)
                state = step.state
                let record = JournalRecord(
                    rollout: rule.name, sequence: state.sequence, at: now, ruleDigest: rule.digest, event: event,
                    effects: step.effects)
                try await journal.commit(record, state)
            }
            let first = try #require(try await journal.attemptRecord(1, of: rule.name)?.state.attempt)
            #expect(first.phase == .aborted && first.visit.decision == .supersede)
            #expect(first.visit.leftAt == now && first.visit.owner == "alice")
            #expect(try await journal.verify().isIntact)
        }
    }
}
