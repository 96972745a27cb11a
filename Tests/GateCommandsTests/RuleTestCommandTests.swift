import Foundation
import GateTestSupport
import Glibc
import Testing

@testable import GateCommands

/// `stagegate test` as it is started.
@Suite struct RuleTestCommandTests {
    private static let rules = """
        rollouts:
          - name: checkout
            interval: 15s
            stages:
              - {name: none, weight: 0%, window: 1m, approval: auto}
              - {name: all, weight: 100%, window: 1m, approval: auto}
            gates:
              - name: errors
                over: 1m
                for: 15s
                threshold: {query: 'max(failures{ {{ track }} })', op: "<=", value: 3}

        """

    private static let tests = """
        rule_files: [rules.yml]
        tests:
          - name: few are good & enough
            interval: 15s
            input_series:
              - {series: 'failures{track="stable"}', values: 1x20}
              - {series: 'failures{track="canary"}', values: 2x20}
            expect:
              - {eval_time: 1m, stage: none, gates: {errors: {outcome: pass, value: 1}}}
              - {eval_time: 4m, phase: completed, weight: 100%}
          - name: many are not
            interval: 15s
            input_series:
              - {series: 'failures{track="stable"}', values: 1x20}
              - {series: 'failures{track="canary"}', values: 5x20}
            expect:
              - {eval_time: 4m, phase: LAST, stage: none}

        """

    private static func folder(last phase: String = "observing") throws -> (folder: TemporaryFolder, file: String) {
        let folder = try TemporaryFolder()
        _ = try folder.write("rules.yml", rules)
        return (folder, try folder.write("rules.test.yml", tests.replacingOccurrences(of: "LAST", with: phase)))
    }

    @Test func whatIsAsExpectedEndsWithStatus0() async throws {
        let (folder, file) = try Self.folder()
        defer { withExtendedLifetime(folder) {} }
        let (status, output, complaints) = try await CommandOutputTests.run(["test", file, "--coverage"])
        #expect(status == 0 && complaints == "")
        #expect(output.contains("ok   \(file):3:5: few are good & enough\n") && output.contains("2 tests passed\n"))
        #expect(
            output.contains("rollout checkout: seen 2 of 8")
                && output.contains("not seen: gate errors: inconclusive, error"))
    }

    @Test func whatIsNotIsShownAsADifference() async throws {
        let (folder, file) = try Self.folder(last: "completed")
        defer { withExtendedLifetime(folder) {} }
        let (status, output, _) = try await CommandOutputTests.run(["test", file])
        #expect(status == 1 && output.contains("1 of 2 tests failed"))
        #expect(
            output.contains(
                """
                FAIL \(file):11:5: many are not
                    \(file):17:25: at 4m: phase
                      - completed
                      + observing

                """))
    }

    @Test func jsonAndJUnitSayTheSame() async throws {
        let (folder, file) = try Self.folder(last: "completed")
        let report = "\(folder.path)/junit.xml"
        let (status, output, _) = try await CommandOutputTests.run(["test", file, "-o", "json", "--junit", report])
        #expect(status == 1)
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        let files = try #require(answer["files"] as? [[String: Any]])
        let tests = try #require(files.first?["tests"] as? [[String: Any]])
        #expect(answer["ok"] as? Bool == false && tests.map { $0["ok"] as? Bool } == [true, false])
        let mismatch = try #require((tests[1]["mismatches"] as? [[String: Any]])?.first)
        #expect(mismatch["eval_time"] as? String == "4m" && mismatch["expected"] as? [String] == ["completed"])
        #expect(mismatch["line"] as? Int == 17 && (answer["coverage"] as? [[String: Any]])?.count == 1)
        let xml = try String(contentsOfFile: report, encoding: .utf8)
        #expect(xml.contains(#"tests="2" failures="1""#) && xml.contains("few are good &amp; enough"))
        #expect(xml.contains(#"<failure message="at 4m: phase">"#) && xml.hasSuffix("</testsuites>\n"))
    }

    @Test func aPatternChoosesTests() async throws {
        let (folder, file) = try Self.folder(last: "completed")
        defer { withExtendedLifetime(folder) {} }
        let (status, output, _) = try await CommandOutputTests.run(["test", file, "--run", "few|some", "--debug"])
        #expect(status == 0 && output.contains("1 test passed") && output.contains("decision promote none -> all"))
        #expect(try await CommandOutputTests.run(["test", file, "--run", "nothing"]).status == 2)
        #expect(try await CommandOutputTests.run(["test", file, "--run", "("]).status == 64)
    }

    @Test func tooLittleCoverageFails() async throws {
        let (folder, file) = try Self.folder()
        defer { withExtendedLifetime(folder) {} }
        #expect(try await CommandOutputTests.run(["test", file, "--coverage-min", "20%"]).status == 0)
        let (status, output, complaints) = try await CommandOutputTests.run(["test", file, "--coverage-min", "80%"])
        #expect(
            status == 1 && output.contains("not seen")
                && complaints.contains("have seen 25 % of the rules, less than 80 %"))
    }

    @Test func withoutPrometheusItSaysHowToGetOne() async throws {
        let (folder, file) = try Self.folder()
        defer { withExtendedLifetime(folder) {} }
        let (status, _, complaints) = try await CommandOutputTests.run(["test", file, "--prometheus", "prometheus-9"])
        #expect(status == 2)
        #expect(
            complaints.contains("prometheus-9 is not on the PATH") && complaints.contains("apt-get install prometheus"))
    }

    @Test(
        "a promtool that fails, and a server that does not start, leave nothing behind",
        arguments: ["promtool", "prometheus"])
    func brokenProgramsAreReported(program: String) async throws {
        let (folder, file) = try Self.folder()
        let broken = try folder.write("broken", "#!/bin/sh\necho out of order\nexit 3\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: broken)
        let (status, _, complaints) = try await CommandOutputTests.run(["test", file, "--\(program)", broken])
        #expect(status == 2 && complaints.contains("out of order"))
    }

    @Test("an interrupted run ends its server and removes its folder", arguments: [SIGINT, SIGTERM])
    func anInterruptedRunLeavesNothingBehind(signal: Int32) async throws {
        let (folder, file) = try Self.folder()
        // A server that never becomes ready, so that the run is surely still going on; it says its pid and ends when told.
        let slow = try folder.write("slow", "#!/bin/sh\necho $$ > \(folder.path)/pid\nexec sleep 600\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: slow)
        let temporary = "\(folder.path)/tmp"
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = ServiceProcess.binary
        process.arguments = ["test", file, "--prometheus", slow]
        process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": temporary]) { $1 }
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let pid = try await ServiceProcess.wait("the server's pid") {
            // Not there yet, or not yet complete.
            (try? String(contentsOfFile: "\(folder.path)/pid", encoding: .utf8)).flatMap {
                Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).count == 1)
        kill(process.processIdentifier, signal)
        _ = try await ServiceProcess.wait("the command to end") { process.isRunning ? nil : true }
        #expect(process.terminationStatus == 128 + signal)
        #expect(kill(pid, 0) == -1 && errno == ESRCH)
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
    }
}
