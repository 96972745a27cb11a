import GateSimulation
import Glibc

/// What the traffic is drawn from.
extension SplitMix64 {
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
