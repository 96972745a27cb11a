import Foundation
import GRDB
import GateRules
import GateTestSupport
import Testing

@testable import RolloutJournal

/// Whatever somebody with an SQLite shell does to one value or one row, verification finds it.
@Suite struct MutationTests {
    /// The tables that are proved; in the others lies nothing that was decided.
    static let proved = ["alerts", "attempts", "entries", "rules", "states"]
    static let notes = ["announcements", "deliveries", "grdb_migrations", "receipts", "refusals", "webhooks"]

    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    private func intact() async throws -> Data {
        var walker = Walker()
        try await scratch.withJournal { journal in
            try await journal.commitLongHistory(&walker)
            #expect(try await journal.verify(step: ToyEngine.step).problems == [])
        }
        return try scratch.bytes()
    }

    private func isFound() async throws -> Bool {
        let journal: Journal
        do { journal = try Journal.openReadOnly(scratch.path) } catch { return true }
        let isIntact: Bool
        do { isIntact = try await journal.verify(step: ToyEngine.step).isIntact } catch { isIntact = false }
        try await journal.close()
        return !isIntact
    }

    private func read<Value>(_ read: (Database) throws -> Value) throws -> Value {
        let queue = try DatabaseQueue(path: scratch.path)
        defer { try? queue.close() }  // a handle that stays open harms no test
        return try queue.read(read)
    }

    @Test func everyTableIsProvedOrKnownToBeNotes() async throws {
        _ = try await intact()
        let tables = try read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        }
        #expect(tables == (Self.proved + Self.notes).sorted())
    }

    @Test(arguments: proved)
    func aChangeOfAnyValueIsFound(table: String) async throws {
        let whole = try await intact()
        let columns = try read { try $0.columns(in: table).map(\.name) }
        for (number, column) in columns.enumerated() {
            var changes = 0
            for round in 0..<8 {
                try scratch.write(whole)
                var generator = SeededGenerator(seed: UInt64(number * 1000 + round))
                guard let change = try change(of: column, in: table, &generator) else { continue }
                changes += 1
                #expect(try await isFound(), "\(table).\(column), round \(round): \(change)")
            }
            #expect(changes > 0, "\(table).\(column) was never changed")
        }
    }

    @Test(arguments: proved.filter { $0 != "alerts" })
    func aRowThatIsGoneIsFound(table: String) async throws {
        let whole = try await intact()
        for row in try read({ try Int64.fetchAll($0, sql: "SELECT rowid FROM \(table)") }) {
            try scratch.write(whole)
            try Tamper.run(scratch.path, "DELETE FROM \(table) WHERE rowid = \(row)")
            #expect(try await isFound(), "\(table), row \(row)")
        }
    }

    @Test func twoEntriesThatChangePlacesAreFound() async throws {
        let whole = try await intact()
        for (first, second) in (1...11).map({ ($0, $0 + 1) }) + (1...6).map({ ($0, 13 - $0) }) {
            try scratch.write(whole)
            try Tamper.run(
                scratch.path,
                "UPDATE entries SET id = -1 WHERE id = \(first); UPDATE entries SET id = \(first) WHERE id = \(second);"
                    + "UPDATE entries SET id = \(second) WHERE id = -1")
            #expect(try await isFound(), "entries \(first) and \(second)")
        }
    }

    @Test(arguments: [
        ("UPDATE alerts SET alert = replace(alert, 'stopped', 'fine')", "is not what was decided"),
        ("UPDATE alerts SET resolved_ms = 1", "is not what was decided"),
        ("UPDATE alerts SET fingerprint = 'f'", "was never decided"),
        ("DELETE FROM alerts", "fires, but is missing"),
    ])
    func anAlertThatIsNotTheDecidedOneIsFound(sql: String, detail: String) async throws {
        _ = try await intact()
        try Tamper.run(scratch.path, sql)
        let journal = try Journal.openReadOnly(scratch.path)
        let problems = try await journal.verify(step: ToyEngine.step).problems
        try await journal.close()
        #expect(problems.contains { $0.kind == .outboxDiffers && $0.detail.hasSuffix(detail) }, "\(problems)")
    }

    @Test func anAlertThatEverybodyHeardTheEndOfMayBeGone() async throws {
        var walker = Walker()
        let report = try await scratch.withJournal { journal in
            try await journal.storeRules(.init(rollouts: [walker.rule]))
            for step in walker.history().prefix(6) { try await journal.commit(step.record, step.state) }
            try Tamper.run(scratch.path, "DELETE FROM alerts WHERE resolved_ms IS NOT NULL")
            return try await journal.verify(step: ToyEngine.step)
        }
        #expect(report.problems == [])
    }

    @Test func theEndThatWasCutOffIsFoundByAHashKeptElsewhere() async throws {
        let whole = try await intact()
        let head = try read { try String.fetchOne($0, sql: "SELECT hash FROM entries ORDER BY id DESC LIMIT 1") }
        var walker = Walker()
        let shorter = try Scratch()
        try await shorter.withJournal { try await $0.commitHistory(&walker) }
        for (bytes, isThere) in [(whole, true), (try shorter.bytes(), false)] {
            try scratch.write(bytes)
            let journal = try Journal.openReadOnly(scratch.path)
            let report = try await journal.verify(anchor: head, step: ToyEngine.step)
            try await journal.close()
            #expect(report.isIntact == isThere, "\(report.problems)")
            #expect(report.problems.map(\.kind) == (isThere ? [] : [.removed]))
        }
    }

    /// Changes one value of a random row; `nil` where the change would be one that is allowed.
    private func change(
        of column: String, in table: String, _ generator: inout SeededGenerator
    ) throws -> String? {
        let rows = try read { database in
            try Row.fetchAll(database, sql: "SELECT rowid AS place, * FROM \(table) ORDER BY rowid")
        }
        guard let row = rows.randomElement(using: &generator) else { return nil }
        let before: DatabaseValue = row[column]
        guard let after = Self.mutation(of: before, &generator) else { return nil }
        do {
            try Tamper.run(
                scratch.path, "UPDATE \(table) SET \(column) = \(after) WHERE rowid = \(row["place"] as Int64)")
        } catch is DatabaseError {
            return nil  // two rows cannot have the same key, whoever writes them
        }
        return "row \(row["place"] as Int64): \(before) became \(after)"
    }

    /// Another value of the same type, as SQL; a value that is there is never taken away here.
    private static func mutation(of value: DatabaseValue, _ generator: inout SeededGenerator) -> String? {
        switch value.storage {
        case .null: return generator.once(in: 2) ? "1" : "'x'"
        case .int64(let number): return "\(number &+ Int64.random(in: 1...5, using: &generator))"
        case .string(let text):
            var bytes = Array(text.utf8)
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(UInt8(ascii: "z"), at: place)
            case 2: bytes[place] = bytes[place] == UInt8(ascii: "7") ? UInt8(ascii: "8") : UInt8(ascii: "7")
            default: bytes.append(UInt8(ascii: "}"))
            }
            return "'" + String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "'", with: "''") + "'"
        case .double, .blob: return nil
        }
    }
}
