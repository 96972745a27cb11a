/// A number that only rises.
public final class Counter: Sendable {
    private let total = Locked(0.0)

    init() {}

    /// Adds to the counter; a negative amount or NaN is left out, because a counter that falls is read as a restart.
    public func increment(by amount: Double = 1) {
        guard amount > 0 else { return }
        total.withLock { $0 += amount }
    }

    /// The present total.
    public var value: Double { total.withLock { $0 } }

    /// Takes over a total that somebody else counts, such as the kernel.
    func mirror(_ newTotal: Double) {
        total.withLock { $0 = max($0, newTotal) }
    }
}

/// The counters of one name.
public final class CounterFamily: MetricFamily {
    private let table: SeriesTable<Counter>

    init(_ description: FamilyDescription) {
        table = SeriesTable(description) { Counter() }
    }

    /// The counter with these label values, in the order of the label names; made at 0 when it is missing.
    public func with(_ values: String...) -> Counter { table.metric(values) }

    /// Forgets counters by their label values.
    public func removeAll(where isGone: ([String]) -> Bool) { table.removeAll(where: isGone) }

    var description: FamilyDescription { table.description }

    func writeSeries(to text: inout TextFormat) {
        for series in table.sorted { text.write(description.name, labels: series.labels, series.metric.value) }
    }
}
