import Foundation

/// Prometheus's own tool, which judges what is exposed.
public enum Promtool {
    /// What `promtool check metrics` says about an exposition; empty when it has nothing to complain of.
    public static func complaints(about exposition: [UInt8]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["promtool", "check", "metrics"]
        let input = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(exposition).write(to: input)
        defer {
            do { try FileManager.default.removeItem(at: input) } catch {}
        }
        process.standardInput = try FileHandle(forReadingFrom: input)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? text : "exit status \(process.terminationStatus)\n\(text)"
    }
}
