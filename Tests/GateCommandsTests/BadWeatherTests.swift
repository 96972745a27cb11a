import Foundation
import GateTestSupport
import HTTPTransport
import Synchronization
import Testing

@testable import GateCommands

/// What the binary does while the world around it does not work.
@Suite(.serialized) struct BadWeatherTests {
    private static let start = #"{"revision":"v1"}"#

    /// Goes to 50 % by itself and waits there.
    private static let rule = ServiceProcess.rule.replacingOccurrences(
        of: "    gates:",
        with: """
                stages:
                  - {name: zero, weight: 0%, window: 400ms, approval: auto}
                  - {name: half, weight: 50%, window: 1h}
                  - {name: full, weight: 100%}
                gates:
            """)

    private static func prometheus() throws -> LoopbackServer {
        try LoopbackServer { _ in
            .text(#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0.1"]}]}}"#)
        }
    }

    @Test("a stop that was decided while Alertmanager was away, even before a crash, is told when it is back")
    func anAlertOutlivesAnOutageAndACrash() async throws {
        let source = try Self.prometheus()
        let alertmanager = try Receiver()
        defer {
            source.stop()
            alertmanager.server.stop()
        }
        let service = try ServiceProcess(
            datasource: source.url, alertmanager: "127.0.0.1:\(alertmanager.server.port)")
        try await service.start()
        let path = "/api/v1/rollouts/demo"
        _ = try await service.call(.post, path + "/start", token: "alice", body: Self.start)
        let incident = #"{"kind":"sev1","note":"it burns","id":"i1"}"#
        #expect(try await service.call(.post, path + "/incidents", token: "bob", body: incident).status == 200)
        _ = try await ServiceProcess.wait("an attempt in vain") { alertmanager.refused > 0 ? true : nil }
        _ = try await service.waitFor("/metrics") {
            $0.firstMatch(of: /notifications_errors_total\{[^}]*\} [1-9]/) != nil
        }
        try await service.end(SIGKILL)
        try await service.start()
        alertmanager.isBack = true
        _ = try await ServiceProcess.wait("the alert") { alertmanager.heard.contains("StagegateAutoStop") ? true : nil }
        _ = try await ServiceProcess.wait("the incident") {
            alertmanager.heard.contains("StagegateIncidentOpen") ? true : nil
        }
    }

