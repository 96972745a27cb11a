import GateModel
import Testing

@testable import GateHTTP

/// The bucket of each client.
@Suite struct RateLimiterTests {
    private static let limit = RateLimits.Limit(interval: .seconds(2), burst: 3)
    private static let start = Timestamp(seconds: 1_770_000_000)

    @Test func aBurstPassesAndThenOneCallAnInterval() {
        var limiter = RateLimiter()
        let outcomes = (0..<5).map { _ in limiter.take(.reads, of: "a", under: Self.limit, at: Self.start) }
        #expect(
            outcomes == [
                .passed, .passed, .passed, .refused(for: .seconds(2), isNews: true),
                .refused(for: .seconds(2), isNews: false),
            ])
        let soon = Self.start + TimeSpan(milliseconds: 1999)
        #expect(
            limiter.take(.reads, of: "a", under: Self.limit, at: soon)
                == .refused(for: TimeSpan(milliseconds: 1), isNews: false))
        let later = Self.start + .seconds(2)
        #expect(limiter.take(.reads, of: "a", under: Self.limit, at: later) == .passed)
        #expect(limiter.take(.reads, of: "a", under: Self.limit, at: later) != .passed)
    }

    @Test func clientsAndKindsAreCountedApart() {
        var limiter = RateLimiter()
        for _ in 0..<4 { _ = limiter.take(.reads, of: "a", under: Self.limit, at: Self.start) }
        #expect(limiter.take(.reads, of: "b", under: Self.limit, at: Self.start) == .passed)
        #expect(limiter.take(.writes, of: "a", under: Self.limit, at: Self.start) == .passed)
    }

    @Test func aFloodIsNewsOnceAMinute() {
        var limiter = RateLimiter()
        var news = 0
        for second in 0..<180 {
            for _ in 0..<10 {
                let now = Self.start + .seconds(Int64(second))
                if case .refused(_, isNews: true) = limiter.take(.reads, of: "a", under: Self.limit, at: now) {
                    news += 1
                }
            }
        }
        #expect(news == 3)
    }

    @Test func whatIsGivenBackDoesNotCount() {
        var limiter = RateLimiter()
        for _ in 0..<100 {
            #expect(limiter.take(.failedLogins, of: "a", under: Self.limit, at: Self.start) == .passed)
            limiter.giveBack(.failedLogins, of: "a", under: Self.limit)
        }
    }

    @Test func aClockThatIsSetBackKeepsNobodyOutForLonger() {
        var limiter = RateLimiter()
        for _ in 0..<4 { _ = limiter.take(.reads, of: "a", under: Self.limit, at: Self.start) }
        let before = Self.start - .hours(24)
        #expect(
            limiter.take(.reads, of: "a", under: Self.limit, at: before) == .refused(for: .seconds(2), isNews: true))
        #expect(limiter.take(.reads, of: "a", under: Self.limit, at: before + .seconds(2)) == .passed)
    }

    @Test func memoryIsBounded() {
        var limiter = RateLimiter()
        for client in 0..<(2 * RateLimiter.capacity) {
            _ = limiter.take(.reads, of: "\(client)", under: Self.limit, at: Self.start)
        }
        #expect(limiter.count <= RateLimiter.capacity)
        let later = Self.start + .minutes(1)
        for client in 0...RateLimiter.capacity {
            _ = limiter.take(.reads, of: "later \(client)", under: Self.limit, at: later)
        }
        #expect(limiter.count <= RateLimiter.capacity)
    }

    @Test func noIntervalIsNoLimit() {
        var limiter = RateLimiter()
        let off = RateLimits.Limit(interval: .zero, burst: 1)
        for _ in 0..<1000 { #expect(limiter.take(.reads, of: "a", under: off, at: Self.start) == .passed) }
        #expect(limiter.count == 0)
    }

    @Test(
        arguments: [
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("fe80::1%eth0", "fe80::/64"), ("::1", "::/64"),
            ("::ffff:192.0.2.7", "192.0.2.7"), ("192.0.2.7", nil), ("nonsense", nil),
        ] as [(String, String?)])
    func ofIPv6TheNetworkCounts(_ address: String, _ client: String?) {
        #expect(IPv6Network.prefix64(of: address) == client)
    }
}
