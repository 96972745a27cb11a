import Synchronization

/// A number that rises and falls.
public final class Gauge: ScalarMetric {
    private let number = Atomic(Double.zero.bitPattern)

    init() {}

    /// Replaces the value.
    public func set(_ value: Double) {
        number.store(value.bitPattern, ordering: .relaxed)
    }

    /// Adds to the value; a negative amount takes away.
    public func add(_ amount: Double) {
        number.change { $0 + amount }
    }

    /// The present value.
    public var value: Double { Double(bitPattern: bits) }

    var bits: UInt64 { number.load(ordering: .relaxed) }

    static var hasExemplars: Bool { false }

    var exemplar: Exemplar? { nil }
}

/// The gauges of one name.
public final class GaugeFamily: MetricFamily {
    private let table: SeriesTable<Gauge>
    private let text: ScalarText<Gauge>

    init(_ description: FamilyDescription) {
        table = SeriesTable(description) { Gauge() }
        text = ScalarText(table)
    }

    /// The gauge with these label values, in the order of the label names; made at 0 when it is missing.
    public func with(_ values: String...) -> Gauge { table.metric(values) }

    /// Forgets gauges by their label values.
    public func removeAll(where isGone: ([String]) -> Bool) { table.removeAll(where: isGone) }

    var description: FamilyDescription { table.description }

    func writeSeries(to writer: inout ExpositionWriter) { text.write(to: &writer) }
}

extension Atomic<UInt64> {
    /// Replaces the number that these bits are.
    func change(_ next: (Double) -> Double) {
        var known = load(ordering: .relaxed)
        while true {
            let wanted = next(Double(bitPattern: known)).bitPattern
            let (isDone, found) = weakCompareExchange(expected: known, desired: wanted, ordering: .relaxed)
            if isDone { return }
            known = found
        }
    }
}
