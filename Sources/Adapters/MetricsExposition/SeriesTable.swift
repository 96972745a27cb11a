/// The series of one family by their label values.
final class SeriesTable<Metric: Sendable>: Sendable {
    /// One series and the text of its labels, which is made once and not at every scrape.
    struct Series: Sendable {
        let values: [String]
        let labels: String
        let metric: Metric
    }

    let description: FamilyDescription
    private let make: @Sendable () -> Metric
    private let series = Locked<[[String]: Series]>([:])

    /// An empty table; a family without labels has its only series from the start.
    init(_ description: FamilyDescription, _ make: @escaping @Sendable () -> Metric) {
        self.description = description
        self.make = make
        if description.labels.isEmpty { _ = metric([]) }
    }

    /// The series with these label values, made when it is missing.
    func metric(_ values: [String]) -> Metric {
        precondition(values.count == description.labels.count, "wrong number of labels for \(description.name)")
        return series.withLock { series in
            if let known = series[values] { return known.metric }
            let labels = TextFormat.labels(description.labels, values)
            let new = Series(values: values, labels: labels, metric: make())
            series[values] = new
            return new.metric
        }
    }

    /// Forgets every series whose label values `isGone` says are gone.
    func removeAll(where isGone: ([String]) -> Bool) {
        series.withLock { series in series = series.filter { !isGone($0.key) } }
    }

    /// All series in the order of their label values.
    var sorted: [Series] {
        series.withLock { Array($0.values) }.sorted { $0.values.lexicographicallyPrecedes($1.values) }
    }
}
