import Foundation
import GateModel
import GateTestSupport
import Testing

@testable import GateCommands

/// What the binary says and how it ends: standard output for answers, standard error for complaints.
@Suite struct CommandOutputTests {
    static func run(_ arguments: [String]) async throws -> (status: Int32, output: String, complaints: String) {
        let process = Process()
        process.executableURL = ServiceProcess.binary
        process.arguments = arguments
        let folder = try TemporaryFolder()
        let (output, complaints) = (try folder.write("out", ""), try folder.write("err", ""))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: complaints))
        try process.run()
        _ = try await ServiceProcess.wait("the command to end") { process.isRunning ? nil : true }
        return (
            process.terminationStatus, try String(contentsOfFile: output, encoding: .utf8),
            try String(contentsOfFile: complaints, encoding: .utf8)
        )
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func checkLooksAtEveryFileOfAConfigurationAtOnce() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("rules.yml", "rollouts: [{name: X}]\n")
        _ = try folder.write("tokens.yml", "tokens: [{actor: a, roles: [boss], sha256: secret}]\n")
        let config = try folder.write(
            "stagegate.yml",
            """
            global: {external_labels: {data-centre: x}}
            datasources: [{url: 'http://localhost:9090'}]
            alerting: {alertmanagers: [{static_configs: [{targets: ['http://localhost:9093']}]}]}
            rule_files: [rules.yml]
            access: {tokens_file: tokens.yml}

            """)
        let (status, output, complaints) = try await Self.run(["check", "--config.file", config])
        #expect(status == 1 && complaints == "")
        for place in ["stagegate.yml:1:28", "stagegate.yml:3:57", "rules.yml:1:", "tokens.yml:1:"] {
            #expect(output.contains(place), "\(place)")
        }
    }

    @Test("what cannot be evaluated is status 3, said in one line")
    func nonsenseForTheRulesIsStatus3() async throws {
        let folder = try TemporaryFolder()
        let rules = try folder.write("rules.yml", ServiceProcess.rule)
        let source = ["--datasource.url", "http://127.0.0.1:1"]
        for option in [["--stage", "nope"], ["--rollout", "nope"], ["--since", "soon"], ["--time", "nan"]] {
            let (status, output, complaints) = try await Self.run(["evaluate", rules] + source + option)
            #expect(status == 3 && output == "")
            #expect(complaints.hasPrefix("Error: ") && complaints.split(separator: "\n").count == 1, "\(complaints)")
        }
        let (status, _, complaints) = try await Self.run(["evaluate", rules, "--datasource.url", "localhost:9090"])
        #expect(status == 64 && complaints.contains("is not an http or https URL"))
    }

    @Test("evaluate and explain print JSON with the names of the API")
    func jsonHasTheNamesOfTheAPI() async throws {
        let source = try LoopbackServer { _ in
            .text(#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0.5"]}]}}"#)
        }
        defer { source.stop() }
        let folder = try TemporaryFolder()
        let rules = try folder.write(
            "rules.yml", ServiceProcess.rule.replacingOccurrences(of: #"op: "<""#, with: #"op: "<=""#))
        let (status, text, _) = try await Self.run(["evaluate", rules, "--datasource.url", source.url, "-o", "json"])
        #expect(status == 0)
        let evaluation = try Self.object(text)
        #expect(evaluation["rollout"] as? String == "demo" && evaluation["stop_rules"] != nil)
        #expect((evaluation["at"] as? String)?.hasSuffix("Z") == true)
        #expect(!text.contains("-0"), "a margin of nothing is 0")
        let explained = try await Self.run(["explain", rules, "-o", "json"]).output
        #expect(explained.firstMatch(of: /"time" : "[0-9-]+T[0-9:.]+Z"/) != nil)
    }

    @Test func aTokenFileThatIsNotThereIsSaidWithoutUsage() async throws {
        let (status, output, complaints) = try await Self.run(["status", "--token-file", "/nonexistent/token"])
        #expect(status == 1 && output == "")
        #expect(complaints == "Error: the token cannot be read: /nonexistent/token: there is no such file\n")
    }

    @Test(arguments: [("/nonexistent/stagegate.yml", "there is no such file"), ("/", "this is a folder")])
    func aFileThatCannotBeReadSaysWhy(path: String, reason: String) async throws {
        let (status, output, _) = try await Self.run(["check", "--config.file", path])
        #expect(status == 1 && output == "\(path): error: \(reason) [invalid]\nnot usable: 1 error\n")
    }
}

@Suite struct ColumnTests {
    @Test func coloursTakeNoRoom() {
        let terminal = Terminal(isColoured: true)
        let rows = Terminal.columns([["PHASE", "STAGE"], [terminal.paint("stopped", .bad), "zero"], ["on", "ten"]])
        #expect(rows[0] == "PHASE    STAGE" && rows[2] == "on       ten")
        #expect(rows[1] == "\u{1B}[31mstopped\u{1B}[0m  zero")
    }
}
