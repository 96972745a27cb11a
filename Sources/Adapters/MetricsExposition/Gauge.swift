/// A number that rises and falls.
public final class Gauge: Sendable {
    private let current = Locked(0.0)

    init() {}

    /// Replaces the value.
    public func set(_ value: Double) {
        current.withLock { $0 = value }
    }

    /// Adds to the value; a negative amount takes away.
    public func add(_ amount: Double) {
        current.withLock { $0 += amount }
    }

    /// The present value.
    public var value: Double { current.withLock { $0 } }
}

/// The gauges of one name.
public final class GaugeFamily: MetricFamily {
    private let table: SeriesTable<Gauge>

    init(_ description: FamilyDescription) {
        table = SeriesTable(description) { Gauge() }
    }

    /// The gauge with these label values, in the order of the label names; made at 0 when it is missing.
    public func with(_ values: String...) -> Gauge { table.metric(values) }

    /// Forgets gauges by their label values.
    public func removeAll(where isGone: ([String]) -> Bool) { table.removeAll(where: isGone) }

    var description: FamilyDescription { table.description }

    func writeSeries(to text: inout TextFormat) {
        for series in table.sorted { text.write(description.name, labels: series.labels, series.metric.value) }
    }
}
