import GateEngine
import GateModel
import GateRules
import GateRuntime
import Synchronization
import Testing

@Suite struct WebhookTests {
    /// A webhook that keeps what it is sent, and answers as a test says.
    private final class FakeWebhook: Sendable {
        private struct Contents {
            var messages: [WebhookMessage] = []
            var attempts: [String] = []
            var reply = WebhookReply.accepted
        }

        private let contents = Mutex(Contents())

        var messages: [WebhookMessage] { contents.withLock { $0.messages } }
        var attempts: [String] { contents.withLock { $0.attempts } }
        var decisions: [[String]] { messages.map { $0.alerts.compactMap { $0.labels["decision"] } } }

        func answer(_ reply: WebhookReply) {
            contents.withLock { $0.reply = reply }
        }

        func target(_ filter: WebhookFilter = WebhookFilter()) -> WebhookTarget {
            WebhookTarget(name: "bot", filter: filter) { message in
                self.contents.withLock { contents in
                    contents.attempts.append(message.key)
                    if contents.reply == .accepted { contents.messages.append(message) }
                    return contents.reply
                }
            }
        }
    }

    private static func metric(_ name: String) -> String { "stagegate_webhooks_\(name){webhook=\"bot\"}" }

    @Test func everyDecisionIsToldInOrder() async throws {
        let bot = FakeWebhook()
        try await World().running { world async throws in
            try await world.delivering(to: [], webhooks: [bot.target()]) {
                try await eventually("it is open") { world.journal.all.webhooks["bot"] != nil }
                await world.submit(.startRequested(revision: "v1"))
                try await eventually("the start is told") { bot.messages.count == 1 }
                await world.submit(.held(reason: "look"))
                await world.submit(.unheld(reason: "fine"))
                await world.submit(.killed(reason: "enough"))
                try await eventually("all is told") { bot.messages.count == 4 }
                #expect(bot.decisions == [["start"], ["hold", "start"], ["unhold", "hold"], ["stop", "unhold"]])
                try await eventually("it is counted") { world.metric(Self.metric("sent_total")) == "4" }
                #expect(world.metric(Self.metric("queue_length")) == "0")
                let stop = try #require(try await world.view().state.attempt?.stop)
                #expect(bot.messages.last?.trace == stop.trace)
            }
        }
    }

    @Test("through an outage and a crash nothing is lost, and what is repeated has the same key")
    func anOutageAndACrashLoseNothing() async throws {
        let bot = FakeWebhook()
        bot.answer(.failed("connection refused"))
        let before = try await World()
        try await before.running { world async throws in
            try await world.delivering(to: [], webhooks: [bot.target()]) {
                try await eventually("it is open") { world.journal.all.webhooks["bot"] != nil }
                await world.submit(.startRequested(revision: "v1"))
                await world.submit(.killed(reason: "enough"))
                try await eventually("it is tried again") {
                    world.time.advance(by: .minutes(1))
                    return bot.attempts.count >= 3
                }
                #expect(world.metric(Self.metric("errors_total")) != "0")
            }
        }
        #expect(Set(bot.attempts).count == 1, "the second message waits for the first")
        bot.answer(.accepted)
        try await World(after: before).running { world async throws in
            try await world.delivering(to: [], webhooks: [bot.target()]) {
                try await eventually("all is told") { bot.messages.count == 2 }
                #expect(bot.decisions.first == ["start"] && bot.decisions.last?.first == "stop")
                #expect(bot.messages.first?.key == bot.attempts.first)
            }
        }
    }

    @Test func whatIsRefusedIsRecordedAndHoldsUpNothing() async throws {
        let bot = FakeWebhook()
        bot.answer(.refused("answered 410"))
        try await World().running { world async throws in
            try await world.delivering(to: [], webhooks: [bot.target()]) {
                try await eventually("it is open") { world.journal.all.webhooks["bot"] != nil }
                await world.submit(.startRequested(revision: "v1"))
                try await eventually("it is recorded") { world.journal.all.receipts.count == 1 }
                bot.answer(.accepted)
                await world.submit(.killed(reason: "enough"))
                try await eventually("the next is told") { bot.messages.count == 1 }
                let receipt = try #require(world.journal.all.receipts.first)
                #expect(receipt.outcome == .dropped && receipt.target == "bot" && receipt.name == "start")
                #expect(receipt.subject == bot.attempts.first && receipt.detail == "answered 410")
                try await eventually("it is counted") { world.metric(Self.metric("dropped_total")) == "1" }
            }
        }
    }

    @Test func aFilterLetsFewThrough() async throws {
        let bot = FakeWebhook()
        try await World().running { world async throws in
            let filter = WebhookFilter(decisions: [.stop], phases: [.stopped], sendsResolved: false)
            try await world.delivering(to: [], webhooks: [bot.target(filter)]) {
                try await eventually("it is open") { world.journal.all.webhooks["bot"] != nil }
                await world.submit(.startRequested(revision: "v1"))
                await world.submit(.killed(reason: "enough"))
                await world.submit(.aborted(reason: "over"))
                try await eventually("it has been through") {
                    world.journal.all.webhooks["bot"]?.position == world.journal.all.announcements.last?.position
                }
                #expect(bot.decisions == [["stop"]])
            }
        }
    }
}
