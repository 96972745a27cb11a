import Synchronization

/// A number that only rises.
public final class Counter: ScalarMetric {
    private let number = Atomic(Double.zero.bitPattern)
    /// Spares the many counters without an example the lock.
    private let hasExemplar = Atomic(false)
    private let newest = Locked<Exemplar?>(nil)

    init() {}

    /// Adds to the counter; a negative amount or NaN is left out, because a counter that falls is read as a restart.
    public func increment(by amount: Double = 1) {
        guard amount > 0 else { return }
        number.change { $0 + amount }
    }

    /// Adds to the counter and keeps the event as its example, in place of the one before.
    public func increment(exemplar: Exemplar) {
        // Before the number: whoever keeps the text looks at that alone to see whether it is still good.
        newest.withLock { $0 = exemplar }
        hasExemplar.store(true, ordering: .releasing)
        increment(by: exemplar.value)
    }

    static var hasExemplars: Bool { true }

    /// The newest event that was kept as an example.
    var exemplar: Exemplar? {
        hasExemplar.load(ordering: .acquiring) ? newest.withLock { $0 } : nil
    }

    /// The present total.
    public var value: Double { Double(bitPattern: bits) }

    var bits: UInt64 { number.load(ordering: .relaxed) }

    /// Takes over a total that somebody else counts, such as the kernel.
    func mirror(_ newTotal: Double) {
        number.change { max($0, newTotal) }
    }
}

/// The counters of one name.
public final class CounterFamily: MetricFamily {
    private let table: SeriesTable<Counter>
    private let text: ScalarText<Counter>

    init(_ description: FamilyDescription) {
        table = SeriesTable(description) { Counter() }
        text = ScalarText(table)
    }

    /// The counter with these label values, in the order of the label names; made at 0 when it is missing.
    public func with(_ values: String...) -> Counter { table.metric(values) }

    /// Forgets counters by their label values.
    public func removeAll(where isGone: ([String]) -> Bool) { table.removeAll(where: isGone) }

    var description: FamilyDescription { table.description }

    func writeSeries(to writer: inout ExpositionWriter) { text.write(to: &writer) }
}
