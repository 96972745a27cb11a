import GateModel
import RolloutJournal
import Testing

@Suite struct DeliveriesTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
    }

    private static func receipt(_ rollout: String, _ name: String) -> DeliveryReceipt {
        DeliveryReceipt(
            at: Timestamp(seconds: 5), rollout: rollout, target: "http://a", subject: "00", name: name,
            startsAt: Timestamp(seconds: 1), outcome: .routed, receivers: ["on-call"], state: "active")
    }

    @Test func stepsThatDecideAreAnnouncedWithTheirPhase() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            for kind in [Event.Kind.startRequested(revision: "v1"), .killed(reason: "enough"), .held(reason: "no")] {
                let step = walker.next(kind)
                try await journal.commit(step.record, step.state)
            }
            let evaluation = walker.nextEvaluation()
            try await journal.commit(evaluation.record, evaluation.state)
            let all = try await journal.announcements(after: 0, limit: 10)
            #expect(all.total == 2)
            #expect(all.steps.map(\.phase) == [.observing, .stopped])
            #expect(all.steps.map(\.record.sequence) == [1, 2])
            let rest = try await journal.announcements(after: all.steps[0].position, limit: 10)
            #expect(rest.steps == [all.steps[1]])
            #expect(try await journal.announcements(after: 0, limit: 1).steps.count == 1)
        }
    }

    @Test func aWebhookBeginsAtTheEndAndGoesOnWhereItWas() async throws {
        var walker = Walker()
        let start = walker.next(.startRequested(revision: "v1"))
        try await scratch.withJournal { journal in
            try await journal.commit(start.record, start.state)
            var states = try await journal.openWebhooks(["a", "b"])
            #expect(states.map(\.position) == [1, 1])
            states[0].position = 7
            states[0].standing = ["x": [DecisionAlert(labels: ["a": "b"], annotations: [:], startsAt: walker.now)]]
            try await journal.saveWebhook(states[0])
            #expect(try await journal.openWebhooks(["a"]) == [states[0]])
        }
        try await scratch.withJournal { journal in
            let states = try await journal.openWebhooks(["b", "a"])
            #expect(states.map(\.position) == [1, 7], "one that was away for a while begins anew")
        }
    }

    @Test func receiptsAreKeptAndNeverChanged() async throws {
        try await scratch.withJournal { journal in
            try await journal.keep([Self.receipt("one", "a"), Self.receipt("two", "b"), Self.receipt("one", "c")])
            #expect(try await journal.receipts(of: "one", limit: 10).map(\.name) == ["c", "a"])
            #expect(try await journal.receipts(of: nil, limit: 2).map(\.name) == ["c", "b"])
        }
        for change in ["DELETE FROM receipts", "UPDATE receipts SET rollout = 'x'"] {
            #expect(throws: (any Error).self) { try Tamper.run(scratch.path, change) }
        }
    }

    @Test func aJournalOfTheFirstVersionIsTakenOver() async throws {
        var walker = Walker()
        try await scratch.withJournal { journal in
            let start = walker.next(.startRequested(revision: "v1"))
            try await journal.commit(start.record, start.state)
            let kill = walker.next(.killed(reason: "enough"))
            try await journal.commit(kill.record, kill.state)
        }
        let fingerprint = ToyEngine.alert("advisory", at: walker.now).labels.fingerprint
        try Tamper.run(
            scratch.path,
            """
            DROP TABLE announcements; DROP TABLE webhooks; DROP TABLE receipts;
            DELETE FROM grdb_migrations WHERE identifier = '0002-deliveries';
            INSERT INTO deliveries VALUES ('\(fingerprint)', 'http://a', '{"alertID":"\(fingerprint)","failedAt":1000,\
            "failureCount":3,"acceptedAt":2000,"acceptedStart":2000,"target":"http://a"}')
            """)
        try await scratch.withJournal { journal in
            #expect(try await journal.loadStates() == [walker.state])
            #expect(try await journal.outbox().first?.1.first?.acceptedAt == Timestamp(milliseconds: 2000))
            #expect(try await journal.announcements(after: 0, limit: 10).total == 0)
            let resume = walker.next(.resumed(reason: "done"))
            try await journal.commit(resume.record, resume.state)
            #expect(try await journal.announcements(after: 0, limit: 10).total == 1)
            #expect(try await journal.verify(step: ToyEngine.step).problems.isEmpty)
        }
    }
}
