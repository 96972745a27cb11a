import GateModel

/// What a gate's keys mean depends on what its rollout says beside them.
struct GateSurroundings {
    /// Distance between two evaluations.
    let interval: TimeSpan
    /// Distance between two samples; `nil` when something is wrong with it or with the interval.
    let scrapeInterval: TimeSpan?
    /// The stages.
    let stages: StageOutline

    /// The length of a block of history; `nil` when the scrape interval is not known.
    var historyBlock: TimeSpan? {
        scrapeInterval.map { Confidence.historyBlock(interval: interval, scrapeInterval: $0) }
    }

    /// The stages at which a gate that names these ones is judged; none when something is wrong with the stages.
    func stages(named names: [String]?) -> [Stage] {
        (stages.complete ?? []).filter { names?.contains($0.name) ?? true }
    }
}
