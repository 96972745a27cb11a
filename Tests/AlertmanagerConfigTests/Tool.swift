import Foundation

/// A command line tool that is run to its end.
struct Tool {
    /// Its path.
    let path: String

    static let amtool = Tool(path: "/usr/bin/amtool")

    /// How it ended and everything that it printed.
    struct Result {
        let status: Int32
        let output: String
    }

    /// Runs the tool with its output in a file, so that no pipe can fill up.
    func run(_ arguments: [String], in folder: URL) async throws -> Result {
        let log = FileManager.default.temporaryDirectory.appendingPathComponent("tool-\(UUID().uuidString).log")
        try Data().write(to: log)
        defer { try? FileManager.default.removeItem(at: log) }  // a log left behind harms nobody
        let handle = try FileHandle(forWritingTo: log)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = handle
        process.standardError = handle
        let status = try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { ended.resume(throwing: error) }
        }
        try handle.close()
        return Result(status: status, output: try String(contentsOf: log, encoding: .utf8))
    }
}
