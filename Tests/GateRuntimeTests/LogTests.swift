import GateModel
import Logging
import Synchronization
import Testing

@Suite struct LogTests {
    @Test func aDecisionIsOneLineThatLeadsToTheJournal() async throws {
        let lines = LogLines()
        try await World(logger: lines.logger).running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(3)
        }
        let decisions = lines.all.filter { $0.message == "decision" }
        #expect(decisions.map(\.level) == [.notice, .notice])
        let promotion = try #require(decisions.last?.metadata)
        #expect(promotion["decision.kind"] == "promote")
        #expect(promotion["rollout.id"] == "toy")
        #expect(promotion["journal.sequence"] == "4")
        #expect(promotion["weight.from_percent"] == "0")
        #expect(promotion["weight.percent"] == "50")
        #expect(promotion["stage.name"] == "half")
        #expect(promotion["trace.id"]?.description.count == 32)
    }

    @Test func aRefusedRequestSaysWhoWantedWhat() async throws {
        let lines = LogLines()
        try await World(logger: lines.logger).running { world async throws in
            await world.submit(.resumed(reason: "x"))
        }
        let refusal = try #require(lines.all.first { $0.message == "request refused" })
        #expect(refusal.level == .notice)
        #expect(refusal.metadata["actor.name"] == "alice")
        #expect(refusal.metadata["rejection.code"] == "not_running")
    }

    @Test func aSilentSourceIsOneLineAndItsReturnAnother() async throws {
        let lines = LogLines()
        try await World(logger: lines.logger).running { world async throws in
            await world.submit(.startRequested(revision: "v1"))
            try await world.evaluate(1)
            world.source.mood = .down
            try await world.evaluate(3)
            world.source.mood = .value(1)
            try await world.evaluate(2)
        }
        let told = lines.all.filter { $0.message.hasPrefix("the metrics source") }
        #expect(told.map(\.level) == [.warning, .notice])
        #expect(told.first?.metadata["rollout.id"] == "toy")
        #expect(told.first?.metadata["error.message"]?.description.isEmpty == false)
    }
}

/// Log lines kept for a test to look at.
final class LogLines: Sendable {
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: Logger.Metadata
    }

    private let contents = Mutex([Line]())

    var all: [Line] { contents.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in LogLinesHandler(lines: self) } }

    func append(_ line: Line) {
        contents.withLock { $0.append(line) }
    }
}

struct LogLinesHandler: LogHandler {
    let lines: LogLines
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.append(
            LogLines.Line(level: event.level, message: "\(event.message)", metadata: event.metadata ?? [:]))
    }
}
