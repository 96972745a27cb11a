/// The search for the smallest whole number of trials that is enough.
enum SmallestCount {
    /// Nobody will ever see so many trials.
    static let limit = 1e15

    /// Finds it by doubling and halving.
    ///
    /// - Parameters:
    ///   - tooFew: A whole number, at least 0, that is known not to be enough.
    ///   - isEnough: Stays true from the number wanted on.
    /// - Returns: The number; `nil` where not even `limit` trials are enough.
    static func above(_ tooFew: Double, _ isEnough: (Double) -> Bool) -> Double? {
        var tooFew = tooFew
        var enough = max(1, 2 * tooFew)
        while !isEnough(enough) {
            guard enough < limit else { return nil }
            tooFew = enough
            enough *= 2
        }
        while enough - tooFew > 1 {
            let middle = ((tooFew + enough) / 2).rounded(.down)
            if isEnough(middle) { enough = middle } else { tooFew = middle }
        }
        return enough
    }
}
