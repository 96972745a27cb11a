/// A small, fast generator of pseudo-random numbers: the same seed gives the same numbers everywhere.
///
/// - Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
public struct SplitMix64: RandomNumberGenerator, Equatable, Sendable {
    private var state: UInt64

    /// Begins the sequence of a seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    /// A number from 0 up to 1.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number from 0 to `bound` − 1; the slight bias of the remainder does not matter here.
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "there is no number below \(bound)")
        return Int(next() >> 1) % bound
    }

    /// One of several, by weight.
    mutating func pick<Value>(_ choices: [(weight: Int, value: Value)]) -> Value {
        var place = below(choices.reduce(0) { $0 + $1.weight })
        for choice in choices {
            if place < choice.weight { return choice.value }
            place -= choice.weight
        }
        return choices[choices.count - 1].value
    }
}
