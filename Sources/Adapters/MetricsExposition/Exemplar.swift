/// One event that was counted, to be looked up by its trace.
public struct Exemplar: Equatable, Sendable {
    /// The trace it belongs to: 32 hex digits.
    public let traceID: String
    /// What it added, or what was observed.
    public let value: Double
    /// When it happened, in seconds since the epoch.
    public let seconds: Double

    /// Makes an exemplar.
    public init(traceID: String, value: Double = 1, seconds: Double) {
        self.traceID = traceID
        self.value = value
        self.seconds = seconds
    }
}
