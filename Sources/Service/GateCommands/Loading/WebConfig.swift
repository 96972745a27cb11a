import GateHTTP
import Hashing

/// What the web configuration file says: TLS, headers and users, exactly as the exporter toolkit of Prometheus has them.
///
/// - Source: prometheus/exporter-toolkit, `docs/web-configuration.md`.
struct WebConfig: Sendable {
    /// TLS, ready to be spoken; `nil`: plain HTTP.
    var tls: TLSContext?
    /// Headers that stand in every answer.
    var headers: [String: String] = [:]
    /// The users and their passwords, hashed.
    var users: [String: Bcrypt] = [:]
}
