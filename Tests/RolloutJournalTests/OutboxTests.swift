import GateModel
import RolloutJournal
import Testing

@Suite struct OutboxTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    /// Commits a kill, and a resume after it when asked for.
    private func stop(_ walker: inout Walker, _ journal: Journal, resuming: Bool = false) async throws -> OutboxAlert {
        let kill = walker.next(.killed(reason: "drill"))
        try await journal.commit(kill.record, kill.state)
        let alert = ToyEngine.alert("advisory", at: kill.record.at)
        guard resuming else { return OutboxAlert(alert: alert, resolvedAt: nil) }
        let resume = walker.next(.resumed(reason: "done"))
        try await journal.commit(resume.record, resume.state)
        return OutboxAlert(alert: ToyEngine.alert("advisory", at: resume.record.at), resolvedAt: resume.record.at)
    }

    @Test func anAlertThatFiresIsInTheOutboxAfterOpeningAgain() async throws {
        var walker = Walker()
        let alert = try await scratch.withJournal { try await stop(&walker, $0) }
        try await scratch.withJournal { journal in
            let outbox = try await journal.outbox()
            #expect(outbox.map(\.0) == [alert])
            #expect(outbox.map(\.1) == [[]])
        }
    }

    @Test func aResolvedAlertStaysUntilItIsForgotten() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            let alert = try await stop(&walker, journal, resuming: true)
            #expect(try await journal.outbox().map(\.0) == [alert])
            try await journal.forgetResolved([alert])
            #expect(try await journal.outbox().isEmpty)
        }
    }

    @Test func anAlertThatFiresAgainIsNotForgotten() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            let resolved = try await stop(&walker, journal, resuming: true)
            let again = try await stop(&walker, journal)
            try await journal.forgetResolved([resolved])
            #expect(try await journal.outbox().map(\.0) == [again])
        }
    }

    @Test func deliveriesAreKeptByAlertAndTarget() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            let alert = try await stop(&walker, journal, resuming: true)
            var first = DeliveryState(alertID: alert.id, target: "http://a")
            let second = DeliveryState(alertID: alert.id, target: "http://b")
            try await journal.recordDeliveries([second, first])
            first.acceptedAt = walker.now
            first.drop = DeliveryDrop(at: walker.now, startsAt: walker.now, isResolved: false, reason: "no")
            try await journal.recordDeliveries([first])
            #expect(try await journal.outbox().map(\.1) == [[first, second]])
            try await journal.forgetResolved([alert])
            try await journal.recordDeliveries([first])
            #expect(try await journal.outbox().isEmpty, "a delivery must not bring a forgotten alert back")
        }
    }
}
