import Foundation
import GateTestSupport
import Testing

@testable import GateMonitoring

/// The files that lie in `rules/monitoring/` are what this version makes, and Prometheus's own tools accept them.
@Suite struct MonitoringFileTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = root.appendingPathComponent("rules/monitoring")

    /// Every file by its path below the root.
    static let files: [(path: String, text: String)] =
        [
            ("rules/monitoring/stagegate-alerts.yml", Monitoring.alerts()),
            ("rules/monitoring/stagegate-rules.yml", Monitoring.rules()),
            ("rules/monitoring/stagegate-alerts.test.yml", Monitoring.tests()),
            ("Sources/Service/GateCommands/Stagegate.docc/Runbook.md", Monitoring.runbook()),
        ] + Monitoring.dashboards.map { ("rules/monitoring/dashboards/\($0.fileName)", $0.json) }

    @Test(arguments: files.map(\.path))
    func fileIsWhatIsMade(_ path: String) throws {
        let text = try #require(Self.files.first { $0.path == path }?.text)
        #expect(Golden.difference(text, from: Self.root.appendingPathComponent(path)) == nil)
    }

    @Test(arguments: ["stagegate-alerts.yml", "stagegate-rules.yml"])
    func promtoolAcceptsTheRules(_ file: String) async throws {
        let outcome = try await promtool(["check", "rules", "--lint=all", "--lint-fatal", file])
        #expect(outcome.status == 0 && outcome.output.contains("SUCCESS"), "\(outcome.output)")
    }

    @Test func everyAlertFiresWhenItShouldAndIsSilentWhenItShould() async throws {
        let outcome = try await promtool(["test", "rules", "stagegate-alerts.test.yml"])
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test func namesOptionsAndRunbookAreWhatWasAskedFor() {
        var options = MonitoringOptions()
        options.job = "gates"
        options.runbookURL = "https://wiki.example.org/stagegate"
        let text = Monitoring.alerts(options)
        #expect(text.contains(#"up{job="gates"} == 0"#) && !text.contains(#"job="stagegate""#))
        #expect(text.contains("https://wiki.example.org/stagegate#stagegatedown"))
        #expect(Monitoring.runbook(of: "stagegatedown")?.hasPrefix("## StagegateDown\n") == true)
        #expect(Monitoring.runbook(of: "Other") == nil)
    }

    private func promtool(_ arguments: [String]) async throws -> Tool.Outcome {
        try await Tool.outcome(of: "promtool", package: "prometheus", arguments, in: Self.folder)
    }
}
