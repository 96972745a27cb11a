import Foundation
import Hashing
import Synchronization
import Testing

@testable import RolloutJournal

@Suite struct ExportTests {
    private struct Full: Error {}

    /// Collects lines from the thread the export runs on.
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func append(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    private func export() async throws -> (lines: [String], report: VerifyReport) {
        var walker = Walker()
        return try await scratch.withJournal { journal in
            try await journal.commitHistory(&walker)
            let lines = Lines()
            try await journal.export { lines.append($0) }
            return (lines.all, try await journal.verify(step: ToyEngine.step))
        }
    }

    @Test func anExportVerifiesWithoutTheDatabase() async throws {
        let (lines, report) = try await export()
        let verified = Journal.verifyExport(lines)
        #expect(verified.problems == [])
        #expect(verified.entryCount == 8)
        #expect(verified.headHash == report.headHash)
    }

    @Test func aLineCanBeCheckedWithCommonTools() async throws {
        let line = try #require(try await export().lines.last)
        let json = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let entry = try #require(json["entry"] as? String)
        let previous = try #require(json["previous_hash"] as? String)
        #expect(SHA256.hex((previous + entry).utf8) == json["hash"] as? String)
    }

    @Test(arguments: [VerifyReport.Problem.Kind.changed, .removed, .reordered, .unreadable])
    func aChangedExportIsFound(kind: VerifyReport.Problem.Kind) async throws {
        var lines = try await export().lines
        switch kind {
        case .changed: lines[2] = lines[2].replacingOccurrences(of: "0.3", with: "0.4")
        case .removed: lines.remove(at: 2)
        case .reordered:
            let line = lines.remove(at: 7).replacingOccurrences(of: "\"id\":8", with: "\"id\":3")
            lines[2] = line
        default: lines[2] = "{}"
        }
        let report = Journal.verifyExport(lines)
        #expect(report.problems.map(\.kind) == [kind])
    }

    @Test func anErrorOfTheReceiverEndsTheExport() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            try await journal.commitHistory(&walker)
            await #expect(throws: Full.self) { try await journal.export { _ in throw Full() } }
        }
    }
}
