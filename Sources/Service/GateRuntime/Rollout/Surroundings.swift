import GateModel
import Logging

/// What every part of the runtime needs.
struct Surroundings: Sendable {
    let ports: RuntimePorts
    let settings: RuntimeSettings
    let metrics: RuntimeMetrics
    let logger: Logger
    /// Raised when a committed step fired or resolved an alert.
    let alertsChanged: Signal

    var time: TimePort { ports.time }
}
