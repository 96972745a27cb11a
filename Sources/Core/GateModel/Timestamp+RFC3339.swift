extension Timestamp {
    /// Reads a point in time such as `2026-02-15T09:30:00Z` or `2026-02-15T10:30:00.250+01:00`; `nil` for anything else.
    ///
    /// The offset from UTC is required: a local time means another moment on another machine. What a fraction says beyond
    /// milliseconds is cut off; leap seconds are refused.
    ///
    /// - Source: RFC 3339 §5.6, `date-time`, with `T` and `Z` in upper case.
    public init?(rfc3339 text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"),
            let day = scanner.number(2), scanner.take("T"), let hour = scanner.number(2), scanner.take(":"),
            let minute = scanner.number(2), scanner.take(":"), let second = scanner.number(2),
            let fraction = scanner.milliseconds(), let offset = scanner.offsetMinutes(), scanner.isAtEnd,
            (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let minutes = Self.days(fromCivil: year, month, day) * 1440 + hour * 60 + minute - offset
        self.init(milliseconds: (minutes * 60 + second) * 1000 + fraction)
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970-01-01.
    ///
    /// - Source: the days-from-civil algorithm is Howard Hinnant's, `chrono-Compatible Low-Level Date Algorithms`.
    private static func days(fromCivil year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// Reads digits in fixed places.
public struct DigitScanner {
    private var rest: Substring.UTF8View

    /// Begins at the start of a text.
    public init(_ text: String) {
        rest = text[...].utf8
    }

    /// Whether everything was read.
    public var isAtEnd: Bool { rest.isEmpty }

    /// Takes one ASCII character, if it comes next.
    public mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes a number of exactly so many digits; `nil` when something else comes next.
    public mutating func number(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let byte = rest.first, (48...57).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 48)
            rest.removeFirst()
        }
        return value
    }

    /// Takes an offset from UTC, `Z` or `+01:00`, in minutes; `nil` when something else comes next.
    ///
    /// - Source: RFC 3339 §5.6, `time-offset`.
    public mutating func offsetMinutes() -> Int64? {
        if take("Z") { return 0 }
        let isEast = take("+")
        guard isEast || take("-"), let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60
        else { return nil }
        return (isEast ? 1 : -1) * (hours * 60 + minutes)
    }

    /// Takes a fraction of a second with its point, in whole milliseconds; 0 where there is none.
    fileprivate mutating func milliseconds() -> Int64? {
        guard take(".") else { return 0 }
        var (value, scale): (Int64, Int64) = (0, 100)
        guard let first = number(1) else { return nil }
        value = first * scale
        while let digit = number(1) {
            scale /= 10
            value += digit * scale
        }
        return value
    }
}
