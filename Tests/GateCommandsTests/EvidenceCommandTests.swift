import Foundation
import GateTestSupport
import HTTPTransport
import Testing

@testable import GateCommands

/// The evidence as people get at it: report and journal, by the binary.
@Suite(.serialized) struct EvidenceCommandTests {
    private static func prometheus() throws -> LoopbackServer {
        try LoopbackServer { _ in
            .text(
                #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0.1"]}]}}"#)
        }
    }

    /// A service with two attempts, of which the first was killed and made way for the second.
    private static func service(_ source: LoopbackServer) async throws -> ServiceProcess {
        let service = try ServiceProcess(datasource: source.url)
        try await service.start()
        let path = "/api/v1/rollouts/demo"
        _ = try await service.call(.post, "\(path)/start", token: "alice", body: #"{"revision":"v1"}"#)
        _ = try await service.waitFor(path) { $0.contains("green_since") }
        _ = try await service.call(.post, "\(path)/kill", token: "bob", body: #"{"reason":"a <b>drill</b>"}"#)
        _ = try await service.call(.post, "\(path)/start", token: "alice", body: #"{"revision":"v2"}"#)
        _ = try await service.waitFor(path) { $0.contains("green_since") }
        return service
    }

    @Test func reportTellsOfEveryAttempt() async throws {
        let source = try Self.prometheus()
        defer { source.stop() }
        let service = try await Self.service(source)
        let base = ["report", "demo", "--url", service.url, "--token-file", try service.folder.write("token", "bob")]
        let newest = try await CommandOutputTests.run(base)
        #expect(newest.status == 0 && newest.output.contains("- Revision: v2\n- Attempt: 2 of 2"), "\(newest)")
        let first = try await CommandOutputTests.run(base + ["--attempt", "1"]).output
        #expect(first.contains("- Revision: v1\n- Attempt: 1 of 2\n- Phase: aborted"))
        #expect(first.contains("## Rollback events\n\n- Timestamp (UTC): "))
        #expect(first.contains("  - Actor: bob\n  - Cause: kill_switch\n  - Reason: a <b>drill</b>"))
        #expect(first.contains("| supersede |"))
        let json = try await CommandOutputTests.run(base + ["--attempt", "1", "-o", "json"]).output
        #expect(json.contains(#""revision" : "v1""#) && json.contains(#""decisions" : ["#))
        let missing = try await CommandOutputTests.run(base + ["--attempt", "3"])
        #expect(missing.status == 1 && missing.complaints.contains("there is no record of attempt 3"))

        let page = service.folder.path + "/report.html"
        let written = try await CommandOutputTests.run(base + ["--attempt", "1", "-o", "html", "--file", page])
        #expect(written.status == 0 && written.output == "", "\(written)")
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.hasPrefix("<!doctype html>") && html.contains("<svg"))
        #expect(html.contains("a &lt;b&gt;drill&lt;/b&gt;") && !html.contains("<b>"))
        let nowhere = try await CommandOutputTests.run(base + ["--file", "/nonexistent/report.md"])
        #expect(nowhere.status == 1 && nowhere.complaints.contains("could not be written to /nonexistent/report.md"))
        let history = try await service.call(.get, "/api/v1/rollouts/demo/history?gate=saturation").text
        #expect(history.contains(#""value":"0.1""#) && history.contains(#""kind":"threshold""#))
    }

    @Test("an export proves itself without the database, and with sha256sum alone")
    func exportProvesItself() async throws {
        let source = try Self.prometheus()
        defer { source.stop() }
        let service = try await Self.service(source)
        try await service.end(SIGTERM)
        let storage = ["--storage.path", service.folder.path + "/data"]
        let export = try await CommandOutputTests.run(["journal", "export"] + storage).output
        let file = try service.folder.write("journal.jsonl", export)
        let whole = try await CommandOutputTests.run(["journal", "verify", file])
        let proved = try await CommandOutputTests.run(["journal", "verify"] + storage).output
        let head = try #require(proved.firstMatch(of: /head +([0-9a-f]{64})/)?.1)
        #expect(whole.status == 0 && whole.output.contains(head), "\(whole)")

        let lines = export.split(separator: "\n")
        for line in [lines[0], lines[lines.count / 2], lines[lines.count - 1]] {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let field = { (name: String) in object?[name] as? String ?? "" }
            // The command of the documentation, its two variables given as arguments.
            let digest = try await Tool.run(
                "sh", package: "dash",
                ["-c", #"printf %s "$1$2" | sha256sum"#, "sh", field("previous_hash"), field("entry")])
            #expect(digest.hasPrefix(field("hash")) && !field("hash").isEmpty)
        }

        for (anchor, status) in [(String(head), 0), (String(repeating: "a", count: 64), 1)] as [(String, Int32)] {
            let outcome = try await CommandOutputTests.run(["journal", "verify", file, "--anchor", anchor])
            #expect(outcome.status == status, "\(outcome)")
            let journal = try await CommandOutputTests.run(["journal", "verify", "--anchor", anchor] + storage)
            #expect(journal.status == status, "\(journal)")
        }
        for (name, changed) in Self.changes(of: lines.map(String.init)) {
            let path = try service.folder.write("changed.jsonl", changed.joined(separator: "\n"))
            let outcome = try await CommandOutputTests.run(["journal", "verify", path])
            #expect(outcome.status == 1 && outcome.output.contains("not intact"), "\(name): \(outcome)")
        }
    }

    private static func changes(of lines: [String]) -> [(String, [String])] {
        var swapped = lines
        swapped.swapAt(1, 2)
        var inserted = lines
        inserted.insert(lines[2], at: 3)
        let edited = lines.map { $0.replacingOccurrences(of: "v1", with: "v9") }
        return [
            ("edited", edited), ("removed", Array(lines.dropFirst())), ("reordered", swapped), ("inserted", inserted),
            ("no JSON", lines + ["nonsense"]),
        ]
    }
}
