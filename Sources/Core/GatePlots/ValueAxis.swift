/// The range of values of a plot, and the round ones that are named.
struct ValueAxis: Equatable {
    /// Larger numbers than this are drawn at the edge.
    private static let largest = 1e100
    /// Intervals between named values, about.
    private static let intervals = 4.0
    /// The smallest range, as a share of the largest value: below it a number has too few digits to be told apart.
    private static let finest = 1e-9

    let low: Double
    let high: Double
    /// The named values, ascending.
    let ticks: [Double]

    /// The axis on which all these values have room; numbers that are not finite are passed over.
    init(_ values: [Double]) {
        let values = values.filter(\.isFinite).map { min(max($0, -Self.largest), Self.largest) }
        var (low, high) = (values.min() ?? 0, values.max() ?? 1)
        let size = max(abs(low), abs(high))
        if high - low <= size * Self.finest {
            let margin = size == 0 ? 1 : size * 0.1
            // What is never negative is not given room below zero.
            (low, high) = (low == 0 ? 0 : low - margin, high + margin)
        } else {
            let margin = (high - low) * 0.05
            low = low >= 0 ? max(0, low - margin) : low - margin
            high += margin
        }
        self.low = low
        self.high = high
        ticks = Self.ticks(from: low, to: high)
    }

    /// Where a value lies between `low`, 0, and `high`, 1; values outside lie at the edge.
    func share(of value: Double) -> Double {
        min(max((value - low) / (high - low), 0), 1)
    }

    /// Multiples of 1, 2 or 5 times a power of ten.
    ///
    /// Their decimal digits are put together and read as a number, so that 0.3 is 0.3 and not three times 0.1.
    private static func ticks(from low: Double, to high: Double) -> [Double] {
        let wanted = (high - low) / intervals
        var exponent = 0
        while power(exponent) > wanted { exponent -= 1 }
        while power(exponent + 1) <= wanted { exponent += 1 }
        let factor: Int64 = wanted >= power(exponent) * 5 ? 5 : wanted >= power(exponent) * 2 ? 2 : 1
        let step = power(exponent) * Double(factor)
        guard let first = Int64(exactly: (low / step).rounded(.up)),
            let last = Int64(exactly: (high / step).rounded(.down)), first <= last, last - first < 20
        else { return [] }
        return (first...last).compactMap { Double("\($0 * factor)e\(exponent)") }
    }

    private static func power(_ exponent: Int) -> Double {
        Double("1e\(exponent)") ?? (exponent > 0 ? .infinity : 0)
    }
}
