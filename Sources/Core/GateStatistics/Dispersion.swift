/// How much more counts vary than independent trials would.
public enum Dispersion {
    /// The factor on the variance, from a time in which nothing was rolled out.
    ///
    /// Differences of neighbours are taken, so that a slow drift of the rate does not count as noise.
    ///
    /// - Parameter blocks: Counts of the baseline in equal blocks, oldest first, each longer than a burst lasts.
    /// - Returns: At least 1; 1 when fewer than two blocks have trials or no event ever happened.
    /// - Source: successive differences, J. von Neumann et al., Annals of Mathematical Statistics 12 (1941).
    public static func estimate(_ blocks: [Binomial]) -> Double { max(1, ratio(blocks)) }

    /// The estimate before it is held to be 1 at least.
    static func ratio(_ blocks: [Binomial]) -> Double {
        let used = blocks.filter { $0.trials > 0 }
        let events = used.reduce(0) { $0 + $1.events }
        let trials = used.reduce(0) { $0 + $1.trials }
        let rate = events / trials
        guard used.count > 1, rate > 0, rate < 1 else { return 1 }
        let sum = zip(used, used.dropFirst()).reduce(0.0) { sum, pair in
            let difference = pair.0.events / pair.0.trials - pair.1.events / pair.1.trials
            return sum + difference * difference / (rate * (1 - rate) * (1 / pair.0.trials + 1 / pair.1.trials))
        }
        return sum / Double(used.count - 1)
    }
}
