/// The outside world as the runtime sees it.
public struct RuntimePorts: Sendable {
    /// Where the numbers come from.
    public let source: MetricsSource
    /// The durable truth.
    public let journal: JournalPort
    /// The clock.
    public let time: TimePort

    /// Gathers the ports.
    public init(source: MetricsSource, journal: JournalPort, time: TimePort) {
        self.source = source
        self.journal = journal
        self.time = time
    }
}
