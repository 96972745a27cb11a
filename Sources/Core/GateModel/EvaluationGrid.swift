/// The fixed points in time at which one rollout is evaluated: multiples of the interval, plus an offset of its own.
///
/// The offset is a hash of the rollout's name, so that many rollouts spread their load and a restart does not move them.
///
/// - Source: after prometheus/prometheus `rules/group.go` (`EvalTimestamp`).
public struct EvaluationGrid: Equatable, Sendable {
    /// Distance between two grid points; at least one millisecond.
    public let interval: TimeSpan
    /// Distance of the grid from the multiples of the interval; shorter than the interval.
    public let offset: TimeSpan

    /// Makes the grid of the rollout with this name.
    public init(interval: TimeSpan, rollout: String) {
        precondition(interval > .zero, "an evaluation interval must be positive")
        self.interval = interval
        let hash = FNV1a.hash(rollout) >> 1
        offset = TimeSpan(milliseconds: Int64(hash) % interval.milliseconds)
    }

    /// The newest grid point that is not later than `time`.
    public func last(notAfter time: Timestamp) -> Timestamp {
        let shifted = time.milliseconds - offset.milliseconds
        let step = interval.milliseconds
        let remainder = ((shifted % step) + step) % step
        return Timestamp(milliseconds: time.milliseconds - remainder)
    }

    /// The oldest grid point that is later than `time`.
    public func next(after time: Timestamp) -> Timestamp {
        last(notAfter: time) + interval
    }

    /// How many grid points lie in the half-open span (`start`, `end`].
    public func count(after start: Timestamp, through end: Timestamp) -> Int {
        guard end > start else { return 0 }
        return Int((last(notAfter: end) - last(notAfter: start)).milliseconds / interval.milliseconds)
    }
}

/// The 64-bit FNV-1a hash, used wherever a hash must be the same on every run.
///
/// - Source: Fowler, Noll, Vo; parameters from draft-eastlake-fnv.
public enum FNV1a {
    /// Hashes the UTF-8 bytes of a text.
    public static func hash(_ text: String) -> UInt64 {
        hash(text.utf8)
    }

    /// Hashes bytes.
    public static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
