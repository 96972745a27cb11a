import GateModel

/// What one expression came to at many points of the grid.
struct StepAnswers: Sendable {
    /// One range that was asked for.
    private struct Chunk: Sendable {
        let first: Timestamp
        /// The instant vector of each step.
        var vectors: [[Sample]]
        let warnings: [String]
        let infos: [String]
        let isPartial: Bool
    }

    /// How many steps are asked for at once, from the first time on: an expression that is asked once only costs one
    /// instant query, and Prometheus refuses more than 11 000.
    private static let counts = [1, 32, 512, 8192]

    private let step: TimeSpan
    private var chunks: [Chunk] = []
    private var asked = 0

    init(step: TimeSpan) {
        self.step = step
    }

    /// Whether a range query gives at each step what an instant query gives at that time.
    static func canBeAskedAhead(_ expression: String) -> Bool {
        // A range has no range; `@ start()` and `@ end()` are those of the whole range.
        let isRange = expression.last { !$0.isWhitespace } == "]"
        return !isRange && !expression.contains("start()") && !expression.contains("end()")
    }

    /// How many steps are to be asked for.
    mutating func nextCount(from time: Timestamp, through end: Timestamp) -> Int {
        let count = Self.counts[min(asked, Self.counts.count - 1)]
        asked += 1
        let rest = max(0, (end - time).milliseconds) / step.milliseconds + 1
        return min(count, Int(clamping: rest))
    }

    func outcome(at time: Timestamp) -> QueryOutcome? {
        for chunk in chunks.reversed() {
            let (index, rest) = (time - chunk.first).milliseconds.quotientAndRemainder(dividingBy: step.milliseconds)
            guard rest == 0, index >= 0, index < chunk.vectors.count else { continue }
            return .answered(
                QueryResult(
                    samples: chunk.vectors[Int(index)], warnings: chunk.warnings, infos: chunk.infos,
                    isPartial: chunk.isPartial))
        }
        return nil
    }

    /// Keeps an answer; one that is none is not kept, so that the question is asked anew.
    mutating func add(_ outcome: QueryOutcome, from first: Timestamp, through last: Timestamp) {
        guard case .answered(let result) = outcome, let ranges = result.ranges else { return }
        let count = Int(clamping: (last - first).milliseconds / step.milliseconds + 1)
        var chunk = Chunk(
            first: first, vectors: Array(repeating: [], count: count), warnings: result.warnings, infos: result.infos,
            isPartial: result.isPartial)
        func put(_ content: Sample.Content, _ labels: Labels, at time: Timestamp) {
            let index = Int(clamping: (time - first).milliseconds / step.milliseconds)
            guard chunk.vectors.indices.contains(index) else { return }
            chunk.vectors[index].append(Sample(labels: labels, content: content))
        }
        for series in ranges {
            for point in series.points { put(.value(point.value), series.labels, at: point.at) }
            for histogram in series.histograms {
                put(.histogram(count: histogram.count, buckets: histogram.buckets), series.labels, at: histogram.at)
            }
        }
        chunks.append(chunk)
    }
}

/// The raw samples of one selector.
struct SampleAnswers: Sendable {
    private struct Chunk: Sendable {
        let from: Timestamp
        let through: Timestamp
        let result: QueryResult
        let series: [RangeSeries]
    }

    /// How far ahead samples are asked for.
    private static let spans: [TimeSpan] = [.zero, .minutes(10), .hours(2), .hours(24), .hours(24 * 7)]

    private var chunks: [Chunk] = []
    private var asked = 0

    init() {}

    /// Up to when samples are to be asked for.
    mutating func reach(_ query: Query, _ end: Timestamp) -> Timestamp {
        let span = Self.spans[min(asked, Self.spans.count - 1)]
        asked += 1
        return max(query.time, min(end, query.time + span))
    }

    func outcome(_ selection: RangeSelection, isLeftOpen: Bool) -> QueryOutcome? {
        guard
            let chunk = chunks.last(where: { $0.from <= selection.from && selection.through <= $0.through })
        else { return nil }
        let series = chunk.series.compactMap { series -> RangeSeries? in
            let points = series.points[span(series.points, \.at, selection, isLeftOpen)]
            let histograms = series.histograms[span(series.histograms, \.at, selection, isLeftOpen)]
            guard !points.isEmpty || !histograms.isEmpty else { return nil }
            return RangeSeries(labels: series.labels, points: Array(points), histograms: Array(histograms))
        }
        let result = chunk.result
        return .answered(
            QueryResult(
                ranges: series, warnings: result.warnings, infos: result.infos, isPartial: result.isPartial))
    }

    mutating func add(_ outcome: QueryOutcome, from: Timestamp, through: Timestamp) {
        guard case .answered(let result) = outcome, let series = result.ranges else { return }
        chunks.append(Chunk(from: from, through: through, result: result, series: series))
    }

    /// The places of what lies in a range; times rise.
    private func span<Element>(
        _ elements: [Element], _ time: KeyPath<Element, Timestamp>, _ selection: RangeSelection, _ isLeftOpen: Bool
    ) -> Range<Int> {
        let first = elements.partition {
            isLeftOpen ? $0[keyPath: time] > selection.from : $0[keyPath: time] >= selection.from
        }
        let last = elements.partition { $0[keyPath: time] > selection.through }
        return first..<max(first, last)
    }
}

extension Array {
    /// The first place from which on a condition holds, in an array that it parts in two.
    fileprivate func partition(_ holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
