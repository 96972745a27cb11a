import GateModel
import Logging

/// What every part of the runtime needs.
struct Surroundings: Sendable {
    let ports: RuntimePorts
    let settings: RuntimeSettings
    let metrics: RuntimeMetrics
    let logger: Logger
    /// The alerts that committed steps fired or resolved.
    let outbox: OutboxMirror
    /// Raised when a committed step decided something.
    let decided: Signal

    var time: TimePort { ports.time }
}
