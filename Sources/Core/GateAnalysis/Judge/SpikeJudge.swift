import GateModel
import GateRules
import GateStatistics

/// Judges one evaluation of a spike rule: the condition is true while it is hot, which chance alone hardly makes it.
struct SpikeJudge {
    let spikes: Spikes
    var detail = Judge.Detail.full

    func finding(_ join: CountJoin) throws(Blindness) -> Finding {
        guard let series = try join.join(QueryName.bad, QueryName.total, excess: .isAll).first else {
            throw Blindness(.noData, "query total returned no series")
        }
        let counts = try series.counts.get()
        let test = SpikeTest(threshold: spikes.threshold, minEvents: spikes.minEvents)
        let isHot = test.isHot(bad: counts.events, total: counts.total)
        let isByChance = !isHot && counts.ratio > spikes.threshold
        let finding = Finding(
            counts.ratio, .atMost, spikes.threshold, holds: !isHot, events: counts.total,
            text: detail.words(
                "bad ratio \(NumberText.percent(counts.ratio)) of \(NumberText.events(counts.total)), a spike is surely "
                    + "above \(NumberText.percent(spikes.threshold, digits: 6))"
                    + (isByChance ? ", which this may be by chance" : "")))
        do {
            try counts.require(spikes.minEvents, of: "events")
            return finding
        } catch {
            return finding.undecided(error)
        }
    }
}
