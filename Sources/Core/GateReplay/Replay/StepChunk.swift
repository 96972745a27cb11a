import GateModel

/// The answers to one expression at many evaluation times.
struct StepChunk {
    let from: Timestamp
    let through: Timestamp
    private let step: TimeSpan
    private var series: [StepSeries]
    private let result: QueryResult

    /// Takes the answer to a range query.
    init(_ result: QueryResult, from: Timestamp, through: Timestamp, step: TimeSpan) {
        self.from = from
        self.through = through
        self.step = step
        series = (result.ranges ?? []).map(StepSeries.init)
        self.result = QueryResult(
            samples: [], warnings: result.warnings, infos: result.infos, isPartial: result.isPartial)
    }

    /// Whether it holds the answer at a time.
    func covers(_ time: Timestamp) -> Bool {
        time >= from && time <= through && (time - from).milliseconds % step.milliseconds == 0
    }

    /// What an instant query at that time answers; a warning about the chunk is one about each of its times.
    mutating func result(at time: Timestamp) -> QueryResult {
        var samples: [Sample] = []
        samples.reserveCapacity(series.count)
        for index in series.indices {
            if let sample = series[index].sample(at: time) { samples.append(sample) }
        }
        return QueryResult(
            samples: samples, warnings: result.warnings, infos: result.infos, isPartial: result.isPartial)
    }
}

/// One series of such an answer, read from the front to the back.
private struct StepSeries {
    private let series: RangeSeries
    private var next = 0

    init(_ series: RangeSeries) {
        self.series = series
    }

    mutating func sample(at time: Timestamp) -> Sample? {
        if let value = value(at: time) { return Sample(labels: series.labels, content: .value(value)) }
        guard !series.histograms.isEmpty, let histogram = series.histograms.element(at: time, \.at) else { return nil }
        return Sample(
            labels: series.labels, content: .histogram(count: histogram.count, buckets: histogram.buckets))
    }

    private mutating func value(at time: Timestamp) -> SampleValue? {
        let points = series.points
        // Another variant may be further behind.
        if next > 0, points[next - 1].at >= time { next = points.place(of: time, \.at) }
        while next < points.count, points[next].at < time { next += 1 }
        guard next < points.count, points[next].at == time else { return nil }
        return points[next].value
    }
}

extension Array {
    /// Index of the first element that is not earlier; the count when all are.
    func place(of time: Timestamp, _ at: (Element) -> Timestamp) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if at(self[middle]) < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The element at exactly this time.
    fileprivate func element(at time: Timestamp, _ at: (Element) -> Timestamp) -> Element? {
        let index = place(of: time, at)
        return index < count && at(self[index]) == time ? self[index] : nil
    }
}
