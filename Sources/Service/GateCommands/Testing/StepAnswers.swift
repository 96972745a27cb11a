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

    /// How many steps are asked for at once, when it is asked for steps that follow each other: an expression that is
    /// asked now and then costs an instant query each time, and Prometheus refuses more than 11 000.
    private static let counts = [1, 512, 8192]

    private let step: TimeSpan
    private var chunks: [Chunk] = []
    /// How often in a row steps were asked for, by the step that would be the next.
    private var runs: [Timestamp: Int] = [:]

    /// Makes one of which nothing is known.
    ///
    /// - Parameters:
    ///   - step: The distance between two times.
    ///   - first: A time at which the next step will be asked for, too, as far as anybody can say before.
    init(step: TimeSpan, from first: Timestamp?) {
        self.step = step
        if let first { runs[first] = 1 }
    }

    /// Whether a range query gives at each step what an instant query gives at that time.
    static func canBeAskedAhead(_ expression: String) -> Bool {
        // A range has no range; `@ start()` and `@ end()` are those of the whole range.
        let isRange = expression.last { !$0.isWhitespace } == "]"
        return !isRange && !expression.contains("start()") && !expression.contains("end()")
    }

    /// How many steps are to be asked for.
    mutating func nextCount(from time: Timestamp, through end: Timestamp) -> Int {
        let run = runs.removeValue(forKey: time) ?? 0
        let rest = max(0, (end - time).milliseconds) / step.milliseconds + 1
        let count = min(Self.counts[min(run, Self.counts.count - 1)], Int(clamping: rest))
        runs[time + step * Int64(count)] = run + 1
        return count
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
    private static let spans: [TimeSpan] = [.hours(2), .hours(24), .hours(24 * 7)]

    private var chunks: [Chunk] = []
    private var asked = 0

    init() {}

    /// Up to when samples are to be asked for.
    mutating func reach(_ query: Query, _ end: Timestamp) -> Timestamp {
        let span = Self.spans[min(asked, Self.spans.count - 1)]
        asked += 1
        return max(query.time, min(end, query.time + span))
    }

    func outcome(from: Timestamp, through: Timestamp, isLeftOpen: Bool) -> QueryOutcome? {
        guard let chunk = chunks.last(where: { $0.from <= from && through <= $0.through }) else { return nil }
        let series = chunk.series.compactMap { series -> RangeSeries? in
            let points = series.points[span(series.points, \.at, from, through, isLeftOpen)]
            let histograms = series.histograms[span(series.histograms, \.at, from, through, isLeftOpen)]
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
        _ elements: [Element], _ time: (Element) -> Timestamp, _ from: Timestamp, _ through: Timestamp,
        _ isLeftOpen: Bool
    ) -> Range<Int> {
        if elements.isEmpty { return 0..<0 }
        let first = elements.partition { isLeftOpen ? time($0) > from : time($0) >= from }
        let last = elements.partition { time($0) > through }
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
