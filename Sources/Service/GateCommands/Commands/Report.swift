import ArgumentParser
import FoundationEssentials
import GateHTTP

/// Prints the evidence log of an attempt.
struct Report: AsyncParsableCommand {
    /// How the evidence log is printed.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// The protocol's records as Markdown.
        case markdown
        /// For programs: JSON with sorted keys.
        case json
        /// A page with plots that needs nothing else.
        case html
    }

    static let configuration = CommandConfiguration(
        abstract: "Print the evidence record of each stage visit, as Markdown, JSON or a page with plots.")

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The rollout.") var rollout: String
    @Option(help: "The attempt, from 1; the newest by default.") var attempt: Int?
    @Option(name: .shortAndLong, help: "How to print it: markdown, json or html.") var output = Format.markdown
    @Option(help: "Write it to this file instead of standard output.") var file: String?

    func run() async throws {
        let api = try connection.connect()
        defer { api.close() }
        let text = try await text(api)
        guard let file else { return print(text, terminator: "") }
        do {
            try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw ClientError(message: "the report could not be written to \(file): \(error)")
        }
    }

    private func text(_ api: APIClient) async throws -> String {
        let path = "/api/v1/rollouts/\(APIClient.segment(rollout))/report"
        let query = attempt.map { "?attempt=\($0)" } ?? ""
        if output == .html { return try await api.page("\(path).html\(query)") }
        let report: API.Report = try await api.get(path + query)
        if output == .json { return try JSONText.of(report) + "\n" }
        return ReportText.markdown(report).joined(separator: "\n") + "\n"
    }
}
