import GateModel

/// Counts events from the samples of counters themselves: none is lost, none is guessed.
///
/// Nothing is remembered from count to count: the answers reach back far enough to hold the last sample before `after`.
///
/// - Source: `statistics.md` §6.3 (1).
struct ExactCount {
    /// The labels that tell targets apart.
    ///
    /// - Source: Prometheus itself attaches these two to every series it scrapes.
    static let targetLabels: Set<String> = ["job", "instance"]

    /// What happened up to here has been counted before.
    let after: Timestamp
    /// Up to where to count.
    let through: Timestamp

    /// Counts what happened.
    ///
    /// Every sample counts once, however the ranges of the answers overlap.
    ///
    /// - Parameters:
    ///   - answers: The answers to the range selectors by the counters' names, all asked at the same time.
    ///   - groups: The labels by which series are told apart; without any all are counted together.
    /// - Returns: The groups of every counter in a fixed order; none where no series has a sample.
    /// - Throws: `badResponse`, `notANumber` or `infinite`.
    func counts(
        _ answers: KeyValuePairs<String, [RangeSeries]>, by groups: Set<String> = []
    ) throws(Blindness) -> [String: [CounterCount]] {
        var known: [String: [KnownSeries]] = [:]
        for (name, series) in answers { known[name] = try self.known(series, of: name) }
        // Asked for only where a series was not there at the last count.
        lazy var presences = Presences(known.values.joined())
        return known.mapValues { counts($0, by: groups) { presences.showBirth(of: $0) } }
    }

    /// The series of one counter that have samples, in a fixed order.
    private func known(_ series: [RangeSeries], of name: String) throws(Blindness) -> [KnownSeries] {
        var known: [KnownSeries] = []
        for one in series {
            known.append(
                KnownSeries(labels: one.labels, points: try CounterPoints(one, through: through, counter: name)))
        }
        if known.count > 1 { known.sort { Labels.precedes($0.labels, $1.labels) } }
        for (one, next) in zip(known, known.dropFirst()) where one.labels == next.labels {
            throw Blindness(.badResponse, "query \(name) returned the series \(one.labels) twice")
        }
        return known.filter { !$0.points.points.isEmpty }
    }

    private func counts(
        _ known: [KnownSeries], by groups: Set<String>, wasBorn: (KnownSeries) -> Bool
    ) -> [CounterCount] {
        var counts: [Labels: CounterCount] = [:]
        for series in known {
            guard let newest = series.points.points.last?.at else { continue }
            let labels = series.labels.keeping(groups)
            counts[labels, default: CounterCount(labels: labels, newest: newest)]
                .add(series.points, from: beginning(of: series, wasBorn))
        }
        return counts.values.sorted { Labels.precedes($0.labels, $1.labels) }
    }

    private func beginning(of series: KnownSeries, _ wasBorn: (KnownSeries) -> Bool) -> CounterCount.Beginning {
        if let earlier = series.points.last(notAfter: after) { return .counted(earlier) }
        return wasBorn(series) ? .zero : .first
    }
}

/// A series of an answer.
private struct KnownSeries {
    let labels: Labels
    let points: CounterPoints

    /// The target it was scraped from; `nil` when it does not say.
    var target: Labels? {
        let target = labels.keeping(ExactCount.targetLabels)
        return target.pairs.isEmpty ? nil : target
    }
}

/// From when to when the series of each target are known to have been there.
private struct Presences {
    /// The series of a target are scraped together, so that there are only few different ones of these.
    private var spans: [Labels: Set<ClosedRange<Timestamp>>] = [:]

    init(_ all: some Sequence<KnownSeries>) {
        for series in all { note(series) }
    }

    private mutating func note(_ series: KnownSeries) {
        guard let target = series.target, let first = series.points.points.first, let last = series.points.points.last
        else { return }
        spans[target, default: []].insert(first.at...last.at)
    }

    /// Whether a series without an earlier sample began after the last count, so that it counts from 0.
    ///
    /// Its target must have been there without it: then the series is a label that appeared. And another series of the
    /// target must go on, or else all of them were renamed, and old totals would be taken for new events.
    func showBirth(of series: KnownSeries) -> Bool {
        guard let target = series.target, let first = series.points.points.first?.at else { return false }
        return spans[target, default: []].contains { $0.lowerBound < first && first <= $0.upperBound }
    }
}

extension CounterCount {
    /// Where to count a series from.
    fileprivate enum Beginning {
        /// A sample that has been counted.
        case counted(CounterPoints.Point)
        /// Nothing: the series began after the last count.
        case zero
        /// The first sample there is; what was before it is not known.
        case first
    }

    fileprivate mutating func add(_ counter: CounterPoints, from beginning: Beginning) {
        let added: CounterPoints.Added
        switch beginning {
        case .counted(let point): added = counter.added(after: point)
        case .zero:
            added = counter.added(after: nil)
            born += 1
        case .first:
            added = counter.added(after: counter.points.first)
            anchored += 1
        }
        amount += added.amount
        resets += added.resets
        series += 1
        note(counter.points)
    }
}
