/// Observations counted into buckets.
public final class Histogram: Sendable {
    /// What was observed so far.
    struct Contents: Sendable {
        /// Observations of each bucket alone; the last one is +Inf.
        var counts: [Double]
        var sum: Double
    }

    private let upperBounds: [Double]
    private let contents: Locked<Contents>

    init(buckets: [Double]) {
        upperBounds = buckets
        contents = Locked(Contents(counts: Array(repeating: 0, count: buckets.count + 1), sum: 0))
    }

    /// Counts one observation; NaN is left out, because it would spoil the sum for good.
    public func observe(_ value: Double) {
        guard !value.isNaN else { return }
        let index = upperBounds.firstIndex { value <= $0 } ?? upperBounds.count
        contents.withLock {
            $0.counts[index] += 1
            $0.sum += value
        }
    }

    /// What was observed so far, all of one moment.
    var snapshot: Contents { contents.withLock { $0 } }
}

/// The histograms of one name.
public final class HistogramFamily: MetricFamily {
    private let table: SeriesTable<Histogram>
    private let bucketLabels: [String]
    /// The same with bounds as OpenMetrics writes them, always with a point.
    private let canonicalLabels: [String]

    init(_ description: FamilyDescription, buckets: [Double]) {
        table = SeriesTable(description) { Histogram(buckets: buckets) }
        bucketLabels = (buckets + [.infinity]).map { "le=\"\(TextFormat.number($0))\"" }
        canonicalLabels = buckets.map { "le=\"\($0)\"" } + ["le=\"+Inf\""]
    }

    /// The histogram with these label values, in the order of the label names; made empty when it is missing.
    public func with(_ values: String...) -> Histogram { table.metric(values) }

    /// Forgets histograms by their label values.
    public func removeAll(where isGone: ([String]) -> Bool) { table.removeAll(where: isGone) }

    var description: FamilyDescription { table.description }

    func writeSeries(to text: inout TextFormat) {
        for series in table.sorted { write(series, to: &text) }
    }

    private func write(_ series: SeriesTable<Histogram>.Series, to text: inout TextFormat) {
        let contents = series.metric.snapshot
        var count = 0.0
        for (bucket, label) in zip(contents.counts, text.format == .text ? bucketLabels : canonicalLabels) {
            count += bucket
            let labels = series.labels.isEmpty ? label : "\(series.labels),\(label)"
            text.write(description.name, suffix: "_bucket", labels: labels, count)
        }
        text.write(description.name, suffix: "_sum", labels: series.labels, contents.sum)
        text.write(description.name, suffix: "_count", labels: series.labels, count)
    }
}
