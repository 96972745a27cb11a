import GateModel

/// Counts the calls of each client against its limits; the time is an argument.
///
/// A bucket is one time: when it will be full again. A call moves that time one interval further; a call that would move it
/// more than a whole bucket away is refused.
///
/// - Source: the generic cell rate algorithm, ITU-T I.371 annex A, in its virtual scheduling form.
struct RateLimiter: Sendable {
    /// What is counted separately.
    enum Kind: String, CaseIterable, Sendable {
        case reads
        case writes
        case failedLogins = "failed logins"
    }

    /// What becomes of a call.
    enum Outcome: Equatable, Sendable {
        case passed
        /// Refused; `isNews` at most once a minute for each client, so that a flood of calls is no flood of records.
        case refused(for: TimeSpan, isNews: Bool)
    }

    private struct Key: Hashable {
        let kind: Kind
        let client: String
    }

    private struct Bucket {
        var fullAt: Timestamp
        var toldAt: Timestamp?
    }

    /// How many clients are remembered; each takes some 100 bytes.
    static let capacity = 20_000
    private static let quiet = TimeSpan.minutes(1)

    private var buckets: [Key: Bucket] = [:]

    /// How many clients are remembered now.
    var count: Int { buckets.count }

    /// Counts a call, or refuses it.
    mutating func take(_ kind: Kind, of client: String, under limit: RateLimits.Limit, at now: Timestamp) -> Outcome {
        guard limit.interval > .zero else { return .passed }
        let key = Key(kind: kind, client: client)
        let depth = limit.interval * Int64(max(limit.burst, 1))
        var bucket = buckets[key] ?? Bucket(fullAt: now)
        // A clock that was set back must not keep anybody out for longer than an empty bucket does.
        bucket.fullAt = min(max(bucket.fullAt, now), now + depth)
        let next = bucket.fullAt + limit.interval
        if next - now > depth {
            let isNews = bucket.toldAt.map { now - $0 >= Self.quiet || $0 > now } ?? true
            if isNews { bucket.toldAt = now }
            buckets[key] = bucket
            return .refused(for: next - (now + depth), isNews: isNews)
        }
        bucket.fullAt = next
        makeRoom(at: now)
        buckets[key] = bucket
        return .passed
    }

    /// Takes back a call that turned out not to count.
    mutating func giveBack(_ kind: Kind, of client: String, under limit: RateLimits.Limit) {
        let key = Key(kind: kind, client: client)
        guard let bucket = buckets[key] else { return }
        buckets[key]?.fullAt = bucket.fullAt - limit.interval
    }

    /// Forgets those whose bucket is full again; where that is not enough, everybody: memory is bounded before all else.
    private mutating func makeRoom(at now: Timestamp) {
        guard buckets.count >= Self.capacity else { return }
        buckets = buckets.filter { $0.value.fullAt > now }
        if buckets.count > Self.capacity / 2 { buckets = [:] }
    }
}
