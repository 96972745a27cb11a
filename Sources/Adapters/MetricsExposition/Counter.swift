/// One event that was counted, to be looked up by its trace.
public struct Exemplar: Equatable, Sendable {
    /// The trace it belongs to: 32 hex digits.
    public let traceID: String
    /// What it added.
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

/// A number that only rises.
public final class Counter: Sendable {
    private let total = Locked(0.0)
    private let newest = Locked<Exemplar?>(nil)

    init() {}

    /// Adds to the counter; a negative amount or NaN is left out, because a counter that falls is read as a restart.
    public func increment(by amount: Double = 1) {
        guard amount > 0 else { return }
        total.withLock { $0 += amount }
    }

    /// Adds to the counter and keeps the event as its example, in place of the one before.
    public func increment(exemplar: Exemplar) {
        increment(by: exemplar.value)
        newest.withLock { $0 = exemplar }
    }

    /// The newest event that was kept as an example.
    var exemplar: Exemplar? { newest.withLock { $0 } }

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
        for series in table.sorted {
            text.write(
                description.name, labels: series.labels, series.metric.value, exemplar: series.metric.exemplar)
        }
    }
}
