/// The standard normal distribution.
public enum NormalDistribution {
    /// The probability of a value above `z`.
    ///
    /// - Parameter z: A number of standard deviations.
    /// - Returns: A probability, exact far out in the tail.
    public static func upperTail(_ z: Double) -> Double {
        ElementaryFunctions.erfc(z / 2.0.squareRoot()) / 2
    }

    /// The number of standard deviations that is exceeded with a probability.
    ///
    /// - Parameter probability: Above 0 and below 1.
    /// - Returns: The upper quantile: 1.96 for 0.025; infinite at the ends.
    public static func upperQuantile(_ probability: Double) -> Double {
        if probability <= 0 { return .infinity }
        if probability >= 1 { return -.infinity }
        if probability > 0.5 { return -upperQuantile(1 - probability) }
        var low = 0.0
        var high = 40.0
        while true {
            let middle = (low + high) / 2
            if middle <= low || middle >= high { return middle }
            if upperTail(middle) > probability { low = middle } else { high = middle }
        }
    }
}
