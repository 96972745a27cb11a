/// One series of a range selector such as `requests_total[1m]`: its labels and its samples as they were scraped.
public struct RangeSeries: Hashable, Sendable {
    /// The labels of the series, its name among them.
    public let labels: Labels
    /// The samples as the source sent them: oldest first where the source is right.
    public let points: [RangePoint]

    /// Makes a series.
    public init(labels: Labels, points: [RangePoint]) {
        self.labels = labels
        self.points = points
    }
}

/// One sample with its own time.
public struct RangePoint: Hashable, Sendable {
    /// When it was scraped.
    public let at: Timestamp
    /// What was measured.
    public let value: SampleValue

    /// Makes a point.
    public init(at: Timestamp, _ value: SampleValue) {
        self.at = at
        self.value = value
    }
}
