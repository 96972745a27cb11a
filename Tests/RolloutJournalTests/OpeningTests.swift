import Foundation
import GRDB
import GateModel
import Testing

@testable import RolloutJournal

@Suite struct OpeningTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    /// The error that opening for writing ends with; the file must be the same afterwards.
    private func refusal() throws -> JournalError {
        let before = try scratch.bytes()
        let error = #expect(throws: JournalError.self) { try Journal(path: scratch.path) }
        #expect(try scratch.bytes() == before, "a refused file must be left as it is")
        return try #require(error)
    }

    private func fill(_ count: Int = 40) async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            for _ in 0..<count {
                let step = walker.nextEvaluation()
                try await journal.commit(step.record, step.state)
            }
        }
    }

    @Test func aSecondInstanceIsRefusedAndToldWhoHoldsIt() async throws {
        let journal = try Journal(path: scratch.path)
        let error = #expect(throws: JournalError.self) { try Journal(path: scratch.path) }
        #expect(error == .inUse(path: scratch.path, holder: getpid()))
        #expect(error?.description.contains("process \(getpid())") == true)
        try await journal.close()
        try await Journal(path: scratch.path).close()
    }

    @Test func anotherNameOfTheSameJournalIsTheSameJournal() async throws {
        let journal = try Journal(path: scratch.path)
        try FileManager.default.createSymbolicLink(atPath: scratch.path("alias.db"), withDestinationPath: scratch.path)
        let error = #expect(throws: JournalError.self) { try Journal(path: scratch.path("alias.db")) }
        #expect(error == .inUse(path: journal.path, holder: getpid()))
        try await journal.close()
    }

    @Test func aReaderWorksBesideAServer() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            let first = walker.nextEvaluation()
            try await journal.commit(first.record, first.state)
            let reader = try Journal.openReadOnly(scratch.path)
            #expect(try await reader.verify(step: ToyEngine.step).entryCount == 1)
            let second = walker.nextEvaluation()
            try await journal.commit(second.record, second.state)
            #expect(try await reader.loadStates() == [second.state])
            let third = walker.nextEvaluation()
            await #expect(throws: JournalError.self) { try await reader.commit(third.record, third.state) }
            try await reader.close()
            try await journal.commit(third.record, third.state)
        }
    }

    @Test func aReaderWorksWithoutAServer() async throws {
        try await fill(2)
        let reader = try Journal.openReadOnly(scratch.path)
        #expect(try await reader.loadStates().map(\.sequence) == [2])
        try await reader.close()
    }

    @Test func aClosedJournalIsOneFile() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            try await journal.commitHistory(&walker)
            #expect(try await journal.verify(step: ToyEngine.step).isIntact)
        }
        let copy = try Scratch()
        try copy.write(try scratch.bytes())
        try await copy.withJournal { journal in
            let states = try await journal.loadStates()
            #expect(states == [walker.state])
        }
    }

    @Test func readingCreatesNothing() throws {
        #expect(throws: JournalError.missing(path: scratch.path)) { try Journal.openReadOnly(scratch.path) }
        #expect(!FileManager.default.fileExists(atPath: scratch.path))
    }

    @Test func aMissingFolderIsNamed() {
        let error = #expect(throws: JournalError.self) { try Journal(path: scratch.path("missing/journal.db")) }
        #expect(error?.description.contains("missing/journal.db.lock: No such file or directory") == true)
    }

    @Test(arguments: ["", "rollouts: []\n", String(repeating: "x", count: 9000)])
    func aFileThatIsNoDatabaseIsLeftAlone(text: String) throws {
        try scratch.write(Data(text.utf8))
        let error = try refusal()
        switch error {
        case .damaged: #expect(text.isEmpty)
        case .notAJournal: #expect(!text.isEmpty)
        default: Issue.record("\(error)")
        }
    }

    @Test func theDatabaseOfAnotherApplicationIsLeftAlone() throws {
        let queue = try DatabaseQueue(path: scratch.path)
        try queue.write { try $0.execute(sql: "CREATE TABLE photos (id INTEGER)") }
        try queue.close()
        let error = try refusal()
        #expect(error == .notAJournal(path: scratch.path, detail: "it is an SQLite file of another application"))
    }

    @Test func aJournalOfANewerVersionIsLeftAlone() async throws {
        try await fill(1)
        try Tamper.run(scratch.path, "INSERT INTO grdb_migrations VALUES ('0002-replicas')")
        let error = try refusal()
        #expect(error == .newerSchema(path: scratch.path, migrations: ["0002-replicas"]))
        #expect(throws: error) { try Journal.openReadOnly(scratch.path) }
    }

    @Test(arguments: [0.3, 0.5, 0.7, 0.95])
    func aPageOfNoiseIsFound(place: Double) async throws {
        try await fill()
        var bytes = try scratch.bytes()
        let pages = bytes.count / 4096
        let start = Int((Double(pages) * place).rounded(.down)) * 4096
        bytes.replaceSubrange(start..<start + 4096, with: Data(repeating: 0xA5, count: 4096))
        try scratch.write(bytes)
        do {
            let reader = try Journal.openReadOnly(scratch.path)
            #expect(try await reader.verify(step: ToyEngine.step).isIntact == false)
            try await reader.close()
        } catch .damaged {
            // The noise lies where the schema is looked up: there is nothing to verify.
        }
        guard case .damaged = try refusal() else {
            Issue.record("another error was expected")
            return
        }
    }

    @Test func aTruncatedFileIsFound() async throws {
        try await fill()
        let bytes = try scratch.bytes()
        try scratch.write(bytes.prefix(bytes.count / 2 / 4096 * 4096))
        guard case .damaged = try refusal() else {
            Issue.record("another error was expected")
            return
        }
    }

    @Test(arguments: [
        "UPDATE entries SET payload = replace(payload, '0.3', '0.4') WHERE id = 8",
        "DELETE FROM entries WHERE id = 40", "UPDATE states SET state = replace(state, 'd1', 'd2')",
    ])
    func aChangeNearTheEndIsFound(sql: String) async throws {
        try await fill()
        try Tamper.run(scratch.path, sql)
        guard case .damaged = try refusal() else {
            Issue.record("another error was expected")
            return
        }
    }

    @Test func aLogWithoutItsJournalIsNotRecoveredIntoANewOne() throws {
        try scratch.write(Data([1, 2, 3]), to: "journal.db-wal")
        #expect(throws: JournalError.orphanedLog(path: scratch.path)) { try Journal(path: scratch.path) }
        #expect(!FileManager.default.fileExists(atPath: scratch.path))
    }

    @Test func whatACrashLeftWhileCreatingIsReplaced() async throws {
        try scratch.write(Data("half".utf8), to: "journal.db.new")
        try await fill(1)
        #expect(!FileManager.default.fileExists(atPath: scratch.path("journal.db.new")))
    }

    @Test func othersCannotReadTheFile() async throws {
        try await fill(1)
        let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path)
        let mode = try #require(attributes[.posixPermissions] as? Int)
        #expect(mode & 0o007 == 0)
    }
}
