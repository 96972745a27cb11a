/// What an actor may do.
///
/// Roles do not include one another; an actor lists every role they have.
public enum Role: String, Codable, CaseIterable, Sendable {
    /// Reads.
    case viewer
    /// Holds, releases, rolls back, kills, opens and resolves incidents, attests preflight items, runs drills.
    case operate = "operator"
    /// Starts, approves, resumes and aborts.
    case techLead = "tech-lead"
    /// Everything.
    case admin
}

/// Who caused an event.
public struct Actor: Hashable, Codable, Sendable {
    /// The name the journal records.
    public let name: String
    /// The roles the actor had at that moment.
    public let roles: Set<Role>

    /// Stagegate itself: evaluations, catch-up, reloads.
    public static let stagegate = Actor(name: "stagegate", roles: [])

    /// Makes an actor.
    public init(name: String, roles: Set<Role>) {
        self.name = name
        self.roles = roles
    }

    /// Whether the actor has one of the roles; an admin has all of them.
    public func hasAny(of wanted: Set<Role>) -> Bool {
        roles.contains(.admin) || !roles.isDisjoint(with: wanted)
    }

    private enum CodingKeys: String, CodingKey { case name, roles }

    /// Writes the roles in a fixed order, so that the journal's bytes do not depend on the order of a set.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(roles.sorted { $0.rawValue < $1.rawValue }, forKey: .roles)
    }
}

/// A W3C trace id: 32 lower-case hex digits, not all zero.
///
/// - Source: W3C Trace Context, `trace-id`.
public struct TraceID: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// Reads a trace id; `nil` when the text is not one.
    public init?(_ text: String) {
        let isHex = text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        guard text.utf8.count == 32, isHex, let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16), high != 0 || low != 0
        else { return nil }
        self.high = high
        self.low = low
    }

    /// Makes a trace id from two random numbers; a zero id becomes one.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = high == 0 && low == 0 ? 1 : low
    }

    /// The 32 hex digits.
    public var text: String {
        [high, low].map { number in
            let hex = String(number, radix: 16)
            return String(repeating: "0", count: 16 - hex.count) + hex
        }.joined()
    }
}

extension TraceID: Codable, CustomStringConvertible {
    /// The 32 hex digits.
    public var description: String { text }

    /// Reads the hex digits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = TraceID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a trace id")
        }
        self = id
    }

    /// Writes the hex digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
