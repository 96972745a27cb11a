public import GateModel

/// How long to leave a receiver alone that failed: the pause doubles with every failure, up to a limit.
public struct Backoff: Equatable, Sendable {
    /// Longest pause after the first failure.
    public var first: TimeSpan
    /// Longest pause after any number of failures.
    public var longest: TimeSpan

    /// Makes a backoff.
    public init(first: TimeSpan = .seconds(1), longest: TimeSpan = .seconds(30)) {
        self.first = first
        self.longest = longest
    }

    /// The pause after a failure: between half and all of its length, so that many senders do not come back together.
    ///
    /// - Parameters:
    ///   - count: Failures in a row, this one included.
    ///   - chance: A number that nobody can foresee; the caller draws it, because the core draws nothing.
    /// - Returns: The pause, at least a millisecond.
    public func pause(afterFailures count: Int, chance: UInt64) -> TimeSpan {
        var pause = first
        for _ in 1..<max(2, min(count, 32)) where pause < longest && count > 1 { pause = pause * 2 }
        let most = max(1, min(pause, longest).milliseconds)
        return TimeSpan(milliseconds: most - Int64(chance % UInt64(most / 2 + 1)))
    }
}
