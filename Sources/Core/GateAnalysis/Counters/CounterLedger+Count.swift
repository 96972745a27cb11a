import GateModel

extension CounterLedger {
    /// Counts what happened since the last count.
    ///
    /// Every sample counts once, however the ranges of the answers overlap. Whoever had no whole answer to one of the
    /// queries must not count at all; the next count then makes up for it.
    ///
    /// - Parameters:
    ///   - answers: The answers to the range selectors by the counters' names, all asked at the same time.
    ///   - evidence: What else is known of the targets.
    ///   - end: Up to where to count.
    ///   - groups: The labels by which series are told apart; without any all are counted together.
    ///   - policy: How targets are told apart and how long they are remembered.
    /// - Returns: The counts and the ledger to go on with.
    /// - Throws: `badResponse`, `notANumber`, `infinite` or `tooManySeries`.
    /// - Source: `statistics.md` §6.3 (1).
    func counting(
        _ answers: [String: [RangeSeries]], _ evidence: TargetEvidence = TargetEvidence(), through end: Timestamp,
        by groups: Set<String> = [], policy: CounterPolicy = CounterPolicy()
    ) throws(Blindness) -> CounterTally {
        var book = TargetBook(self, through: end, policy)
        book.note(evidence, through: end)
        var known: [String: [KnownSeries]] = [:]
        for (name, series) in answers.sorted(by: { $0.key < $1.key }) {
            let found = try self.known(series, of: name, through: end, policy)
            for one in found { book.note(one.points, of: one.target, anchor: one.anchor?.at) }
            known[name] = found
        }
        let counts = known.mapValues { Self.counts($0, book, after: through, by: groups) }
        return CounterTally(counts: counts, ledger: try next(known, book, through: end, policy))
    }

    /// The series of one counter that have samples, in the order of their keys.
    private func known(
        _ series: [RangeSeries], of name: String, through end: Timestamp, _ policy: CounterPolicy
    ) throws(Blindness) -> [KnownSeries] {
        let anchors = Dictionary(
            (self.anchors[name] ?? []).map { ($0.series, $0) }, uniquingKeysWith: { first, _ in first })
        var known: [KnownSeries] = []
        for one in series {
            let points = try CounterPoints(one, through: end, counter: name)
            let key = SeriesKey(one.labels)
            let target = SeriesKey(targetOf: one.labels, by: policy.targetLabels)
            known.append(
                KnownSeries(key: key, labels: one.labels, target: target, points: points, anchor: anchors[key]))
        }
        known.sort { $0.key < $1.key }
        for (one, next) in zip(known, known.dropFirst()) where one.key == next.key {
            throw Blindness(.badResponse, "query \(name) returned the series \(one.labels) twice")
        }
        return known.filter { !$0.points.points.isEmpty }
    }

    private static func counts(
        _ known: [KnownSeries], _ book: TargetBook, after start: Timestamp, by groups: Set<String>
    ) -> [CounterCount] {
        var counts: [Labels: CounterCount] = [:]
        for series in known {
            guard let newest = series.points.points.last?.at else { continue }
            let labels = series.labels.keeping(groups)
            counts[labels, default: CounterCount(labels: labels, newest: newest)]
                .add(series.points, from: series.beginning(book, after: start), newest: newest)
        }
        return counts.values.sorted { Labels.precedes($0.labels, $1.labels) }
    }

    /// The ledger after a count: the newest samples, and what was not in the answers as long as it is remembered.
    private func next(
        _ known: [String: [KnownSeries]], _ book: TargetBook, through end: Timestamp, _ policy: CounterPolicy
    ) throws(Blindness) -> CounterLedger {
        let oldest = end - policy.memory
        let targets = book.newest.filter { $0.value > oldest }
        var next: [String: [CounterAnchor]] = [:]
        for name in Set(anchors.keys).union(known.keys) {
            var kept: [SeriesKey: CounterAnchor] = [:]
            for anchor in anchors[name] ?? [] {
                let isRemembered = anchor.target.map { targets[$0] != nil } ?? (anchor.at > oldest)
                if isRemembered { kept[anchor.series] = anchor }
            }
            for series in known[name] ?? [] { kept[series.key] = series.newAnchor }
            next[name] = kept.isEmpty ? nil : kept.values.sorted { $0.series < $1.series }
        }
        let count = next.values.reduce(0) { $0 + $1.count }
        guard count <= policy.maxAnchors else {
            throw Blindness(
                .tooManySeries,
                "\(count) series would have to be remembered, at most \(policy.maxAnchors) are; count with increase()")
        }
        let sightings = targets.map { TargetSighting(target: $0.key, at: $0.value) }.sorted { $0.target < $1.target }
        return CounterLedger(start: start, through: max(through, end), targets: sightings, anchors: next)
    }
}

/// A series of an answer with what is remembered of it.
private struct KnownSeries {
    let key: SeriesKey
    let labels: Labels
    let target: SeriesKey?
    let points: CounterPoints
    let anchor: CounterAnchor?

    /// Where to count from.
    enum Beginning {
        /// A sample that has been counted.
        case anchor(CounterPoints.Point)
        /// Nothing: the series began after the last count.
        case zero
        /// The first sample there is; what was before it is not known.
        case first(CounterPoints.Point?)
    }

    func beginning(_ book: TargetBook, after start: Timestamp) -> Beginning {
        if let anchor { return .anchor(CounterPoints.Point(at: anchor.at, value: anchor.value)) }
        let earlier = points.last(notAfter: start)
        if let first = points.points.first,
            book.isBorn(on: target, at: first.at, hasEarlierSamples: earlier != nil)
        {
            return .zero
        }
        if let earlier { return .anchor(earlier) }
        return .first(points.points.first)
    }

    /// The newest sample, whether it is in the answer or remembered.
    var newAnchor: CounterAnchor? {
        guard let last = points.points.last else { return anchor }
        if let anchor, anchor.at >= last.at { return anchor }
        return CounterAnchor(series: key, target: target, at: last.at, value: last.value)
    }
}

extension CounterCount {
    fileprivate mutating func add(_ points: CounterPoints, from beginning: KnownSeries.Beginning, newest: Timestamp) {
        let added: CounterPoints.Added
        switch beginning {
        case .anchor(let point): added = points.added(after: point)
        case .zero:
            added = points.added(after: nil)
            born += 1
        case .first(let point):
            added = points.added(after: point)
            anchored += 1
        }
        amount += added.amount
        resets += added.resets
        series += 1
        self.newest = max(self.newest, newest)
    }
}
