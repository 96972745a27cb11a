public import GateModel

/// One turn of an on-call rota.
///
/// It begins with `from` and is over at `until`: where one shift ends when the next begins, exactly one of them is on.
public struct OnCallShift: Equatable, Codable, Sendable {
    /// Who is on call.
    public var actor: String
    /// When.
    public var period: Period

    /// When a shift is.
    public enum Period: Equatable, Codable, Sendable {
        /// Once.
        case once(from: Timestamp, until: Timestamp)
        /// Every week; where `until` is the earlier one, over the end of the week.
        case weekly(from: WeekTime, until: WeekTime)
    }

    /// Makes a shift.
    public init(actor: String, period: Period) {
        self.actor = actor
        self.period = period
    }

    /// Whether the shift is on.
    public func contains(_ time: Timestamp) -> Bool {
        switch period {
        case .once(let from, let until):
            return from <= time && time < until
        case .weekly(let from, let until):
            let time = WeekTime.milliseconds(of: time)
            let (from, until) = (from.milliseconds, until.milliseconds)
            return from < until ? from <= time && time < until : from <= time || time < until
        }
    }
}

/// A time of the week in UTC.
public struct WeekTime: Hashable, Codable, Sendable {
    /// Minutes since Monday 00:00 UTC, from 0 up to a week.
    public let minutes: Int64

    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let week: Int64 = 7 * 1440

    /// Reads a day, a time and its offset from UTC, for example `Mon 09:00Z` or `Mon 10:00+01:00`; `nil` for anything else.
    public init?(_ text: String) {
        guard let day = Self.days.firstIndex(of: String(text.prefix(3))) else { return nil }
        var scanner = DigitScanner(String(text.dropFirst(3)))
        guard scanner.take(" "), let hour = scanner.number(2), scanner.take(":"), let minute = scanner.number(2),
            let offset = scanner.offsetMinutes(), scanner.isAtEnd, hour < 24, minute < 60
        else { return nil }
        let local = Int64(day) * 1440 + hour * 60 + minute
        minutes = (local - offset + Self.week) % Self.week
    }

    var milliseconds: Int64 { minutes * 60_000 }

    /// Milliseconds since the Monday before, 00:00 UTC; 1970-01-01 was a Thursday.
    static func milliseconds(of time: Timestamp) -> Int64 {
        let week = week * 60_000
        let sinceMonday = (time.milliseconds % week + 3 * 86_400_000) % week
        return sinceMonday < 0 ? sinceMonday + week : sinceMonday
    }
}
