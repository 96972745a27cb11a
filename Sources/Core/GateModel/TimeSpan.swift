/// A length of time in milliseconds.
public struct TimeSpan: Hashable, Comparable, Sendable {
    /// The length in milliseconds.
    public let milliseconds: Int64

    /// No time at all.
    public static let zero = TimeSpan(milliseconds: 0)

    /// Makes a span from milliseconds.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// A span of whole seconds.
    public static func seconds(_ count: Int64) -> TimeSpan { TimeSpan(milliseconds: count * 1000) }

    /// A span of whole minutes.
    public static func minutes(_ count: Int64) -> TimeSpan { .seconds(count * 60) }

    /// A span of whole hours.
    public static func hours(_ count: Int64) -> TimeSpan { .minutes(count * 60) }

    /// The length in seconds, for the wire and for metrics only.
    public var seconds: Double { Double(milliseconds) / 1000 }

    /// Orders by length.
    public static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.milliseconds < right.milliseconds }

    /// The sum of two spans.
    public static func + (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        TimeSpan(milliseconds: left.milliseconds + right.milliseconds)
    }

    /// The span `count` times over.
    public static func * (left: TimeSpan, count: Int64) -> TimeSpan {
        TimeSpan(milliseconds: left.milliseconds * count)
    }
}

extension TimeSpan: Codable {
    /// Reads milliseconds.
    public init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes milliseconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

extension TimeSpan: CustomStringConvertible {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
        ("ms", 1),
    ]

    /// Reads a Prometheus duration such as `1h30m`; `nil` when the text is not one.
    ///
    /// Units `y w d h m s ms` in strictly descending order, each at most once, whole numbers only, no sign; a bare `0`
    /// is allowed.
    ///
    /// - Source: the grammar of `prometheus/common: model/time.go` (`ParseDuration`).
    public init?(prometheusDuration text: String) {
        if text == "0" {
            self = .zero
            return
        }
        var rest = text[...]
        var total: Int64 = 0
        var nextUnit = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let name = String(rest.prefix { $0.isASCII && $0.isLetter })
            rest = rest.dropFirst(name.count)
            guard let count = Int64(digits),
                let index = Self.units.firstIndex(where: { $0.name == name }), index >= nextUnit
            else { return nil }
            let (product, overflowed) = count.multipliedReportingOverflow(by: Self.units[index].milliseconds)
            let (sum, overflowedSum) = total.addingReportingOverflow(product)
            if overflowed || overflowedSum { return nil }
            total = sum
            nextUnit = index + 1
        }
        guard nextUnit > 0 else { return nil }
        self.init(milliseconds: total)
    }

    /// The span as a Prometheus duration: `1h30m`, `500ms`, `0s`; weeks and years only when they divide evenly.
    public var description: String {
        if milliseconds == 0 { return "0s" }
        var rest = abs(milliseconds)
        var text = milliseconds < 0 ? "-" : ""
        for (name, size) in Self.units where rest >= size {
            if (name == "y" || name == "w") && rest % size != 0 { continue }
            text += "\(rest / size)\(name)"
            rest %= size
        }
        return text
    }
}
