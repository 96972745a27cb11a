import GateModel
import Testing

@Suite struct TimeSpanTests {
    @Test(
        arguments: [
            ("0", 0), ("0s", 0), ("1ms", 1), ("30s", 30_000), ("5m", 300_000), ("1h30m", 5_400_000),
            ("1d", 86_400_000), ("1w", 604_800_000), ("1y", 31_536_000_000),
            ("1y2w3d4h5m6s7ms", 33_019_506_007),
            ("90m", 5_400_000), ("007s", 7000),
        ] as [(String, Int64)])
    func prometheusDurationIsRead(_ text: String, _ milliseconds: Int64) {
        #expect(TimeSpan(prometheusDuration: text)?.milliseconds == milliseconds)
    }

    @Test(
        arguments: [
            "", "1", "5", "-1h", "+1h", "1.5h", "1h 30m", "30m1h", "1m1m", "h", "1x", "1H", "ms", "1s1", " 1s", "1s ",
            "99999999999999999999s", "300000000000y", "１s", "1µs", "00",
        ])
    func otherTextIsNoDuration(_ text: String) {
        #expect(TimeSpan(prometheusDuration: text) == nil)
    }

    @Test(
        arguments: [
            (0, "0s"), (1, "1ms"), (500, "500ms"), (1500, "1s500ms"), (5_400_000, "1h30m"), (86_400_000, "1d"),
            (604_800_000, "1w"), (691_200_000, "8d"), (31_536_000_000, "1y"), (2_592_000_000, "30d"), (-60_000, "-1m"),
        ])
    func spanIsWrittenAsPrometheusDuration(_ milliseconds: Int64, _ text: String) {
        #expect(TimeSpan(milliseconds: milliseconds).description == text)
    }

    @Test func everyWrittenSpanCanBeReadBack() {
        for milliseconds in stride(from: Int64(0), through: 40_000_000_000, by: 777_777_777) {
            let span = TimeSpan(milliseconds: milliseconds)
            #expect(TimeSpan(prometheusDuration: span.description) == span)
        }
    }

    @Test func spansAddAndCompare() {
        #expect(TimeSpan.minutes(1) + .seconds(30) == .seconds(90))
        #expect(TimeSpan.seconds(15) * 2 == .seconds(30))
        #expect(TimeSpan.zero < .seconds(1))
        #expect(TimeSpan.seconds(1).seconds == 1)
    }
}

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_771_147_800_250, "2026-02-15T09:30:00.250Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (-86_400_000, "1969-12-31T00:00:00.000Z"), (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ])
    func timestampIsWrittenAsRFC3339(_ milliseconds: Int64, _ text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
    }

    @Test func arithmeticIsInMilliseconds() {
        let start = Timestamp(seconds: 100)
        #expect((start + .seconds(5)).milliseconds == 105_000)
        #expect((start - .seconds(5)).milliseconds == 95_000)
        #expect(start - Timestamp(seconds: 130) == TimeSpan(milliseconds: -30_000))
        #expect(start < start + TimeSpan(milliseconds: 1))
    }
}

@Suite struct EvaluationGridTests {
    private let grid = EvaluationGrid(interval: .seconds(15), rollout: "advisory")

    @Test func offsetIsPartOfTheIntervalAndAlwaysTheSame() {
        #expect(grid.offset >= .zero && grid.offset < grid.interval)
        #expect(grid == EvaluationGrid(interval: .seconds(15), rollout: "advisory"))
        #expect(grid != EvaluationGrid(interval: .seconds(15), rollout: "checkout"))
    }

    @Test(arguments: [-100_000, -1, 0, 1, 14_999, 15_000, 1_771_147_800_250] as [Int64])
    func everyTimeLiesBetweenItsGridPoints(_ milliseconds: Int64) {
        let time = Timestamp(milliseconds: milliseconds)
        let last = grid.last(notAfter: time)
        let next = grid.next(after: time)
        #expect(last <= time && time < next)
        #expect(next - last == grid.interval)
        #expect((last.milliseconds - grid.offset.milliseconds) % 15_000 == 0)
    }

    @Test func gridPointIsItsOwnLast() {
        let point = grid.next(after: Timestamp(seconds: 1000))
        #expect(grid.last(notAfter: point) == point)
        #expect(grid.next(after: point) == point + grid.interval)
    }

    @Test func countLeavesOutTheStartAndTakesTheEnd() {
        let point = grid.next(after: Timestamp(seconds: 1000))
        #expect(grid.count(after: point, through: point) == 0)
        #expect(grid.count(after: point, through: point + grid.interval) == 1)
        #expect(grid.count(after: point - TimeSpan(milliseconds: 1), through: point) == 1)
        #expect(grid.count(after: point, through: point + grid.interval * 10 - TimeSpan(milliseconds: 1)) == 9)
        #expect(grid.count(after: point, through: point - grid.interval) == 0)
    }

    @Test func manyRolloutsSpreadOverTheInterval() {
        let offsets = (0..<200).map { EvaluationGrid(interval: .seconds(15), rollout: "rollout-\($0)").offset }
        let quarters = Set(offsets.map { $0.milliseconds / 3750 })
        #expect(quarters == [0, 1, 2, 3])
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-02-15T09:30:00.250Z", 1_771_147_800_250),
            ("2026-02-15T10:30:00.250+01:00", 1_771_147_800_250), ("2024-02-29T00:00:00-00:30", 1_709_166_600_000),
            ("1969-12-31T23:59:59.9999Z", -1), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ] as [(String, Int64)])
    func rfc3339IsRead(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test func whatIsWrittenIsReadAgain() {
        for milliseconds in stride(from: -5_000_000_000_000, through: 5_000_000_000_000, by: 987_654_321_987)
            as StrideThrough<Int64>
        {
            let time = Timestamp(milliseconds: milliseconds)
            #expect(Timestamp(rfc3339: "\(time)") == time)
        }
    }

    @Test(arguments: [
        "", "2026-02-15", "2026-02-15T09:30:00", "2026-02-15 09:30:00Z", "2026-02-15T09:30Z", "2026-2-15T09:30:00Z",
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-04-31T00:00:00Z", "2026-02-15T24:00:00Z",
        "2026-02-15T09:30:60Z", "2026-02-15T09:30:00.Z", "2026-02-15T09:30:00+1:00", "2026-02-15T09:30:00+24:00",
        "2026-02-15T09:30:00Z ", "2026-02-15t09:30:00z", "+026-02-15T09:30:00Z", "1900-02-29T00:00:00Z",
    ])
    func otherTextsAreNoPointInTime(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }
}
