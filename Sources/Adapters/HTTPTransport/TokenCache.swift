/// The tokens in force, one for each way to get one.
final class TokenCache: Sendable {
    private struct Entry: Sendable {
        let config: OAuth2Config
        let token: AccessToken
        /// From then on it is no longer used, in milliseconds of the monotonic clock.
        let endsAt: Int64
        /// From then on one request gets a new one, and the others go on with this one.
        var renewedAt: Int64
    }

    /// How long before its end a token is renewed, at most.
    private static let renewal: Int64 = 60_000
    /// How long before its end a token is no longer used, at most.
    ///
    /// - Source: golang.org/x/oauth2 (`defaultExpiryDelta`).
    private static let margin: Int64 = 10_000

    /// How long whoever renews a token has for it before another one tries.
    private static let patience: Int64 = 5000

    private let entries = Locked<[Entry]>([])

    /// The token in force; `nil` for whoever has to get a new one.
    ///
    /// - Parameters:
    ///   - config: Where it comes from.
    ///   - now: Milliseconds of the monotonic clock.
    ///   - refused: A token that was worth nothing.
    /// - Returns: The token, never the refused one.
    func token(_ config: OAuth2Config, at now: Int64, otherThan refused: AccessToken? = nil) -> AccessToken? {
        entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.config == config }) else { return nil }
            let entry = entries[index]
            guard now < entry.endsAt, entry.token != refused else { return nil }
            guard now >= entry.renewedAt else { return entry.token }
            entries[index].renewedAt = now + Self.patience
            return nil
        }
    }

    /// Keeps a token.
    func keep(_ token: AccessToken, _ config: OAuth2Config, at now: Int64) {
        let life = token.lifetime.map { Int64($0 * 1000) }
        let end = life.map { now + $0 - min(Self.margin, $0 / 5) } ?? .max
        let renewal = life.map { now + $0 - min(Self.renewal, $0 / 3) } ?? .max
        entries.withLock { entries in
            entries.removeAll { $0.config == config }
            entries.append(Entry(config: config, token: token, endsAt: end, renewedAt: renewal))
        }
    }
}
