import Foundation
import GRDB
import GateModel
import GateTestSupport
import Testing

@testable import RolloutJournal

@Suite struct FullDiskTests {
    /// Commits evaluations until one is refused; the walker is left where the journal is.
    private func fill(_ journal: Journal, _ walker: inout Walker) async throws -> JournalError {
        for _ in 0..<10_000 {
            let before = walker
            let step = walker.nextEvaluation()
            do {
                try await journal.commit(step.record, step.state)
            } catch {
                walker = before
                return error
            }
        }
        throw CancellationError()
    }

    /// After the refusal: nothing half done, and the same step works once there is space.
    private func expectRecovery(
        _ journal: Journal, _ walker: inout Walker, after error: JournalError, makeSpace: () async throws -> Void
    ) async throws {
        guard case .unwritable = error else {
            Issue.record("another error was expected: \(error)")
            return
        }
        #expect(error.description.contains("check free space"))
        #expect(try await journal.loadStates() == [walker.state])
        #expect(try await journal.verify(step: ToyEngine.step).problems == [])
        try await makeSpace()
        let step = walker.nextEvaluation(.fail)
        try await journal.commit(step.record, step.state)
        #expect(try await journal.loadStates() == [walker.state])
        #expect(try await journal.verify(step: ToyEngine.step).problems == [])
        #expect(try await journal.outbox().count == 1)
    }

    @Test func aStepThatDoesNotFitIsRefusedAndLaterTaken() async throws {
        let scratch = try Scratch()
        var walker = Walker()
        try await scratch.withJournal { journal in
            func limit(_ pages: Int) async throws {
                try await journal.pool.writeWithoutTransaction { database in
                    _ = try Row.fetchAll(database, sql: "PRAGMA max_page_count = \(pages)")
                }
            }
            try await limit(60)
            let error = try await fill(journal, &walker)
            try await expectRecovery(journal, &walker, after: error) { try await limit(1_000_000) }
        }
    }

    @Test(.enabled(if: SmallDisk.canMount, "needs the right to mount a tmpfs"))
    func aDiskThatIsReallyFullIsSurvived() async throws {
        let disk = try SmallDisk()
        let ballast = disk.folder.appendingPathComponent("ballast")
        try Data(repeating: 1, count: 200_000).write(to: ballast)
        var walker = Walker()
        let journal = try Journal(path: disk.folder.appendingPathComponent("journal.db").path)
        let error = try await fill(journal, &walker)
        try await expectRecovery(journal, &walker, after: error) { try FileManager.default.removeItem(at: ballast) }
        try await journal.close()
    }
}
