/// Samples in promtool's notation: `0+10x100`, `1x5`, `_`, `_x3`, `stale`, separated by blanks.
///
/// - Source: prometheus/prometheus `promql/parser` (series descriptions) and `docs/configuration/unit_testing_rules.md`.
public enum SeriesValues {
    /// How many samples one series may have: more than a year, one every minute.
    public static let limit = 1_000_000

    /// Reads the values of a series.
    ///
    /// `stale` gives no sample: OpenMetrics text, which the samples travel in, has no stale marker, so the series ends there.
    ///
    /// - Parameter text: The values.
    /// - Returns: One sample for each step from the start of the test on; `nil` where the series has none.
    /// - Throws: `NotationError` that names the item that cannot be read.
    public static func parse(_ text: String) throws(NotationError) -> [Double?] {
        guard !text.contains("{{") else {
            throw NotationError(
                "native histograms cannot be loaded: `promtool tsdb create-blocks-from openmetrics` reads OpenMetrics text, "
                    + "which has none",
                hint: "write one series a bucket, with the label `le`")
        }
        var samples: [Double?] = []
        for item in text.split(whereSeparator: \.isWhitespace) {
            var scanner = ItemScanner(item)
            let (run, step, count) = try scanner.item()
            guard count <= limit - samples.count else {
                throw NotationError("the series has more than \(limit) samples", hint: "make the interval longer")
            }
            // Added up one by one, as promtool does: the same numbers to the last bit.
            var value = run
            for _ in 0..<count {
                samples.append(value)
                value = value.map { $0 + step }
            }
        }
        return samples
    }
}

/// Reads one item of a series' values.
private struct ItemScanner {
    private let text: Substring
    private var rest: Substring

    init(_ item: Substring) {
        text = item
        rest = item
    }

    /// The first value (`nil` for a gap), what is added from sample to sample, and how many samples there are.
    mutating func item() throws(NotationError) -> (value: Double?, step: Double, count: Int) {
        if rest == "stale" { return (nil, 0, 1) }
        if rest.first == "_" {
            rest.removeFirst()
            return (nil, 0, rest.isEmpty ? 1 : try times())
        }
        let value = try number()
        if rest.isEmpty { return (value, 0, 1) }
        var step = 0.0
        if rest.first == "+" || rest.first == "-" { step = try number() }
        // `axn` is a and then n more.
        return (value, step, try times() + 1)
    }

    private mutating func times() throws(NotationError) -> Int {
        guard rest.first == "x" else { throw unreadable }
        let digits = rest.dropFirst()
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { throw unreadable }
        // What does not fit is beyond the limit in any case.
        return min(Int(digits) ?? .max, SeriesValues.limit + 1)
    }

    private mutating func number() throws(NotationError) -> Double {
        var digits = ""
        if let sign = rest.first, sign == "+" || sign == "-" { digits.append(rest.removeFirst()) }
        for (word, special) in [("inf", Double.infinity), ("nan", .nan)] where rest.lowercased().hasPrefix(word) {
            rest.removeFirst(3)
            return digits == "-" ? -special : special
        }
        digits += wholeNumber()
        if rest.first == "." { digits += String(rest.removeFirst()) + wholeNumber() }
        if rest.first == "e" || rest.first == "E" {
            digits.append(rest.removeFirst())
            if let sign = rest.first, sign == "+" || sign == "-" { digits.append(rest.removeFirst()) }
            digits += wholeNumber()
        }
        guard let number = Double(digits), number.isFinite else { throw unreadable }
        return number
    }

    private mutating func wholeNumber() -> String {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return String(digits)
    }

    private var unreadable: NotationError {
        NotationError(
            "`\(text.prefix(60))` is no sample",
            hint: "a number, 0+10x100, 5-1x3, 1x5, _ or _x3 for gaps, stale for the end of the series")
    }
}
