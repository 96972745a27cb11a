import Glibc

/// A small random number generator whose numbers follow from its seed: SplitMix64.
///
/// - Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
struct SeededGenerator: RandomNumberGenerator, Equatable, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in 0..<1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Whether something of this probability happens.
    mutating func happens(_ probability: Double) -> Bool { unit() < probability }

    /// How many independent events happen where `mean` are expected; meant for means up to some hundreds.
    ///
    /// - Source: Knuth, The Art of Computer Programming, volume 2, 3.4.1; the product is kept as a sum of logarithms,
    ///   so that a large mean does not underflow.
    mutating func poisson(_ mean: Double) -> Int {
        var count = 0
        var waited = -log(1 - unit())
        while waited < mean {
            count += 1
            waited -= log(1 - unit())
        }
        return count
    }

    /// A duration with this median; `spread` is the standard deviation of its logarithm.
    ///
    /// - Source: Box and Muller, "A note on the generation of random normal deviates", 1958.
    mutating func logNormal(median: Double, spread: Double) -> Double {
        let normal = sqrt(-2 * log(1 - unit())) * cos(2 * .pi * unit())
        return median * exp(spread * normal)
    }
}
