import Foundation
import GateHTTP
import GateModel
import GateTestSupport
import HTTPTransport
import Testing

@testable import GateCommands

/// What the running service tells of itself, and whether it keeps to its own description.
@Suite(.serialized) struct StatusProcessTests {
    private static let limitless =
        "access: {tokens_file: tokens.yml, rate_limit: {reads: {interval: 0s, burst: 1}, "
        + "writes: {interval: 0s, burst: 1}, failed_logins: {interval: 0s, burst: 1}}}"

    @Test func aReloadShowsInTheStatus() async throws {
        let service = try ServiceProcess(datasource: "http://user:hush@127.0.0.1:1")
        service.arguments = ["--web.enable-lifecycle"]
        try await service.start()
        let rules = try await service.call(.get, "/api/v1/rules").text
        #expect(rules.contains(#""file":"\#(service.folder.path)/rules.yml""#))
        let config = try await service.call(.get, "/api/v1/status/config").text
        #expect(config.contains("user:xxxxx@") && !config.contains("hush"))
        let before = try await Self.runtime(service)
        #expect(before.reloadConfigSuccess && before.rollouts == 1 && before.notReady == nil)
        #expect(before.lastConfigTime == before.startTime)
        _ = try service.folder.write("rules.yml", "rollouts: nothing\n")
        #expect(try await service.call(.post, "/-/reload").status == 500)
        #expect(try await !Self.runtime(service).reloadConfigSuccess)
        _ = try service.folder.write(
            "rules.yml", ServiceProcess.rule + ServiceProcess.rule.dropFirst(10).replacing("demo", with: "second"))
        #expect(try await service.call(.post, "/-/reload").status == 200)
        let after = try await Self.runtime(service)
        #expect(after.reloadConfigSuccess && after.rollouts == 2 && after.lastConfigTime > before.lastConfigTime)
        try await service.end(SIGTERM)
    }

    private static func runtime(_ service: ServiceProcess) async throws -> API.RuntimeInfo {
        let body = try await service.call(.get, "/api/v1/status/runtimeinfo").body
        return try JSONDecoder().decode(API.Success<API.RuntimeInfo>.self, from: Data(body)).data
    }

    @Test("schemathesis finds nothing wrong with the API")
    func theServiceKeepsToItsDescription() async throws {
        let prometheus = try LoopbackServer { _ in
            .text(#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0"]}]}}"#)
        }
        defer { prometheus.stop() }
        let service = try ServiceProcess(datasource: prometheus.url)
        _ = try service.folder.write(
            "stagegate.yml",
            "datasources: [{url: '\(prometheus.url)'}]\nrule_files: [rules.yml]\n\(Self.limitless)\n")
        let tokens = try String(contentsOfFile: service.folder.path + "/tokens.yml", encoding: .utf8)
        _ = try service.folder.write("tokens.yml", tokens.replacing("[tech-lead]", with: "[admin]"))
        try await service.start()
        _ = try await service.call(
            .post, "/api/v1/rollouts/demo/start", token: "alice", body: #"{"revision":"v1"}"#)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
            .standardizedFileURL.path
        let tool = root + "/.build/tools/schemathesis/bin/schemathesis"
        try #require(FileManager.default.isExecutableFile(atPath: tool), "run .ci/deps test, which installs it")
        let outcome = try await Tool.outcome(
            of: tool, package: "python3-venv",
            [
                "--config-file", root + "/.ci/schemathesis.toml", "run", service.url + "/api/v1/openapi.json",
                "--header", "Authorization: Bearer alice", "--checks", "all", "--exclude-tag", "stream",
                "--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--generation-deterministic",
                "--continue-on-failure", "--no-color",
            ], in: URL(fileURLWithPath: service.folder.path))
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains("Selected: "))
        #expect(service.process.isRunning)
        try await service.end(SIGTERM)
    }

    @Test("the conditions of the rules we ship are PromQL")
    func conditionsAreUnderstoodByPrometheus() async throws {
        let prometheus = try await RealServer.prometheus(openMetrics: "# TYPE up gauge\nup 1 1800000000\n# EOF\n")
        defer { prometheus.stop() }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        let service = try ServiceProcess(
            datasource: prometheus.url,
            rule: try String(contentsOf: root.appendingPathComponent("rules/advisory.yml"), encoding: .utf8))
        try await service.start()
        let body = try await service.call(.get, "/api/v1/rules").body
        let groups = try JSONDecoder().decode(API.Success<API.RuleGroups>.self, from: Data(body)).data.groups
        let rules = groups.flatMap(\.rules)
        #expect(rules.count > 10)
        let transport = HTTPTransport()
        defer { transport.shutdown() }
        for rule in rules {
            let query = HTTPURL.escapedQueryValue(rule.query)
            let answer = try await transport.send(
                HTTPRequest(.get, "\(prometheus.url)/api/v1/query?time=1800000000&query=\(query)"))
            #expect(answer.status == 200, "\(rule.name): \(rule.query): \(answer.text)")
        }
        try await service.end(SIGTERM)
    }
}
