import ArgumentParser
import GateHTTP

/// Prints the evidence log of an attempt.
struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the evidence record of each stage visit, as Markdown or JSON.")

    @OptionGroup var client: ClientOptions
    @Argument(help: "The rollout.") var rollout: String

    func run() async throws {
        let api = try client.connect()
        defer { api.close() }
        let report: API.Report = try await api.get("/api/v1/rollouts/\(APIClient.segment(rollout))/report")
        try Answer.print(report, client.outputOptions) { ReportText.markdown($0) }
    }
}
