import GateEngine
import GateModel
import Testing

@Suite struct BackoffTests {
    @Test func pausesDoubleUpToTheLongest() {
        let backoff = Backoff()
        let longest = (1...40).map { backoff.pause(afterFailures: $0, chance: 0).milliseconds }
        #expect(longest.prefix(6) == [1000, 2000, 4000, 8000, 16_000, 30_000])
        #expect(longest.dropFirst(6).allSatisfy { $0 == 30_000 })
    }

    @Test func chanceTakesAtMostHalfOfThePause() {
        let backoff = Backoff()
        let pauses = (0..<5000).map { backoff.pause(afterFailures: 1, chance: UInt64($0) &* 7919).milliseconds }
        #expect(pauses.min() == 500 && pauses.max() == 1000)
        #expect(backoff.pause(afterFailures: 3, chance: .max) >= .seconds(2))
    }

    @Test(arguments: [0, -5, Int.max]) func everyCountHasAPause(_ count: Int) {
        #expect(Backoff().pause(afterFailures: count, chance: 12) > .zero)
        let none = Backoff(first: .zero, longest: .zero)
        #expect(none.pause(afterFailures: count, chance: 12) == TimeSpan(milliseconds: 1))
    }
}
