import GateEngine
import GateModel
import GateRules
import Testing

@Suite struct WebhookMachineTests {
    static let start = Timestamp(seconds: 1000)
    static let fresh = WebhookState(name: "bot", position: 10)

    static func announcement(
        _ kinds: [Decision.Kind], _ phase: Phase, at seconds: Int64, position: Int64 = 11, rollout: String = "shop"
    ) throws -> Announcement {
        let trace = TraceID(high: 1, low: UInt64(position))
        let decisions = kinds.map { kind in
            Effect.decide(
                Decision(
                    kind: kind, attempt: 1, at: start + .seconds(seconds), owner: "alice", trace: trace, fromStage: "a",
                    toStage: "b", fromWeight: .zero, toWeight: .full, cause: "operator", reason: "because"))
        }
        let record = JournalRecord(
            rollout: rollout, sequence: position, at: start + .seconds(seconds), ruleDigest: "d",
            event: Event(actor: .stagegate, trace: trace, kind: .rulesReplaced), effects: decisions)
        return Announcement(position: position, record: record, phase: phase)
    }

    static func next(
        _ announcement: Announcement, _ state: WebhookState = fresh, _ filter: WebhookFilter = WebhookFilter(),
        _ external: Labels = [:]
    ) -> (message: WebhookMessage?, state: WebhookState) {
        WebhookMachine.next(announcement, after: state, filter: filter, externalLabels: external)
    }

    @Test func aDecisionStandsUntilTheNextOne() throws {
        let first = Self.next(try Self.announcement([.stop], .stopped, at: 5))
        #expect(first.message?.alerts.map { $0.labels["decision"] } == ["stop"])
        #expect(first.message?.alerts.first?.endsAt == nil)
        #expect(first.state.position == 11)
        let second = Self.next(try Self.announcement([.resume], .observing, at: 9, position: 14), first.state)
        #expect(second.message?.alerts.map { $0.labels["decision"] } == ["resume", "stop"])
        #expect(second.message?.alerts.last?.endsAt == Self.start + .seconds(9))
        #expect(second.message?.alerts.last?.startsAt == Self.start + .seconds(5))
        #expect(second.message?.key != first.message?.key)
    }

    @Test func rolloutsDoNotEndOneAnother() throws {
        let first = Self.next(try Self.announcement([.stop], .stopped, at: 5))
        let second = Self.next(
            try Self.announcement([.stop], .stopped, at: 6, position: 12, rollout: "other"), first.state)
        #expect(second.message?.alerts.count == 1)
        #expect(second.state.standing.keys.sorted() == ["other", "shop"])
    }

    @Test func everyDecisionOfAStepIsInOneMessage() throws {
        let result = Self.next(try Self.announcement([.supersede, .start], .observing, at: 5))
        #expect(result.message?.alerts.map { $0.labels["decision"] } == ["supersede", "start"])
    }

    @Test func whatStandsEndsWithADecisionNobodyAskedFor() throws {
        let filter = WebhookFilter(decisions: [.stop])
        let first = Self.next(try Self.announcement([.stop], .stopped, at: 5), Self.fresh, filter)
        let second = Self.next(try Self.announcement([.resume], .observing, at: 9, position: 12), first.state, filter)
        #expect(second.message?.alerts.map(\.endsAt) == [Self.start + .seconds(9)])
        let third = Self.next(try Self.announcement([.hold], .observing, at: 10, position: 13), second.state, filter)
        #expect(third.message == nil && third.state.position == 13)
    }

    @Test func withoutResolvedOnlyWhatStandsIsTold() throws {
        let filter = WebhookFilter(decisions: [.stop], sendsResolved: false)
        let first = Self.next(try Self.announcement([.stop], .stopped, at: 5), Self.fresh, filter)
        let second = Self.next(try Self.announcement([.resume], .observing, at: 9, position: 12), first.state, filter)
        #expect(first.message != nil && second.message == nil)
    }

    @Test(arguments: [
        (["stop"], [Phase](), "shop", true), (["hold"], [], "shop", false), ([], [.stopped], "shop", true),
        ([], [.observing], "shop", false), ([], [], "sh.*", true), ([], [], "sh", false),
    ])
    func filtersAreAllMet(_ kinds: [String], _ phases: [Phase], _ rollout: String, _ isWanted: Bool) throws {
        let filter = WebhookFilter(
            decisions: kinds.compactMap(Decision.Kind.init(rawValue:)), phases: phases,
            rollouts: [try LinearPattern(rollout)])
        let result = Self.next(try Self.announcement([.stop], .stopped, at: 5), Self.fresh, filter)
        #expect((result.message != nil) == isWanted)
    }

    @Test func externalLabelsGiveWay() throws {
        let result = Self.next(
            try Self.announcement([.stop], .stopped, at: 5), Self.fresh, WebhookFilter(),
            ["cluster": "eu", "rollout": "not this"])
        #expect(result.message?.alerts.first?.labels["cluster"] == "eu")
        #expect(result.message?.alerts.first?.labels["rollout"] == "shop")
    }
}
