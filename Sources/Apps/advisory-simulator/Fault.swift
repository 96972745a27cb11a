/// What can go wrong on demand.
enum Fault: String, CaseIterable, Sendable {
    /// A share of the answers are 500s.
    case errorBurst = "5xx_burst"
    /// Writes take longer.
    case slowWrite = "slow_write"
    /// Fewer recommendations are accepted, more are rejected.
    case lowConversion = "low_conversion"
    /// One tenant sees another's data, once.
    case isolationBreach = "isolation_breach"
    /// One entry of the audit log does not fit, once.
    case auditAnomaly = "audit_anomaly"
    /// Requests do not arrive.
    case noTraffic = "no_traffic"
    /// The service restarts, once: all its counters start at 0 again.
    case counterReset = "counter_reset"

    /// Whether it happens once whenever it is switched on, rather than last until it is switched off.
    var isSingleEvent: Bool {
        switch self {
        case .isolationBreach, .auditAnomaly, .counterReset: true
        case .errorBurst, .slowWrite, .lowConversion, .noTraffic: false
        }
    }
}

/// How a fault is switched: the body of `POST /faults/{name}`.
struct FaultSetting: Codable, Equatable, Sendable {
    /// Whether it is on.
    var on: Bool
    /// Whose fault it is; the canary's where nothing is said.
    var track: Track?
    /// The share of requests or answers it spoils, 0…1.
    var share: Double?
    /// What it adds to a write.
    var seconds: Double?
    /// The fault shows only while the canary's share is above this: a version that fails under load alone.
    var abovePercent: Double?

    enum CodingKeys: String, CodingKey {
        case on, track, share, seconds
        case abovePercent = "above_percent"
    }
}
