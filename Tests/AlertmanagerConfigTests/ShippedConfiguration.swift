import Foundation
import GateTestSupport

/// The folder `alertmanager/` as it is shipped.
enum ShippedConfiguration {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("alertmanager")

    /// Runs amtool in the folder.
    static func amtool(_ arguments: [String]) async throws -> Tool.Outcome {
        try await Tool.outcome(of: "amtool", package: "prometheus-alertmanager", arguments, in: folder)
    }

    /// One line of `routes.test`.
    struct RouteCase: CustomStringConvertible, Sendable {
        let labels: [String]
        let receivers: String

        var description: String { "\(labels.joined(separator: " ")) -> \(receivers)" }
    }

    /// The lines of `routes.test`; a line that is neither empty nor a comment nor a case is an error.
    static func routeCases() throws -> [RouteCase] {
        let text = try String(contentsOf: folder.appendingPathComponent("routes.test"), encoding: .utf8)
        return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let sides = line.components(separatedBy: " -> ")
            guard sides.count == 2 else { throw NotACase(line: String(line)) }
            return RouteCase(labels: sides[0].split(separator: " ").map(String.init), receivers: sides[1])
        }
    }

    struct NotACase: Error {
        let line: String
    }
}
