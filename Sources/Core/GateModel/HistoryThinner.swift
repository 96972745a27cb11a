/// Keeps so few points of a gate that they can be plotted, and so many that the plot looks the same.
///
/// The range is cut into buckets of equal length, about one for each pixel. Of every bucket stay the lowest and the highest
/// value, the worst outcome and a point without a value, so that no extreme, no failure and no blind moment gets lost.
/// A bucket with one point keeps it: nothing is thinned where little is there.
///
/// - Source: U. Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", PVLDB 7 (2014): the extremes of
///   each pixel column give the same picture as all points.
public struct HistoryThinner: Sendable {
    /// Points kept of one bucket, at most.
    private static let pointsOfBucket = 4

    /// Length of a bucket.
    public let bucketWidth: TimeSpan
    /// How many points were added.
    public private(set) var pointCount = 0
    private let from: Timestamp
    private var buckets: [Bucket?]

    /// Begins a range.
    ///
    /// - Parameters:
    ///   - from: The first moment of the range.
    ///   - through: The last moment of the range.
    ///   - limit: Points to keep, at most; fewer than four count as four.
    public init(from: Timestamp, through: Timestamp, limit: Int) {
        self.from = from
        let count = max(1, limit / Self.pointsOfBucket)
        let span = max(through - from, .zero).milliseconds
        // Rounded up, so that the last moment falls into the last bucket.
        bucketWidth = TimeSpan(milliseconds: span / Int64(count) + 1)
        buckets = Array(repeating: nil, count: count)
    }

    /// Adds a point; one outside the range is left out.
    public mutating func add(_ point: GatePoint) {
        guard point.at >= from else { return }
        let index = (point.at - from).milliseconds / bucketWidth.milliseconds
        guard index < Int64(buckets.count) else { return }
        pointCount += 1
        let place = Int(index)
        if buckets[place]?.add(point) == nil { buckets[place] = Bucket(point) }
    }

    /// The points that stay, in the order of time.
    public var points: [GatePoint] {
        buckets.flatMap { $0?.points ?? [] }
    }
}

/// What stays of one stretch of time.
private struct Bucket {
    private var worst: GatePoint
    private var lowest: GatePoint?
    private var highest: GatePoint?
    private var blind: GatePoint?

    init(_ point: GatePoint) {
        worst = point
        keepExtremes(point)
    }

    mutating func add(_ point: GatePoint) {
        if point.outcome.badness > worst.outcome.badness { worst = point }
        keepExtremes(point)
    }

    private mutating func keepExtremes(_ point: GatePoint) {
        guard let value = point.value?.finite else {
            if blind == nil { blind = point }
            return
        }
        if value < lowest?.value?.finite ?? .infinity { lowest = point }
        if value > highest?.value?.finite ?? -.infinity { highest = point }
    }

    /// Each point once, in the order of time.
    var points: [GatePoint] {
        let kept = [lowest, highest, blind, worst].compactMap(\.self).sorted { $0.at < $1.at }
        return kept.enumerated().filter { $0.offset == 0 || kept[$0.offset - 1] != $0.element }.map(\.element)
    }
}
