import Dispatch
import Foundation
import GRDB
import GateModel
import GateRules
import GateTestSupport
import Testing

@testable import RolloutJournal

/// Writes that wait at the same moment go to disk together, and each gets its own answer.
@Suite struct WriteQueueTests {
    /// Keeps the writer busy while `body` runs, so that everything `body` begins waits and becomes one group.
    private func whileBusy<Value: Sendable>(
        _ journal: Journal, waitingFor count: Int, _ body: @Sendable @escaping (Int) async -> Value
    ) async -> [Value] {
        let gate = DispatchSemaphore(value: 0)
        journal.pool.asyncWriteWithoutTransaction { _ in gate.wait() }
        return await withTaskGroup(of: (Int, Value).self) { group in
            for number in 0..<count { group.addTask { (number, await body(number)) } }
            let deadline = ContinuousClock.now + .seconds(30)
            while journal.waitingWrites < count, ContinuousClock.now < deadline {
                do { try await Task.sleep(for: .milliseconds(1)) } catch { break }
            }
            gate.signal()
            var values: [Int: Value] = [:]
            for await (number, value) in group { values[number] = value }
            return (0..<count).compactMap { values[$0] }
        }
    }

    private static func commit(_ journal: Journal, _ step: (record: JournalRecord, state: RolloutState)) async -> String
    {
        do {
            try await journal.commit(step.record, step.state)
            return "written"
        } catch {
            if case .outOfSequence = error { return "out of sequence" }
            return "\(error)"
        }
    }

    private static func walker(_ number: Int) -> Walker { Walker("r\(number)", digest: "d\(number)") }

    /// The first steps of many rollouts; every third is one that cannot be written.
    private static func steps(_ count: Int) -> [(record: JournalRecord, state: RolloutState)] {
        (0..<count).map { number in
            var walker = walker(number)
            var step = walker.nextEvaluation(.fail)
            if number % 3 == 2 { step = walker.nextEvaluation(.fail) }
            return (step.record, step.state)
        }
    }

    @Test func oneThatFailsDoesNotTakeTheOthersWithIt() async throws {
        let scratch = try Scratch()
        let steps = Self.steps(60)
        try await scratch.withJournal { journal in
            try await journal.storeRules(RuleSet(rollouts: (0..<60).map { Self.walker($0).rule }))
            let answers = await whileBusy(journal, waitingFor: 60) { number in
                await Self.commit(journal, steps[number])
            }
            #expect(answers == (0..<60).map { $0 % 3 == 2 ? "out of sequence" : "written" })
            let report = try await journal.verify(step: ToyEngine.step)
            #expect(report.problems == [] && report.entryCount == 40)
            #expect(try await journal.outbox().count == 40)
        }
    }

    @Test func aGroupThatFailsAsAWholeIsTriedOneByOne() async throws {
        let scratch = try Scratch()
        try await scratch.withJournal { journal in
            let answers = await whileBusy(journal, waitingFor: 20) { number -> String in
                do {
                    try await journal.write { database in
                        // What SQLite does by itself when the disk is full: everything is rolled back.
                        if number == 7 {
                            try database.rollback()
                            throw CancellationError()
                        }
                        try database.execute(
                            sql: "INSERT INTO rules (digest, rule) VALUES (?, '')", arguments: ["d\(number)"])
                    }
                    return "written"
                } catch {
                    return "failed"
                }
            }
            #expect(answers == (0..<20).map { $0 == 7 ? "failed" : "written" })
            let kept = try await journal.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM rules") }
            #expect(kept == 19)
        }
    }

    @Test(.enabled(if: SmallDisk.canMount, "needs the right to mount a tmpfs"))
    func whatIsAcknowledgedOnAFullDiskIsThere() async throws {
        let disk = try SmallDisk()
        try Data(repeating: 1, count: 600_000).write(to: disk.folder.appendingPathComponent("ballast"))
        let steps = Self.steps(600).enumerated().filter { $0.offset % 3 != 2 }.map(\.element)
        let journal = try Journal(path: disk.folder.appendingPathComponent("journal.db").path)
        let answers = await whileBusy(journal, waitingFor: steps.count) { number in
            await Self.commit(journal, steps[number])
        }
        let written = Set(zip(steps, answers).filter { $0.1 == "written" }.map(\.0.record.rollout))
        #expect(!written.isEmpty && written.count < steps.count, "the disk has to hold some and not all")
        #expect(Set(try await journal.loadStates().map(\.rollout)) == written)
        #expect(try await journal.verify(step: ToyEngine.step).entryCount == Int64(written.count))
        try await journal.close()
    }

    /// A crash leaves the database file and as much of the log as had been written.
    @Test func whatIsAcknowledgedIsThereAfterACrash() async throws {
        let scratch = try Scratch()
        let steps = Self.steps(90).enumerated().filter { $0.offset % 3 != 2 }.map(\.element)
        let journal = try Journal(path: scratch.path)
        try await journal.storeRules(RuleSet(rollouts: (0..<90).map { Self.walker($0).rule }))
        let database = try scratch.bytes()
        let start = try scratch.bytes("journal.db-wal").count
        let sizes = await withTaskGroup(of: (rollout: String, size: Int).self) { group in
            for step in steps {
                group.addTask {
                    let answer = await Self.commit(journal, step)
                    // A log that cannot be read is as long as can be: then the test fails.
                    let size = (try? scratch.bytes("journal.db-wal").count) ?? .max
                    return (answer == "written" ? step.record.rollout : answer, size)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let log = try scratch.bytes("journal.db-wal")
        for cut in Set(sizes.map(\.size) + stride(from: start, to: log.count, by: max(1, (log.count - start) / 25))) {
            let crashed = try Scratch()
            try crashed.write(database)
            try crashed.write(log.prefix(cut), to: "journal.db-wal")
            try await crashed.withJournal { reopened in
                let report = try await reopened.verify(step: ToyEngine.step)
                let found = Set(try await reopened.loadStates().map(\.rollout))
                let acknowledged = Set(sizes.filter { $0.size <= cut }.map(\.rollout))
                #expect(report.problems == [] && acknowledged.isSubset(of: found), "log cut at byte \(cut)")
                #expect(report.entryCount == Int64(found.count))
            }
        }
        try await journal.close()
    }
}