    @Test(
        "a full disk: nothing is acknowledged that is not written, the kill switch serves 0 %, and it goes on by itself",
        .enabled(if: SmallDisk.canMount, "needs the right to mount a tmpfs"))
    func aFullDiskStopsDecisionsAndNoKill() async throws {
        let disk = try SmallDisk()
        let source = try Self.prometheus()
        defer { source.stop() }
        let service = try ServiceProcess(datasource: source.url, rule: Self.rule)
        let data = disk.folder.appendingPathComponent("data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: service.folder.path + "/data", withDestinationPath: data.path)
        try await service.start()
        let path = "/api/v1/rollouts/demo"
        _ = try await service.call(.post, path + "/start", token: "alice", body: Self.start)
        _ = try await service.waitFor(path) { $0.contains(#""stage":"half""#) }
        try disk.fill()

        let refused = try await ServiceProcess.wait("a refusal") {
            let body = #"{"reason":"looking"}"#
            let answer = try await service.call(.post, path + "/hold", token: "bob", body: body)
            if answer.status == 503 { return answer.text }
            _ = try await service.call(.post, path + "/unhold", token: "bob", body: body)
            return nil
        }
        #expect(refused.contains("check free space"))
        let blocked = try await service.call(.get, path).text
        #expect(blocked.contains(#""held":false"#) && blocked.contains("nothing is decided while it cannot be written"))

        let kill = try await service.call(.post, path + "/kill", token: "bob", body: "")
        #expect(kill.status == 202)
        #expect(try await service.call(.get, path + "/weight").text.contains(#""weight_percent":0,"#))
        #expect(try await service.call(.get, path).text.contains(#""phase":"observing""#))

        try disk.makeSpace()
        _ = try await service.waitFor(path) { $0.contains(#""phase":"stopped""#) }
        try await service.end(SIGTERM)
        #expect(service.process.terminationStatus == 0)
        #expect(try await service.verify().contains("intact"))
        #expect(try await !service.verify().contains("not intact"))
    }

    @Test("killed at many moments of a running rollout, no grid point is decided twice or left out")
    func manyCrashesLeaveNoTrace() async throws {
        let source = try Self.prometheus()
        defer { source.stop() }
        let service = try ServiceProcess(datasource: source.url, rule: Self.rule)
        let path = "/api/v1/rollouts/demo"
        try await service.start()
        _ = try await service.call(.post, path + "/start", token: "alice", body: Self.start)
        var seen = 0
        for _ in 0..<5 {
            let known = seen
            let text = try await service.waitFor(path) { Self.sequence($0) > known }
            seen = Self.sequence(text)
            try await service.end(SIGKILL)
            try await service.start()
            #expect(Self.sequence(try await service.call(.get, path).text) >= seen)
        }
        _ = try await service.waitFor(path) { $0.contains(#""stage":"half""#) }
        let journal = try await service.call(.get, path + "/journal?limit=1000&evaluations=true").text
        let points = journal.matches(of: /"evaluated_at":"([^"]+)"/).map { String($0.1) }
        #expect(points.count == Set(points).count && points == points.sorted(by: >))
        #expect(!journal.contains("evaluations_missed"))
        try await service.end(SIGTERM)
        #expect(try await !service.verify().contains("not intact"))
    }

    @Test func sigtermWaitsNeitherForPrometheusNorForWhoWatches() async throws {
        let source = try LoopbackServer { _ in .hang }
        defer { source.stop() }
        let service = try ServiceProcess(
            datasource: source.url, rule: ServiceProcess.rule.replacingOccurrences(of: "200ms", with: "1s"))
        try await service.start()
        let path = "/api/v1/rollouts/demo"
        _ = try await service.call(.post, path + "/start", token: "alice", body: Self.start)
        let sequence = Self.sequence(try await service.call(.get, path).text)
        let watched = "\(service.url)\(path)?after=\(sequence)&wait=5m"
        async let watching: Void = Self.watch(watched)
        _ = try await ServiceProcess.wait("a query") { source.requests.isEmpty ? nil : true }
        try await service.end(SIGTERM)
        #expect(service.process.terminationStatus == 0)
        #expect(try service.log().contains("msg=stopped"))
        await watching
    }

    /// Returns when the answer is there or the connection is closed.
    private static func watch(_ url: String) async {
        let transport = HTTPTransport()
        // Either way the wait is over.
        _ = try? await transport.send(HTTPRequest(.get, url))
        transport.shutdown()
    }

    private static func sequence(_ text: String) -> Int {
        text.firstMatch(of: /"sequence":(\d+)/).flatMap { Int($0.1) } ?? -1
    }
}

/// Stands in for an Alertmanager that can be away.
private final class Receiver: Sendable {
    private struct Contents {
        var isBack = false
        var refused = 0
        var heard = ""
    }

    private final class Box: Sendable {
        let contents = Mutex(Contents())
    }

    let server: LoopbackServer
    private let box: Box

    init() throws {
        let box = Box()
        self.box = box
        server = try LoopbackServer { request in
            box.contents.withLock { contents in
                if contents.isBack {
                    contents.heard += request.text
                    return .text("")
                }
                contents.refused += 1
                return .reset
            }
        }
    }

    var isBack: Bool {
        get { box.contents.withLock { $0.isBack } }
        set { box.contents.withLock { $0.isBack = newValue } }
    }

    var refused: Int { box.contents.withLock { $0.refused } }
    var heard: String { box.contents.withLock { $0.heard } }
}
