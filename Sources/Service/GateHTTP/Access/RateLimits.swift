public import GateModel

/// How often one client may call.
public struct RateLimits: Equatable, Sendable {
    /// A bucket of `burst` calls into which one comes back every `interval`.
    public struct Limit: Equatable, Sendable {
        /// How long it takes for one call to come back; zero: no limit.
        public var interval: TimeSpan
        /// How many calls may come at once.
        public var burst: Int

        /// Makes a limit.
        public init(interval: TimeSpan, burst: Int) {
            self.interval = interval
            self.burst = burst
        }
    }

    /// For everything that only reads, metrics and probes of readiness apart.
    public var reads = Limit(interval: TimeSpan(milliseconds: 10), burst: 500)
    /// For everything that changes something, except for the kill switch.
    public var writes = Limit(interval: TimeSpan(milliseconds: 100), burst: 50)
    /// For credentials that turn out to be worth nothing.
    public var failedLogins = Limit(interval: .seconds(5), burst: 10)

    /// The limits that hold when nobody sets others.
    public init() {}
}
