import GateModel
import GateRules
import Testing

@testable import GateRuntime

@Suite struct AgendaTests {
    static let rule = RolloutRule.toy()
    static let hour = TimeSpan.hours(1)
    /// A grid point of the rule.
    static let point = rule.grid.next(after: World.start)

    static func attempt(startedAt: Timestamp, lastEvaluatedAt: Timestamp? = nil, _ phase: Phase = .observing) -> Attempt
    {
        let visit = StageVisit(stage: "baseline", weight: .zero, enteredAt: startedAt)
        var attempt = Attempt(number: 1, revision: "v1", startedAt: startedAt, startedBy: "alice", visit: visit)
        attempt.lastEvaluatedAt = lastEvaluatedAt
        attempt.phase = phase
        return attempt
    }

    private func next(_ attempt: Attempt?, at now: Timestamp, limit: TimeSpan = hour) -> Agenda {
        Agenda.next(for: attempt, under: Self.rule, at: now, limit: limit)
    }

    @Test func nothingIsEvaluatedWithoutAnAttempt() {
        #expect(next(nil, at: Self.point) == .rest)
    }

    @Test(arguments: [Phase.completed, .aborted]) func nothingIsEvaluatedAfterTheEnd(_ phase: Phase) {
        #expect(next(Self.attempt(startedAt: Self.point, phase), at: Self.point + Self.hour) == .rest)
    }

    @Test func theFirstPointComesAfterTheStart() {
        let attempt = Self.attempt(startedAt: Self.point)
        let first = Self.point + Self.rule.interval
        #expect(next(attempt, at: Self.point) == .wait(until: first))
        #expect(next(attempt, at: first) == .evaluate(point: first, newest: first))
    }

    @Test func missedPointsAreTakenOldestFirst() {
        let attempt = Self.attempt(startedAt: Self.point - Self.hour, lastEvaluatedAt: Self.point)
        let oldest = Self.point + Self.rule.interval
        let newest = Self.point + Self.rule.interval * 3
        #expect(next(attempt, at: newest + .seconds(1)) == .evaluate(point: oldest, newest: newest))
    }

    @Test func aClockThatJumpsBackDelays() {
        let attempt = Self.attempt(startedAt: Self.point - Self.hour, lastEvaluatedAt: Self.point)
        #expect(next(attempt, at: Self.point - Self.hour) == .wait(until: Self.point + Self.rule.interval))
    }

    @Test func pointsBeyondTheLimitBecomeOneGap() {
        let attempt = Self.attempt(startedAt: Self.point - Self.hour, lastEvaluatedAt: Self.point)
        let newest = Self.point + Self.rule.interval * 10
        let limit = Self.rule.interval * 4
        let through = Self.point + Self.rule.interval * 5
        #expect(
            next(attempt, at: newest, limit: limit)
                == .giveUp(after: Self.point, through: through, newest: newest))
        let later = Self.attempt(startedAt: Self.point - Self.hour, lastEvaluatedAt: through)
        #expect(
            next(later, at: newest, limit: limit)
                == .evaluate(point: through + Self.rule.interval, newest: newest))
    }

    @Test func pointsOfAnEarlierAttemptAreNotMissed() {
        let attempt = Self.attempt(startedAt: Self.point, lastEvaluatedAt: Self.point - Self.hour)
        #expect(next(attempt, at: Self.point) == .wait(until: Self.point + Self.rule.interval))
    }
}
