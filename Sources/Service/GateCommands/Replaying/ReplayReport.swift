import GateModel
import GateReplay
import GateRules

/// What a replay came to.
struct ReplayReport {
    /// One rule of several that were replayed on the same data.
    struct Variant {
        /// What tells it from the others: `as is`, or what was changed.
        let name: String
        let timeline: Timeline
        let summary: ReplaySummary
    }

    let rollout: String
    let interval: TimeSpan
    let from: Timestamp
    let through: Timestamp
    /// Stretches that are known to have been good.
    let good: [ClosedRange<Timestamp>]
    let variants: [Variant]
    let effort: ReplayEffort

    init(
        _ rule: RolloutRule, from: Timestamp, through: Timestamp, good: [ClosedRange<Timestamp>],
        names: [String], _ replayer: Replayer<ReplayRun>
    ) {
        rollout = rule.name
        interval = rule.interval
        self.from = from
        self.through = through
        self.good = good
        variants = zip(names, replayer.runs).map { name, run in
            Variant(name: name, timeline: run.timeline, summary: ReplaySummary(run.timeline, good: good))
        }
        effort = replayer.effort
    }
}
