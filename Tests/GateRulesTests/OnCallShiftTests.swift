import GateModel
import GateRules
import Testing

/// Who is on call when.
@Suite struct OnCallShiftTests {
    private static func once(_ from: String, _ until: String) throws -> OnCallShift {
        OnCallShift(
            actor: "a",
            period: .once(
                from: try #require(Timestamp(rfc3339: from)), until: try #require(Timestamp(rfc3339: until))))
    }

    @Test(
        "a shift begins with `from` and is over at `until`",
        arguments: [
            ("2026-03-02T07:59:59.999Z", false), ("2026-03-02T08:00:00Z", true), ("2026-03-02T09:00:00+01:00", true),
            ("2026-03-09T07:59:59.999Z", true), ("2026-03-09T08:00:00Z", false),
        ])
    func onceIsHalfOpen(_ time: String, _ isOn: Bool) throws {
        let shift = try Self.once("2026-03-02T09:00:00+01:00", "2026-03-09T09:00:00+01:00")
        #expect(shift.contains(try #require(Timestamp(rfc3339: time))) == isOn)
    }

    // 2026-03-02 is a Monday.
    @Test(arguments: [
        ("Mon 09:00Z", "Fri 17:00Z", "2026-03-02T08:59:59.999Z", false),
        ("Mon 09:00Z", "Fri 17:00Z", "2026-03-02T09:00:00Z", true),
        ("Mon 09:00Z", "Fri 17:00Z", "2026-03-06T16:59:59.999Z", true),
        ("Mon 09:00Z", "Fri 17:00Z", "2026-03-06T17:00:00Z", false),
        ("Mon 09:00Z", "Fri 17:00Z", "1969-12-31T12:00:00Z", true),
        ("Mon 09:00Z", "Fri 17:00Z", "1969-12-28T12:00:00Z", false),
        ("Fri 17:00Z", "Mon 09:00Z", "2026-03-01T23:59:59Z", true),
        ("Fri 17:00Z", "Mon 09:00Z", "2026-03-02T08:59:59Z", true),
        ("Fri 17:00Z", "Mon 09:00Z", "2026-03-02T09:00:00Z", false),
        ("Mon 00:30+01:00", "Mon 01:30+01:00", "2026-03-01T23:30:00Z", true),
        ("Mon 00:30+01:00", "Mon 01:30+01:00", "2026-03-02T00:30:00Z", false),
        ("Sun 23:00-02:00", "Mon 00:00-02:00", "2026-03-02T01:00:00Z", true),
    ])
    func weeklyShiftsRepeat(_ from: String, _ until: String, _ time: String, _ isOn: Bool) throws {
        let shift = OnCallShift(
            actor: "a",
            period: .weekly(from: try #require(WeekTime(from)), until: try #require(WeekTime(until))))
        #expect(shift.contains(try #require(Timestamp(rfc3339: time))) == isOn)
    }

    @Test(arguments: [
        "", "Mon", "Mon 9:00Z", "Mon 09:00", "mon 09:00Z", "Mon 24:00Z", "Mon 09:60Z", "Monday 09:00Z", "Mon 09:00 Z",
        "Mon 09:00+1", "Mon 09:00+01:00 ", "Day 09:00Z", "Mon 09:00CET",
    ])
    func otherTextsAreNoTimeOfTheWeek(_ text: String) {
        #expect(WeekTime(text) == nil)
    }
}
