import GateModel

/// What is known of the targets at one count: who was there before, who still is, and whose process began in between.
struct TargetBook {
    /// From when to when a series is known to have been there.
    private struct Presence: Hashable {
        let first: Timestamp
        let last: Timestamp
    }

    private let labels: Set<String>
    /// When each target was last heard of before this answer.
    private let remembered: [SeriesKey: Timestamp]
    /// Processes that began later than this, on targets nobody remembers, have not been counted yet.
    private let horizon: Timestamp
    /// The series of a target are scraped together, so that there are only few different ones of these.
    private var presences: [SeriesKey: Set<Presence>] = [:]
    private var began: Set<SeriesKey> = []
    /// When each target was last heard of.
    private(set) var newest: [SeriesKey: Timestamp]

    init(_ ledger: CounterLedger, through end: Timestamp, _ policy: CounterPolicy) {
        labels = policy.targetLabels
        horizon = max(ledger.start, end - policy.memory)
        remembered = Dictionary(ledger.targets.map { ($0.target, $0.at) }, uniquingKeysWith: max)
        newest = remembered
    }

    /// Whether a series without anchor began after the last count, so that it counts from 0.
    ///
    /// Its target must have been there without it: then the series is a label that appeared. And another series of the
    /// target must go on, or else all of them were renamed, and old totals would be taken for new events.
    ///
    /// - Parameters:
    ///   - target: The target of the series.
    ///   - first: The first sample of the series.
    ///   - hasEarlierSamples: Whether the series has samples of the time before the count.
    /// - Returns: `false` where nobody knows.
    func isBorn(on target: SeriesKey?, at first: Timestamp, hasEarlierSamples: Bool) -> Bool {
        guard let target else { return false }
        if began.contains(target) { return true }
        if hasEarlierSamples, remembered[target] == nil { return false }
        return presences[target, default: []].contains { $0.first < first && first <= $0.last }
    }

    /// Takes note of a counted series, whose last counted sample may be remembered.
    mutating func note(_ points: CounterPoints, of target: SeriesKey?, anchor: Timestamp?) {
        guard let target, let first = points.points.first?.at, let last = points.points.last?.at else { return }
        note(target, Presence(first: min(first, anchor ?? first), last: last))
    }

    /// Takes note of what else is known.
    mutating func note(_ evidence: TargetEvidence, through end: Timestamp) {
        for series in evidence.up {
            let times = series.points.filter { $0.at <= end && ($0.value.finite ?? 0) > 0 }.map(\.at)
            guard let target = SeriesKey(targetOf: series.labels, by: labels), let first = times.min(),
                let last = times.max()
            else { continue }
            note(target, Presence(first: min(first, remembered[target] ?? first), last: last))
        }
        for series in evidence.processStarts {
            guard let target = SeriesKey(targetOf: series.labels, by: labels),
                let seconds = series.points.last(where: { $0.at <= end })?.value.finite
            else { continue }
            if seconds > (remembered[target] ?? horizon).seconds { began.insert(target) }
        }
    }

    private mutating func note(_ target: SeriesKey, _ presence: Presence) {
        presences[target, default: []].insert(presence)
        newest[target] = max(newest[target] ?? presence.last, presence.last)
    }
}
