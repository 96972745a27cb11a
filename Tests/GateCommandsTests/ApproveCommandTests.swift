import Foundation
import GateTestSupport
import HTTPTransport
import Testing

@testable import GateCommands

/// Approving where people are: on the command line, against a running service.
@Suite(.serialized) struct ApproveCommandTests {
    /// A source whose answer can be changed.
    private final class Gauge: @unchecked Sendable {  // guarded by the lock
        private let lock = NSLock()
        private var value = "0.1"

        var now: String {
            get { lock.withLock { value } }
            set { lock.withLock { value = newValue } }
        }
    }

    private static func run(
        _ service: ServiceProcess, _ arguments: [String]
    ) async throws -> (status: Int32, output: String) {
        let settings = try service.folder.write("http.yml", "authorization: {credentials: alice}\n")
        let ended = try await CommandOutputTests.run(
            arguments + ["--url", service.url, "--http.config.file", settings])
        return (ended.status, ended.output + ended.complaints)
    }

    @Test("approve shows the candidate, wants a yes, and says what changed since another one stood")
    func approveShowsAndAsks() async throws {
        let gauge = Gauge()
        let source = try LoopbackServer { _ in
            .text(
                #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"\#(gauge.now)"]}]}}"#
            )
        }
        let service = try ServiceProcess(datasource: source.url)
        try await service.start()
        let early = try await Self.run(service, ["start", "demo", "--revision", "v1"])
        #expect(early.status == 0, "\(early.output)")
        func candidate(otherThan old: String = "") async throws -> String {
            let view = try await service.waitFor("/api/v1/rollouts/demo") { text in
                text.contains("awaiting_approval") && (old.isEmpty || !text.contains(#""id":"\#(old)""#))
            }
            return String(try #require(view.firstMatch(of: /"id":"(demo-[^"]+)"/)?.1))
        }
        let first = try await candidate()
        let unasked = try await Self.run(service, ["approve", "demo"])
        #expect(unasked.status != 0 && unasked.output.contains("say --yes, or name the candidate"))
        for part in [
            "candidate \(first)", "was green from", "approving exposes 10 % (stage stage-1, window 1s) to revision v1",
            "gates there: saturation", "saturation  pass  within_threshold  0.1 < 0.5",
        ] {
            #expect(unasked.output.contains(part), "\(part) is not in \(unasked.output)")
        }

        gauge.now = "0.9"
        _ = try await service.waitFor("/api/v1/rollouts/demo") { !$0.contains("awaiting_approval") }
        let gone = try await Self.run(service, ["approve", "demo", "--candidate", first])
        #expect(gone.status != 0 && gone.output.contains("candidate \(first) is outdated; no candidate stands now"))
        #expect(gone.output.contains("saturation  pass within_threshold 0.1 < 0.5  ->  fail"), "\(gone.output)")

        gauge.now = "0.2"
        let second = try await candidate(otherThan: first)
        let outdated = try await Self.run(service, ["approve", "demo", "--candidate", first])
        #expect(outdated.status != 0 && outdated.output.contains("candidate now: \(second), green since"))
        #expect(outdated.output.contains("pass within_threshold 0.1 < 0.5  ->  pass within_threshold 0.2 < 0.5"))
        let approved = try await Self.run(service, ["approve", "demo", "--yes"])
        #expect(approved.status == 0, "\(approved.output)")
        _ = try await service.waitFor("/api/v1/rollouts/demo") { $0.contains(#""stage":"stage-1""#) }
    }
}
