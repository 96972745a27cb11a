import GateModel

/// The count of one group of series over some time.
struct CounterCount: Equatable {
    /// The labels the group has in common.
    let labels: Labels
    /// What was added.
    var amount = 0.0
    /// The newest sample.
    private(set) var newest: Timestamp
    /// How far apart the newest two samples of the series with the newest sample are; `nil` where it has only one.
    private(set) var spacing: TimeSpan?
    /// How many series had samples.
    var series = 0
    /// Series that began in between and were counted from 0.
    var born = 0
    /// Series nobody knows the beginning of: counted from their first sample on.
    var anchored = 0
    /// How often a counter began anew.
    var resets = 0

    init(labels: Labels, newest: Timestamp) {
        self.labels = labels
        self.newest = newest
    }

    /// Takes note of when a series was scraped; of two that are equally new the one that is scraped less often counts.
    mutating func note(_ points: [CounterPoints.Point]) {
        guard let last = points.last?.at else { return }
        let spacing = points.dropLast().last.map { last - $0.at }
        if last > newest { self.spacing = nil }
        if last >= newest, let spacing { self.spacing = max(self.spacing ?? spacing, spacing) }
        newest = max(newest, last)
    }

    /// Whether the next two samples are overdue.
    ///
    /// - Parameter end: The time asked for.
    /// - Returns: `true` when the newest sample is older than twice the distance of the samples before.
    func isStale(at end: Timestamp) -> Bool {
        end - newest > spacing.map { $0 * 2 } ?? CounterForms.lookBack
    }
}
