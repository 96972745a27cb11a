import Foundation
import GRDB
import GateEngine
import GateModel
import GateRules
import GateTestSupport
import Testing

@testable import RolloutJournal

/// Journals that another version of the engine has written.
@Suite struct EngineVersionTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    /// Puts the journal there that a build from before the versions wrote: two evaluations at 0 %, a promotion to 10 %, a
    /// candidate that waits for approval.
    private func restoreOldJournal() throws {
        let dump = try String(contentsOf: Golden.fixtures().appendingPathComponent("version-1.sql"), encoding: .utf8)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: scratch.path, configuration: configuration)
        try queue.writeWithoutTransaction { try $0.execute(sql: dump) }
        try queue.close()
    }

    @Test func entriesCarryTheVersionOfTheEngine() async throws {
        var walker = Walker()
        try await scratch.withJournal { try await $0.commitHistory(&walker) }
        let (header, _) = try VerifyTests.headerAndHash(scratch.path, id: 1)
        #expect(header.contains("\"engine_version\":\(Engine.version),"))
        let entry = try CanonicalJSON.decode(CanonicalEntry.self, from: header)
        #expect(entry.decidedBy == Engine.version)
    }

    @Test func stepsOfAnotherVersionAreNotPlayedAgain() async throws {
        var walker = Walker()
        let report = try await scratch.withJournal { journal in
            try await journal.commitHistory(&walker)
            return try await journal.verify(engineVersion: Engine.version + 1) { state, _, _, _ in
                Step(state: state, effects: [.setWeight(.full)])
            }
        }
        let reason = "decided by engine version \(Engine.version), this is version \(Engine.version + 1)"
        #expect(report.isIntact)
        #expect(report.entryCount == 8)
        #expect(report.folds == ["advisory": .notFoldable(since: 1, reason: reason)])
    }

    @Test func aJournalFromBeforeTheVersionsIsIntactAndOfVersionOne() async throws {
        try restoreOldJournal()
        let report = try await scratch.withJournal { try await $0.verify() }
        #expect(report.problems == [])
        #expect(report.entryCount == 8)
        let reason = "decided by engine version 1, this is version \(Engine.version)"
        #expect(report.folds == ["checkout": .notFoldable(since: 1, reason: reason)])
    }

    @Test(arguments: [
        ("UPDATE entries SET header = replace(header, '\"at\"', '\"engine_version\":2,\"at\"') WHERE id = 5", 5),
        ("UPDATE entries SET payload = replace(payload, 'pass', 'fail') WHERE id = 7", 7),
        ("DELETE FROM entries WHERE id = 2", 2),
    ])
    func whatWasChangedInAnOldJournalIsStillFound(sql: String, entry: Int64) async throws {
        try restoreOldJournal()
        try Tamper.run(scratch.path, sql)
        let journal = try Journal.openReadOnly(scratch.path)
        let report = try await journal.verify()
        try await journal.close()
        #expect(report.problems.map(\.entry) == [entry], "\(report.problems)")
    }

    @Test func aStateThatIsNotTheRecordedOneIsFoundInAnOldJournalToo() async throws {
        try restoreOldJournal()
        try Tamper.run(scratch.path, "UPDATE states SET state = replace(state, '\"v2\"', '\"v3\"')")
        let journal = try Journal.openReadOnly(scratch.path)
        #expect(try await journal.verify().problems.map(\.kind) == [.stateDiffers])
        try await journal.close()
    }

    @Test func anOldJournalGoesOn() async throws {
        try restoreOldJournal()
        let report = try await scratch.withJournal { journal in
            let state = try #require(try await journal.loadStates().first)
            let attempt = try #require(state.attempt)
            #expect(attempt.evidence == [:])
            #expect(attempt.candidate?.gates.map(\.certainty) == [nil, nil])
            let rule = try #require(try await oldRules().first)
            #expect(rule.scrapeInterval == RuleDefaults.scrapeInterval)
            #expect(rule.gates.map(\.confidence) == [nil, nil])
            let now = rule.grid.next(after: attempt.lastEvaluatedAt ?? attempt.startedAt)
            let actor = Actor(name: "alice", roles: [.techLead])
            let event = Event(
                actor: actor, trace: ToyEngine.trace,
                kind: .approvalGiven(candidate: attempt.candidate?.id ?? "", onCall: nil))
            let step = Engine.step(state, event, at: now, under: rule)
            #expect(step.decisions.map(\.kind) == [.approve])
            let record = JournalRecord(
                rollout: rule.name, sequence: step.state.sequence, at: now, ruleDigest: rule.digest, event: event,
                effects: step.effects)
            try await journal.commit(record, step.state)
            return try await journal.verify()
        }
        #expect(report.isIntact)
        #expect(report.entryCount == 9)
    }

    private func oldRules() async throws -> [RolloutRule] {
        let queue = try DatabaseQueue(path: scratch.path)
        defer { try? queue.close() }  // nothing was written
        return try await queue.read { database in
            try String.fetchAll(database, sql: "SELECT rule FROM rules")
                .map { try CanonicalJSON.decode(RolloutRule.self, from: $0) }
        }
    }
}
