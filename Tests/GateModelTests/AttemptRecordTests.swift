import GateModel
import Testing

@Suite struct AttemptRecordTests {
    private static let start = Timestamp(seconds: 1_771_146_000)
    private static let head = JournalHead(entry: 9, hash: "h")

    private static func decision(_ kind: Decision.Kind, of attempt: Int, minute: Int64) -> Decision {
        Decision(
            kind: kind, attempt: attempt, at: start + .minutes(minute), owner: "alice",
            trace: TraceID(high: 1, low: 2), fromStage: "canary", toStage: "stage-0", fromWeight: .zero,
            toWeight: .zero, cause: "operator", reason: "\(kind.rawValue) \(attempt)")
    }

    private static func record(_ sequence: Int64, _ decisions: [Decision]) -> JournalRecord {
        JournalRecord(
            rollout: "r", sequence: sequence, at: start, ruleDigest: "d",
            event: Event(actor: .stagegate, trace: TraceID(high: 1, low: 2), kind: .startRequested(revision: "v")),
            effects: decisions.map(Effect.decide))
    }

    private static var running: RolloutState {
        var state = RolloutState(rollout: "r", ruleDigest: "d")
        state.attempt = Attempt(
            number: 1, revision: "v1", startedAt: start, startedBy: "alice",
            visit: StageVisit(stage: "canary", weight: .zero, enteredAt: start))
        return state
    }

    private static let next = [
        record(1, [decision(.start, of: 1, minute: 0)]),
        record(2, [decision(.supersede, of: 1, minute: 5), decision(.start, of: 2, minute: 5)]),
    ]

    @Test func anAttemptThatMadeWayEndsWithThatDecision() throws {
        let record = AttemptRecord(state: Self.running, records: Self.next, isCut: false, head: Self.head)
        let attempt = try #require(record.state.attempt)
        #expect(attempt.phase == .aborted)
        #expect(attempt.visit.leftAt == Self.start + .minutes(5))
        #expect(attempt.visit.decision == .supersede)
        #expect(attempt.visit.owner == "alice")
        #expect(attempt.visit.reason == "supersede 1")
        #expect(attempt.visit.trace == TraceID(high: 1, low: 2))
    }

    @Test func anAttemptThatRunsStaysOpen() {
        let record = AttemptRecord(state: Self.running, records: [Self.next[0]], isCut: false, head: Self.head)
        #expect(record.state == Self.running)
    }

    @Test func anAttemptThatEndedByItselfKeepsItsEnd() {
        var ended = Self.running
        ended.attempt?.phase = .completed
        ended.attempt?.visit.leftAt = Self.start + .minutes(1)
        ended.attempt?.visit.decision = .complete
        let record = AttemptRecord(state: ended, records: Self.next, isCut: false, head: Self.head)
        #expect(record.state == ended)
    }
}
