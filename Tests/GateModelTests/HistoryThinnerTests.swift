import GateModel
import GateTestSupport
import Testing

@Suite struct HistoryThinnerTests {
    private static let start = Timestamp(seconds: 1_771_146_000)

    private static func point(
        _ seconds: Int64, _ value: Double?, _ outcome: Outcome = .pass, threshold: Double? = 1
    ) -> GatePoint {
        GatePoint(
            at: start + .seconds(seconds), outcome: outcome, reason: .withinThreshold,
            value: value.map(SampleValue.init), threshold: threshold)
    }

    private static func thinned(_ points: [GatePoint], hours: Int64, limit: Int) -> [GatePoint] {
        var thinner = HistoryThinner(from: start, through: start + .hours(hours), limit: limit)
        for point in points { thinner.add(point) }
        return thinner.points
    }

    @Test func aDayOfQuarterMinutesHasFewerThanTwoThousandPoints() {
        var generator = SeededGenerator(seed: 1)
        let day = (0..<5760).map { (number: Int64) in
            Self.point(number * 15, Double.random(in: 0...1, using: &generator))
        }
        let kept = Self.thinned(day, hours: 24, limit: 2000)
        #expect(kept.count < 2000)
        #expect(kept.count > 900)
    }

    @Test func whereLittleIsThereNothingIsLost() {
        let hour = (0...240).map { Self.point($0 * 15, Double($0)) }
        #expect(Self.thinned(hour, hours: 1, limit: 2000) == hour)
    }

    @Test(arguments: 0..<40)
    func extremesFailuresAndBlindMomentsStay(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let all = (0..<3000).map { (number: Int64) -> GatePoint in
            let isBlind = generator.once(in: 200)
            let outcome: Outcome = generator.once(in: 400) ? .fail : isBlind ? .error : .pass
            let value = generator.once(in: 300) ? .infinity : Double.random(in: -5...5, using: &generator)
            return Self.point(number * 7, isBlind ? nil : value, outcome)
        }
        let limit = Int.random(in: 4...400, using: &generator)
        let kept = Self.thinned(all, hours: 6, limit: limit)
        #expect(kept.count <= limit)
        #expect(kept.allSatisfy(all.contains))
        #expect(zip(kept, kept.dropFirst()).allSatisfy { $0.at < $1.at })
        let values = all.compactMap { $0.value?.finite }
        let keptValues = kept.compactMap { $0.value?.finite }
        #expect(keptValues.max() == values.max())
        #expect(keptValues.min() == values.min())
        for isWanted in [{ $0.outcome == .fail }, { $0.value?.finite == nil }] as [(GatePoint) -> Bool] {
            #expect(kept.contains(where: isWanted) == all.contains(where: isWanted))
        }
    }

    @Test func bothEndsOfTheRangeBelongToIt() {
        var thinner = HistoryThinner(from: Self.start, through: Self.start + .hours(1), limit: 8)
        for second: Int64 in [-1, 0, 3600] { thinner.add(Self.point(second, 1)) }
        thinner.add(Self.point(360_000, 1))
        #expect(thinner.points.map { ($0.at - Self.start).seconds } == [0, 3600])
        #expect(thinner.pointCount == 2)
    }

    @Test func aRangeWithoutLengthKeepsItsPoint() {
        var thinner = HistoryThinner(from: Self.start, through: Self.start, limit: 0)
        thinner.add(Self.point(0, 1))
        #expect(thinner.points == [Self.point(0, 1)])
    }

    @Test func aGapIsLongerThanWhatThinningLeavesBetweenPoints() {
        let range = RolloutHistory.Range(
            rollout: "r", from: Self.start, through: Self.start + .hours(24), limit: 2000)
        let history = RolloutHistory(range: range, gates: [], evaluationCount: 0, droppedCount: 0)
        #expect(history.longestStep(interval: .hours(1)) == .minutes(90))
        #expect(history.longestStep(interval: .seconds(15)) > .seconds(345))
        #expect(history.longestStep(interval: .seconds(15)) < .seconds(346))
    }
}
