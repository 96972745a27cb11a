/// Measures how long something took, for metrics only: no decision depends on it.
struct Stopwatch {
    private let start = ContinuousClock.now

    /// The time since it was made, in seconds.
    var seconds: Double {
        let passed = ContinuousClock.now - start
        return Double(passed.components.seconds) + Double(passed.components.attoseconds) / 1e18
    }
}
