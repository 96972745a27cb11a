internal import GateModel
internal import GateRules

/// Telling spikes apart from grid point to grid point.
///
/// - Source: `statistics.md` §4.3: a hot evaluation covers (start, at]; it belongs to the spike before when it starts less
///   than `minGap` after that one's end, cold or missing evaluations in between do not split it; a spike qualifies once,
///   as soon as it is `minLength` long.
extension StopRuleMemory {
    /// Remembers a hot evaluation of (start, at].
    mutating func recordHot(after start: Timestamp, at: Timestamp, _ rule: Spikes) {
        if let last = spikes.last, start - last.end < rule.minGap {
            spikes[spikes.count - 1].end = at
        } else {
            spikes.append(Spike(start: start, end: at, qualifiedAt: nil))
        }
        let newest = spikes[spikes.count - 1]
        if newest.qualifiedAt == nil, newest.end - newest.start >= rule.minLength {
            spikes[spikes.count - 1].qualifiedAt = at
        }
    }

    /// Drops what can no longer count: qualified too long ago, or over without having qualified.
    mutating func dropOldSpikes(at: Timestamp, _ rule: Spikes) {
        spikes.removeAll { spike in
            let isOver = at - rule.over - spike.end >= rule.minGap
            return isOver && spike.qualifiedAt.map { $0 <= at - rule.within } ?? true
        }
    }

    /// The spikes that qualified in (at − within, at], if one did at this very grid point and there are enough of them.
    ///
    /// Older ones are gone by then: a new spike can only begin when the ones before are over.
    func repeatedSpikes(at: Timestamp, _ rule: Spikes, since begin: Timestamp?) -> [Spike]? {
        let counted = spikes.filter { spike in
            spike.qualifiedAt != nil && begin.map { spike.start >= $0 } ?? true
        }
        let isNew = counted.contains { $0.qualifiedAt == at }
        return isNew && counted.count >= rule.count ? counted : nil
    }
}
