import GateModel

/// The samples of one counter in a range: finite, not negative, each later than the one before.
struct CounterPoints: Equatable {
    struct Point: Equatable {
        let at: Timestamp
        let value: Double
    }

    /// What was added between samples.
    struct Added: Equatable {
        var amount = 0.0
        /// How often the counter began anew.
        var resets = 0
    }

    let points: [Point]

    /// Takes samples that have been read before.
    init(points: [Point]) {
        self.points = points
    }

    /// Reads the samples of a series up to a moment; a sample sent twice counts once.
    ///
    /// - Parameters:
    ///   - series: The series.
    ///   - end: Later samples are left for the next count.
    ///   - counter: The name of the counter, for people.
    /// - Throws: `notANumber`, `infinite`, or `badResponse` for what no counter can be.
    init(_ series: RangeSeries, through end: Timestamp, counter: String) throws(Blindness) {
        var points: [Point] = []
        points.reserveCapacity(series.points.count)
        for point in series.points where point.at <= end {
            let value = try point.value.usableCount(as: "a sample of \(counter)")
            if let last = points.last, point.at <= last.at {
                guard point.at == last.at, value == last.value else {
                    throw Blindness(
                        .badResponse, "the samples of \(counter) in series \(series.labels) are out of order")
                }
                continue
            }
            points.append(Point(at: point.at, value: value))
        }
        self.points = points
    }

    /// The last sample that is not later than `time`.
    func last(notAfter time: Timestamp) -> Point? { points.last { $0.at <= time } }

    /// What was added after a sample: a value below the one before means that the counter began anew at 0.
    ///
    /// - Parameter base: Where to count from; `nil` for 0 before all samples.
    /// - Returns: What was added in all later samples.
    /// - Source: prometheus/prometheus `promql/functions.go` (`extrapolatedRate`): the same rule for resets.
    func added(after base: Point?) -> Added {
        var added = Added()
        var previous = base?.value ?? 0
        for point in points {
            if let base, point.at <= base.at { continue }
            if point.value < previous {
                added.amount += point.value
                added.resets += 1
            } else {
                added.amount += point.value - previous
            }
            previous = point.value
        }
        return added
    }
}
