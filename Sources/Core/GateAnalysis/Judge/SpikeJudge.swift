import GateModel
import GateRules

/// Judges one evaluation of a spike rule: the condition is true while it is hot.
struct SpikeJudge {
    let spikes: Spikes

    func finding(_ join: CountJoin) throws(Blindness) -> Finding {
        guard let series = try join.join(QueryName.bad, QueryName.total, excess: .isAll).first else {
            throw Blindness(.noData, "query total returned no series")
        }
        let counts = try series.counts.get()
        let isCold = Comparison.atMost.holdsUpToRounding(counts.ratio, spikes.threshold)
        let finding = Finding(
            counts.ratio, .atMost, spikes.threshold, holds: isCold, events: counts.total,
            text:
                "bad ratio \(NumberText.percent(counts.ratio)) of \(NumberText.events(counts.total)), a spike is above "
                + NumberText.percent(spikes.threshold, digits: 6))
        do {
            try counts.require(spikes.minEvents, of: "events")
            return finding
        } catch {
            return finding.undecided(error)
        }
    }
}
