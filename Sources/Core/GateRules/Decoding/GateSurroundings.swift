import GateModel

/// What a gate's keys mean depends on what its rollout says beside them.
struct GateSurroundings {
    /// Distance between two evaluations.
    let interval: TimeSpan
    /// Distance between two samples; `nil` when something is wrong with it or with the interval.
    let scrapeInterval: TimeSpan?
    /// The stages.
    let stages: StageOutline

    /// The time over which the noise of the baseline is compared with that of its neighbours: several evaluations, longer
    /// than a burst, and never without a sample.
    ///
    /// - Source: `statistics.md` §1.5.
    var historyBlock: TimeSpan? {
        scrapeInterval.map { max(interval * 5, .minutes(1), $0 * 2) }
    }

    /// The stages at which a gate that names these ones is judged; none when something is wrong with the stages.
    func stages(named names: [String]?) -> [Stage] {
        (stages.complete ?? []).filter { names?.contains($0.name) ?? true }
    }
}
