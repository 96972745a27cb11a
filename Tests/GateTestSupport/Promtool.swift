import Foundation

/// Prometheus's own tool, which judges what is exposed.
public enum Promtool {
    /// What `promtool check metrics` says about an exposition; empty when it has nothing to complain of.
    public static func complaints(about exposition: [UInt8]) async throws -> String {
        let input = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(exposition).write(to: input)
        // What cannot be removed is the temporary folder's to lose.
        defer { try? FileManager.default.removeItem(at: input) }
        let outcome = try await Tool.outcome(
            of: "promtool", package: "prometheus", ["check", "metrics"], input: input)
        return outcome.status == 0 ? outcome.output : "exit status \(outcome.status)\n\(outcome.output)"
    }
}
