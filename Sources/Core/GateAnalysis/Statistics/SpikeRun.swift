import GateModel

/// Tells spikes apart from evaluation to evaluation and counts those that keep coming.
///
/// Equal to what the engine remembers of a spikes rule while its evaluations come at equal distances, and the events of
/// each spike besides.
///
/// - Source: `statistics.md` §4.3.
struct SpikeRun: Equatable, Codable {
    /// One spike and the events of its hot evaluations.
    struct CountedSpike: Equatable, Codable {
        var spike: Spike
        var bad: Double
        var total: Double
    }

    /// The spikes seen, oldest first.
    private(set) var spikes: [CountedSpike] = []

    /// Remembers a hot evaluation of (start, end].
    ///
    /// It belongs to the spike before when it starts less than the gap after that one's end; cold or missing evaluations
    /// in between do not split it. A spike qualifies once, as soon as it is long enough.
    ///
    /// - Parameters:
    ///   - start: Where the evaluated range begins.
    ///   - end: Where it ends.
    ///   - counts: Bad events of all in it.
    ///   - gap: How long it must be quiet between two spikes.
    ///   - minLength: How long a spike must be to count.
    mutating func recordHot(
        after start: Timestamp, through end: Timestamp, _ counts: RatioCounts, gap: TimeSpan, minLength: TimeSpan
    ) {
        if let last = spikes.last, start - last.spike.end < gap {
            spikes[spikes.count - 1].spike.end = end
            spikes[spikes.count - 1].bad += counts.events
            spikes[spikes.count - 1].total += counts.total
        } else {
            let spike = Spike(start: start, end: end, qualifiedAt: nil)
            spikes.append(CountedSpike(spike: spike, bad: counts.events, total: counts.total))
        }
        let newest = spikes[spikes.count - 1].spike
        if newest.qualifiedAt == nil, newest.end - newest.start >= minLength {
            spikes[spikes.count - 1].spike.qualifiedAt = end
        }
    }

    /// The spikes that qualified in (time − window, time].
    func qualified(within window: TimeSpan, at time: Timestamp) -> [CountedSpike] {
        spikes.filter { counted in
            counted.spike.qualifiedAt.map { $0 > time - window && $0 <= time } ?? false
        }
    }
}
