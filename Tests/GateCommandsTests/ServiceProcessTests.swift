import Foundation
import GateTestSupport
import HTTPTransport
import Testing

@testable import GateCommands

/// What the binary does as a process: start, refuse, reload, crash, come back.
@Suite(.serialized) struct ServiceProcessTests {
    private static func prometheus(_ value: String = "0.1") throws -> LoopbackServer {
        try LoopbackServer { _ in
            .text(
                #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"\#(value)"]}]}}"#
            )
        }
    }

    @Test func aSecondInstanceOnTheSameJournalIsRefused() async throws {
        let source = try Self.prometheus()
        let service = try ServiceProcess(datasource: source.url)
        try await service.start()
        let first = service.process.processIdentifier
        let other = try ServiceProcess(datasource: source.url)
        try FileManager.default.createSymbolicLink(
            atPath: other.folder.path + "/data", withDestinationPath: service.folder.path + "/data")
        let (status, log) = try await other.startInVain()
        #expect(status == 1 && log.contains("journal.db") && log.contains("\(first)"))
    }

    @Test func aPortInUseIsSaid() async throws {
        let source = try Self.prometheus()
        let service = try ServiceProcess(datasource: source.url)
        let (status, log) = try await service.startInVain(address: "127.0.0.1:\(source.port)")
        #expect(status == 1 && log.contains("port is in use") && log.contains("--web.listen-address"))
    }

    @Test func aFolderThatCannotBeCreatedIsSaid() async throws {
        let service = try ServiceProcess(datasource: "http://127.0.0.1:1")
        _ = try service.folder.write("data", "a file")
        let (status, log) = try await service.startInVain()
        #expect(status == 1 && log.contains("/data cannot be created: File exists; check --storage.path"))
    }

    @Test func aFolderIsCreatedWithThoseAboveIt() throws {
        let folder = try TemporaryFolder()
        for _ in 1...2 { try StorageFolder.create(folder.path + "/a//b/c/") }
        _ = try folder.write("a/b/c/file", "there")
    }

    @Test func aCorruptJournalIsRefusedAndLeftAsItIs() async throws {
        let service = try ServiceProcess(datasource: "http://127.0.0.1:1")
        try FileManager.default.createDirectory(
            atPath: service.folder.path + "/data", withIntermediateDirectories: true)
        let journal = try service.folder.write("data/journal.db", String(repeating: "not a journal ", count: 500))
        let before = try Data(contentsOf: URL(fileURLWithPath: journal))
        let (status, log) = try await service.startInVain()
        #expect(status == 1 && log.contains("journal.db"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: journal)) == before)
    }

    @Test func everyProblemOfTheFilesIsSaidBeforeAnythingStarts() async throws {
        let service = try ServiceProcess(datasource: "http://127.0.0.1:1", rule: "rollouts: [{name: X, gate: []}]\n")
        let (status, log) = try await service.startInVain()
        #expect(status == 1 && log.contains("rules.yml:1:") && log.contains("did you mean `gates`?"))
        #expect(!FileManager.default.fileExists(atPath: service.folder.path + "/data"))
    }

    @Test func aBadReloadKeepsTheOldRules() async throws {
        let source = try Self.prometheus()
        let service = try ServiceProcess(datasource: source.url)
        try await service.start()
        _ = try service.folder.write("rules.yml", "rollouts: [{name: other}]\n")
        service.signal(SIGHUP)
        let metrics = try await service.waitFor("/metrics") { $0.contains("config_last_reload_successful 0") }
        #expect(metrics.contains(#"stagegate_rollout_weight_ratio{rollout="demo"}"#))
        #expect(try service.log().contains("reload refused"))
        _ = try service.folder.write("rules.yml", ServiceProcess.rule.replacingOccurrences(of: "demo", with: "other"))
        service.signal(SIGHUP)
        _ = try await service.waitFor("/api/v1/rollouts") { $0.contains(#""name":"other""#) }
        try await service.end(SIGTERM)
        #expect(service.process.terminationStatus == 0)
    }

    @Test func whoMayNotChangesNothing() async throws {
        let source = try Self.prometheus()
        let service = try ServiceProcess(datasource: source.url)
        try await service.start()
        let path = "/api/v1/rollouts/demo/start"
        let body = #"{"revision":"v1"}"#
        for (token, status) in [(nil, 401), ("mallory", 401), ("bob", 403)] as [(String?, Int)] {
            #expect(try await service.call(.post, path, token: token, body: body).status == status)
        }
        #expect(try await service.call(.get, "/api/v1/rollouts/demo").text.contains(#""phase":"pending""#))
        let metrics = try await service.call(.get, "/metrics").text
        #expect(metrics.contains(#"stagegate_http_refusals_total{code="401"} 2"#))
        #expect(metrics.contains(#"stagegate_http_refusals_total{code="403"} 1"#))
    }

    @Test("killed in a window, the service comes back, fills what it missed and completes the window")
    func aCrashLosesNothing() async throws {
        let source = try Self.prometheus()
        let service = try ServiceProcess(
            datasource: source.url,
            rule: ServiceProcess.rule.replacingOccurrences(of: "window: 1s", with: "window: 3s"))
        try await service.start()
        _ = try await service.call(.post, "/api/v1/rollouts/demo/start", token: "alice", body: #"{"revision":"v1"}"#)
        let before = try await service.waitFor("/api/v1/rollouts/demo") { $0.contains("green_since") }
        let greenSince = try #require(before.firstMatch(of: /"green_since":"([^"]+)"/)?.1)
        try await service.end(SIGKILL)
        try await service.start()
        let after = try await service.waitFor("/api/v1/rollouts/demo") { $0.contains("awaiting_approval") }
        #expect(after.firstMatch(of: /"green_since":"([^"]+)"/)?.1 == greenSince)
        let records = try await service.call(.get, "/api/v1/rollouts/demo/journal?limit=1000&evaluations=true").text
        #expect(!records.contains("evaluations_missed"))
        try await service.end(SIGTERM)
        let report = try await service.verify()
        #expect(report.contains("intact") && !report.contains("not intact"))
    }

    @Test func everyMetricIsOnItsPageAndTheReverse() async throws {
        let source = try Self.prometheus()
        let service = try ServiceProcess(datasource: source.url, alertmanager: "127.0.0.1:1")
        try await service.start()
        let text = try await service.call(.get, "/metrics").text
        #expect(try await Promtool.complaints(about: Array(text.utf8)) == "")
        let shown = Set(text.matches(of: /(?m)^# TYPE (\S+)/).map { String($0.1) })
        let page = try String(
            contentsOfFile: URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
                + "/../../Sources/Service/GateCommands/Stagegate.docc/Metrics.md", encoding: .utf8)
        let documented = Set(page.matches(of: /(?m)^\| `([a-z_]+)`/).map { String($0.1) })
        #expect(shown.subtracting(documented).sorted() == [], "shown, not on the page")
        #expect(documented.subtracting(shown).sorted() == [], "on the page, not shown")
    }
}
