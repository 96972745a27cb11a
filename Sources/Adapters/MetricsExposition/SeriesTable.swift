/// The series of one family by their label values.
final class SeriesTable<Metric: Sendable>: Sendable {
    /// One series.
    struct Series: Sendable {
        let values: [String]
        let metric: Metric
    }

    /// All series in the order of their label values, and a number that is another one when there are others.
    struct Listing: Sendable {
        let series: [Series]
        let generation: Int
    }

    private struct Contents {
        var series: [[String]: Series] = [:]
        var generation = 0
        var listing: Listing?

        mutating func noteChange() {
            generation += 1
            listing = nil
        }
    }

    let description: FamilyDescription
    private let make: @Sendable () -> Metric
    private let contents = Locked(Contents())

    /// An empty table; a family without labels has its only series from the start.
    init(_ description: FamilyDescription, _ make: @escaping @Sendable () -> Metric) {
        self.description = description
        self.make = make
        if description.labels.isEmpty { _ = metric([]) }
    }

    /// The series with these label values, made when it is missing.
    func metric(_ values: [String]) -> Metric {
        precondition(values.count == description.labels.count, "wrong number of labels for \(description.name)")
        return contents.withLock { contents in
            if let known = contents.series[values] { return known.metric }
            let new = Series(values: values, metric: make())
            contents.series[values] = new
            contents.noteChange()
            return new.metric
        }
    }

    /// Forgets every series whose label values `isGone` says are gone.
    func removeAll(where isGone: ([String]) -> Bool) {
        contents.withLock { contents in
            let gone = contents.series.keys.filter(isGone)
            for values in gone { contents.series[values] = nil }
            if !gone.isEmpty { contents.noteChange() }
        }
    }

    /// All series in the order of their label values; sorted once for every change of them.
    var sorted: Listing {
        contents.withLock { contents in
            if let listing = contents.listing { return listing }
            let series = contents.series.values.sorted { $0.values.lexicographicallyPrecedes($1.values) }
            let listing = Listing(series: series, generation: contents.generation)
            contents.listing = listing
            return listing
        }
    }
}
