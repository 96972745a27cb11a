/// How far from the boundary the bets are placed: eleven octaves from 2⁻⁸ to 2², in logarithms of rate ratios.
///
/// The ratios go from 1.004 to 55 times the boundary; margins below half a percent would need smaller ones.
enum TiltGrid {
    static let count = 11

    static let tilts: InlineArray<11, Double> = InlineArray { index in
        Double(sign: .plus, exponent: index - 8, significand: 1)
    }

    /// expm1 of every tilt upwards.
    static let upward: InlineArray<11, Double> = InlineArray { ElementaryFunctions.expm1(tilts[$0]) }

    /// expm1 of every tilt downwards.
    static let downward: InlineArray<11, Double> = InlineArray { ElementaryFunctions.expm1(-tilts[$0]) }

    /// The logarithm of the weight of every tilt.
    static let logWeight = -ElementaryFunctions.log(Double(count))
}

/// One running logarithm for every tilt of the grid.
public struct TiltSums: Equatable, Sendable {
    private var values = InlineArray<11, Double>(repeating: 0)

    /// Starts every sum at 0.
    public init() {}

    subscript(_ index: Int) -> Double {
        get { values[index] }
        set { values[index] = newValue }
    }

    /// Whether all sums are equal.
    public static func == (first: TiltSums, second: TiltSums) -> Bool {
        for index in 0..<TiltGrid.count where first[index] != second[index] { return false }
        return true
    }

    /// The logarithm of the weighted sum of what the sums are logarithms of.
    func logMean() -> Double {
        let largest = largest
        return largest + ElementaryFunctions.log(sum(relativeTo: largest)) + TiltGrid.logWeight
    }

    /// The same with half of the weight on one more logarithm.
    func logMean(halfOn design: Double) -> Double {
        let largest = max(largest, design)
        let mean = sum(relativeTo: largest) / Double(TiltGrid.count)
        return largest + ElementaryFunctions.log((mean + ElementaryFunctions.exp(design - largest)) / 2)
    }

    private var largest: Double {
        var largest = values[0]
        for index in 1..<TiltGrid.count { largest = max(largest, values[index]) }
        return largest
    }

    private func sum(relativeTo largest: Double) -> Double {
        var sum = 0.0
        for index in 0..<TiltGrid.count { sum += ElementaryFunctions.exp(values[index] - largest) }
        return sum
    }
}

extension TiltSums: Codable {
    /// Reads as many numbers as the grid has tilts.
    ///
    /// - Throws: `DecodingError` when there are fewer, more, or one is not finite.
    public init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        for index in 0..<TiltGrid.count { values[index] = try container.decode(Double.self) }
        var isFinite = true
        for index in 0..<TiltGrid.count where !values[index].isFinite { isFinite = false }
        guard container.isAtEnd, isFinite else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "reading the sums of a test: not \(TiltGrid.count) finite numbers")
        }
    }

    /// Writes one number for every tilt.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for index in 0..<TiltGrid.count { try container.encode(values[index]) }
    }
}
