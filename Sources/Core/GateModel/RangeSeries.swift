/// One series of a range selector such as `requests_total[1m]`: its labels and its samples as they were scraped.
public struct RangeSeries: Hashable, Sendable {
    /// The labels of the series, its name among them.
    public let labels: Labels
    /// The samples as the source sent them: oldest first where the source is right.
    public let points: [RangePoint]
    /// The native histograms of the series in the same order; empty where it has numbers.
    public let histograms: [RangeHistogram]

    /// Makes a series.
    public init(labels: Labels, points: [RangePoint] = [], histograms: [RangeHistogram] = []) {
        self.labels = labels
        self.points = points
        self.histograms = histograms
    }
}

/// One native histogram with its own time.
public struct RangeHistogram: Hashable, Sendable {
    /// When it was scraped.
    public let at: Timestamp
    /// All observations.
    public let count: SampleValue
    /// Its buckets in ascending order.
    public let buckets: [HistogramBucket]

    /// Makes a histogram.
    public init(at: Timestamp, count: SampleValue, buckets: [HistogramBucket]) {
        self.at = at
        self.count = count
        self.buckets = buckets
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
