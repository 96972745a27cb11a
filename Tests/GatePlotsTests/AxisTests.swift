import GateModel
import GateTestSupport
import Testing

@testable import GatePlots

@Suite struct AxisTests {
    private static let midnight = Timestamp(seconds: 1_771_113_600)

    @Test(arguments: [
        ([0, 1], [0, 0.2, 0.4, 0.6, 0.8, 1]), ([0.12, 0.31], [0.15, 0.2, 0.25, 0.3]),
        ([0.999, 0.9995], [0.999, 0.9991, 0.9992, 0.9993, 0.9994, 0.9995]), ([], [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ([0, 0], [0, 0.2, 0.4, 0.6, 0.8, 1]), ([-3, 3], [-3, -2, -1, 0, 1, 2, 3]), ([5, 5], [4.6, 4.8, 5, 5.2, 5.4]),
        ([0, 1e9], [0, 2e8, 4e8, 6e8, 8e8, 1e9]), ([.nan, .infinity, 1, 2], [1, 1.2, 1.4, 1.6, 1.8, 2]),
    ])
    func namedValuesAreRound(values: [Double], ticks: [Double]) {
        #expect(ValueAxis(values).ticks == ticks)
    }

    @Test(arguments: 0..<200)
    func everyAxisNamesAFewValuesInItsRange(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let scale = Double("1e\(Int.random(in: -30...30, using: &generator))") ?? 1
        let values = (0..<3).map { _ in Double.random(in: -1...1, using: &generator) * scale }
        let axis = ValueAxis(values)
        #expect((2...11).contains(axis.ticks.count), "\(axis)")
        #expect(axis.ticks.allSatisfy { (axis.low...axis.high).contains($0) })
        #expect(values.allSatisfy { (0.0...1.0).contains(axis.share(of: $0)) })
    }

    @Test(arguments: [
        (TimeSpan.minutes(1), ["00:00:15", "00:00:30", "00:00:45", "00:01:00"]),
        (.minutes(30), ["00:10", "00:20", "00:30"]),
        (.hours(24), ["06:00", "12:00", "18:00", "00:00"]),
        (.hours(60), ["02-16", "02-17"]),
        (.hours(36), ["02-15 12:00", "02-16 00:00", "02-16 12:00"]),
        (.hours(24 * 10), ["02-18", "02-21", "02-24"]),
    ])
    func momentsAreNamedAsExactlyAsTheirDistanceAsks(span: TimeSpan, names: [String]) {
        let axis = TimeAxis(from: Self.midnight + .seconds(10), through: Self.midnight + .seconds(10) + span)
        #expect(axis.ticks.count <= 6)
        #expect(axis.ticks.map(axis.text) == names)
    }

    @Test func aRangeThatEndsBeforeItBeginsIsASecondLong() {
        let axis = TimeAxis(from: Self.midnight, through: Self.midnight - .hours(1))
        #expect(axis.through - axis.from == .seconds(1))
        #expect(axis.share(of: Self.midnight + .hours(1)) == 1)
    }
}
