import GateModel

/// What exact counting found between two grid points, and what it remembers for the next one.
struct CounterTally: Equatable {
    /// What was counted, by the counter's name; each group of series in a fixed order.
    let counts: [String: [CounterCount]]
    /// What to go on with.
    let ledger: CounterLedger
}

/// The count of one group of series between two grid points.
struct CounterCount: Equatable {
    /// The labels the group has in common.
    let labels: Labels
    /// What was added.
    var amount = 0.0
    /// The newest sample; the caller decides whether it is too old.
    var newest: Timestamp
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
}

/// What is known of targets beside the counted series.
struct TargetEvidence: Equatable {
    /// Series that are above 0 while a target is up, like `up`.
    var up: [RangeSeries] = []
    /// When each target's process started in seconds since the epoch, like `process_start_time_seconds`.
    var processStarts: [RangeSeries] = []
}
