import Foundation
import GRDB
import GateModel
import GateRules
import Testing

@testable import RolloutJournal

@Suite struct CrashTests {
    /// A crash leaves the database file and as much of the log as had been written; here at 60 places of the log, in the
    /// middle of transactions, too.
    @Test func acknowledgedStepsAreThereAfterACrashAnywhere() async throws {
        let scratch = try Scratch()
        var walker = Walker()
        var logSizes: [Int] = []
        let journal = try Journal(path: scratch.path)
        try await journal.storeRules(RuleSet(rollouts: [walker.rule]))
        let start = try scratch.bytes("journal.db-wal").count
        for _ in 0..<25 {
            let step = walker.nextEvaluation(.fail)
            try await journal.commit(step.record, step.state)
            logSizes.append(try scratch.bytes("journal.db-wal").count)
        }
        let database = try scratch.bytes()
        let log = try scratch.bytes("journal.db-wal")
        let cuts = logSizes + stride(from: start, to: log.count, by: (log.count - start) / 35)
        for cut in cuts {
            let acknowledged = Int64(logSizes.filter { $0 <= cut }.count)
            try await expect(acknowledged, database, log.prefix(cut), "log cut at byte \(cut) of \(log.count)")
        }
        try await journal.close()
    }

    private func expect(_ acknowledged: Int64, _ database: Data, _ log: Data, _ comment: Comment) async throws {
        let crashed = try Scratch()
        try crashed.write(database)
        try crashed.write(log, to: "journal.db-wal")
        try await crashed.withJournal { journal in
            let report = try await journal.verify(step: ToyEngine.step)
            #expect(report.problems == [], comment)
            #expect(report.entryCount == acknowledged, comment)
            let states = try await journal.loadStates()
            #expect(states.map(\.sequence) == (acknowledged == 0 ? [] : [acknowledged]), comment)
        }
    }

    @Test func aStepThatFailedHalfWayLeavesNothing() async throws {
        let scratch = try Scratch()
        var walker = Walker()
        try await scratch.withJournal { journal in
            let first = walker.nextEvaluation()
            try await journal.commit(first.record, first.state)
            // The outbox comes last in the transaction: entry and state have been written when it fails.
            try await journal.write { try $0.execute(sql: "ALTER TABLE alerts RENAME TO hidden") }
            let kill = walker.next(.killed(reason: "drill"))
            await #expect(throws: JournalError.self) { try await journal.commit(kill.record, kill.state) }
            try await journal.write { try $0.execute(sql: "ALTER TABLE hidden RENAME TO alerts") }
            #expect(try await journal.loadStates() == [first.state])
            try await journal.commit(kill.record, kill.state)
            #expect(try await journal.outbox().count == 1)
        }
    }
}
