import Foundation
import RolloutJournal

/// A folder of a test's own, gone with the object.
final class Scratch: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)  // a folder that stays behind harms no test
    }

    /// Path of the journal in it.
    var path: String { path("journal.db") }

    func path(_ name: String) -> String {
        folder.appendingPathComponent(name).path
    }

    func bytes(_ name: String = "journal.db") throws -> Data {
        try Data(contentsOf: folder.appendingPathComponent(name))
    }

    func write(_ bytes: Data, to name: String = "journal.db") throws {
        try bytes.write(to: folder.appendingPathComponent(name))
    }

    /// Opens the journal, lets `use` have it and closes it.
    func withJournal<Value>(_ use: (Journal) async throws -> Value) async throws -> Value {
        let journal = try Journal(path: path)
        let value = try await use(journal)
        try await journal.close()
        return value
    }
}
