import Foundation
import GateAnalysis
import GateHTTP
import GateModel
import GateRules
import GateTestSupport
import Testing

@testable import GateCommands

/// What `explain` prints can be pasted: a real Prometheus takes every query and every command of it.
@Suite struct ExplainedQueryTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let files = [
        "rules/advisory.yml", "rules/minimal.yml", "Tests/YAMLReaderTests/Fixtures/decode/everything.good.yml",
        "Tests/YAMLReaderTests/Fixtures/decode/confidence.good.yml",
    ]

    @Test func everyCommandOfEveryStageIsAnswered() async throws {
        let server = try await RealServer.prometheus(openMetrics: "# TYPE up gauge\nup 1 1771146000\n# EOF\n")
        defer { server.stop() }
        let source = OpenSource(ServiceConfig.Datasource(url: server.url))
        defer { source.shutdown() }
        var commands: Set<String> = []
        for file in Self.files {
            let outcome = RuleLoader.load(patterns: [Self.root.appendingPathComponent(file).path])
            #expect(!outcome.hasErrors)
            for rule in outcome.rules.rollouts {
                for stage in rule.stages { commands.formUnion(Self.commands(rule, stage, source)) }
            }
        }
        #expect(commands.count > 100)
        let refused = try await Self.refused(by: commands.sorted())
        #expect(refused == [])
    }

    /// The commands of all gates and stop rules; the first evaluation's, too.
    private static func commands(_ rule: RolloutRule, _ stage: Stage, _ source: OpenSource) -> [String] {
        let at = rule.grid.last(notAfter: Timestamp(seconds: 1_771_146_000))
        let context = PlanContext(revision: "v\"2'", stage: stage, stageEnteredAt: at - stage.window)
        let answer = API.Explanation(RolloutExplanation(rule, context, at: at)) {
            source.curl($0, rule.queryTimeout)
        }
        return (answer.gates + answer.stopRules).flatMap { $0.queries + ($0.first?.queries ?? []) }.compactMap(\.curl)
    }

    /// The commands whose answer was no success, with it; all run in one shell.
    private static func refused(by commands: [String]) async throws -> [String] {
        let script = commands.map { "\($0)\nprintf '\\n'\n" }.joined()
        let output = try await Tool.run("sh", package: "dash", ["-c", script])
        let answers = output.split(separator: "\n").map(String.init)
        #expect(answers.count == commands.count)
        return zip(commands, answers).filter { !$1.contains("\"status\":\"success\"") }.map { "\($0): \($1)" }
    }

    @Test func secretsOfTheConfigurationAreLeftOut() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "stagegate.yml",
            """
            datasources:
              - url: https://alice:hunter2@prometheus.example.com/prefix
                params: {partial_response: "false"}
                http_headers: {X-Key: {secrets: [hunter3]}}
            rule_files: [rules.yml]
            """)
        let source = OpenSource(try SourceOptions.datasource(of: path))
        defer { source.shutdown() }
        let query = Query(name: "total", expression: "up", time: Timestamp(seconds: 1_771_146_000))
        let command = source.curl(query, .seconds(10))
        #expect(command.contains("https://prometheus.example.com/prefix/api/v1/query"))
        #expect(command.contains("--data-urlencode query=up") && command.contains("partial_response=false"))
        #expect(!command.contains("hunter"))
    }
}
