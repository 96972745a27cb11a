/// Observations counted into buckets.
public final class Histogram: Sendable {
    /// What was observed so far.
    struct Contents: Sendable {
        /// Observations of each bucket alone; the last one is +Inf.
        var counts: [Double]
        /// The newest observation of each bucket that came with a trace; empty while there was none.
        var exemplars: [Exemplar?] = []
        var sum = 0.0
    }

    private let upperBounds: [Double]
    private let contents: Locked<Contents>

    init(buckets: [Double]) {
        upperBounds = buckets
        contents = Locked(Contents(counts: Array(repeating: 0, count: buckets.count + 1)))
    }

    /// Counts one observation; NaN is left out, because it would spoil the sum for good.
    public func observe(_ value: Double) {
        observe(value, exemplar: nil)
    }

    /// Counts one observation and keeps it as the example of its bucket, in place of the one before.
    public func observe(exemplar: Exemplar) {
        observe(exemplar.value, exemplar: exemplar)
    }

    private func observe(_ value: Double, exemplar: Exemplar?) {
        guard !value.isNaN else { return }
        let index = upperBounds.firstIndex { value <= $0 } ?? upperBounds.count
        contents.withLock {
            $0.counts[index] += 1
            $0.sum += value
            guard let exemplar else { return }
            if $0.exemplars.isEmpty { $0.exemplars = Array(repeating: nil, count: $0.counts.count) }
            $0.exemplars[index] = exemplar
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

    func writeSeries(to writer: inout ExpositionWriter) {
        for series in table.sorted.series { write(series, to: &writer.text) }
    }

    private func write(_ series: SeriesTable<Histogram>.Series, to text: inout TextFormat) {
        let contents = series.metric.snapshot
        let own = TextFormat.labels(description.labels, series.values)
        var count = 0.0
        for (index, label) in (text.format == .text ? bucketLabels : canonicalLabels).enumerated() {
            count += contents.counts[index]
            let labels = own.isEmpty ? label : "\(own),\(label)"
            text.write(
                description.name, suffix: "_bucket", labels: labels, count,
                exemplar: contents.exemplars.isEmpty ? nil : contents.exemplars[index])
        }
        text.write(description.name, suffix: "_sum", labels: own, contents.sum)
        text.write(description.name, suffix: "_count", labels: own, count)
    }
}
