import GateModel
import GateRules
import GateStatistics

/// Fixes what the evidence of a gate is judged by, from what was before the stage.
struct BasisMaker: EvidenceReader {
    let given: EvidenceCase

    /// The basis.
    ///
    /// - Returns: The basis; without a history it knows no noise and no design point.
    /// - Throws: `noData` when a baseline or the tenants the rule asks for cannot be known, or what is wrong with an
    ///   answer.
    func basis() throws(Blindness) -> EvidenceBasis {
        let blocks = try plan.historyBlock == nil ? History() : history()
        let mix = try plan.asksTenantMix ? tenantMix() : nil
        return EvidenceBasis(
            test: try test(blocks, mix), alpha: plan.confidence.alpha, tests: plan.tests, countsFrom: plan.countsFrom,
            counting: plan.counting, history: blocks.total.map { RatioCounts(events: $0.events, total: $0.trials) },
            mix: mix)
    }

    private func test(_ history: History, _ mix: TenantMix?) throws(Blindness) -> RatioTest {
        let dispersion = max(plan.leastDispersion, history.dispersion)
        let alpha = plan.confidence.alpha
        if subject.baseline == .stageZero {
            guard let frozen = subject.frozenBaseline, frozen.total > 0,
                let counted = Binomial(events: frozen.events, trials: frozen.total)
            else { throw ConversionJudge.notGathered }
            return RatioTest(
                gate.kind.boundary, worse: gate.kind.worse, frozen: counted, alpha: alpha, tests: plan.tests, mix: mix,
                dispersion: dispersion, horizon: plan.horizon)
        }
        return RatioTest(
            gate.kind.boundary, worse: gate.kind.worse, alpha: alpha, tests: plan.tests, history: history.total,
            mix: mix, dispersion: dispersion, horizon: plan.horizon)
    }

    // MARK: History

    /// What the baseline did in blocks before the stage, of the event the test counts.
    private struct History {
        /// Where buckets leave a doubt, the fewest events.
        var least: [Binomial] = []
        /// And the most.
        var most: [Binomial] = []

        var dispersion: Double { max(Dispersion.estimate(least), Dispersion.estimate(most)) }

        /// What a canary has to be as good as; `nil` without trials.
        var total: Binomial? {
            let events = most.map(\.events).orderedSum
            let trials = most.map(\.trials).orderedSum
            return trials > 0 ? Binomial(events: min(events, trials), trials: trials) : nil
        }
    }

    private func history() throws(Blindness) -> History {
        if case .latency(let latency) = gate.kind { return try history(latency) }
        let names = gate.kind.counters.map { QueryName.history + $0.name }
        let (events, totals) = (try blocks(names[0]), try blocks(names[1]))
        var history = History()
        for (time, total) in totals.sorted(by: { $0.key < $1.key }) where total > 0 {
            let counted = min(events[time] ?? 0, total)
            guard let block = Binomial(events: gate.kind.countsGoodEvents ? total - counted : counted, trials: total)
            else { throw Blindness(.badResponse, "the history of \(names[1]) is not one of counts") }
            history.most.append(block)
        }
        history.least = history.most
        return history
    }

    /// All series of an answer together, by the time of the block.
    private func blocks(_ name: String) throws(Blindness) -> [Timestamp: Double] {
        var values: [Timestamp: [Double]] = [:]
        for point in answers.ranges(name).flatMap(\.points) {
            values[point.at, default: []].append(try point.value.usableCount(as: "a block of \(name)"))
        }
        return values.mapValues(\.orderedSum)
    }

    private func history(_ latency: Latency) throws(Blindness) -> History {
        let name = QueryName.history + QueryName.histogram
        var buckets: [Timestamp: [(le: String, value: SampleValue)]] = [:]
        var blocks: [Timestamp: [Histogram]] = [:]
        for series in answers.ranges(name) {
            for native in series.histograms where native.count != .finite(0) {
                blocks[native.at, default: []].append(
                    try Histogram(nativeCount: native.count, buckets: native.buckets))
            }
            if series.points.isEmpty { continue }
            guard let le = series.labels["le"] else {
                throw Blindness(.badResponse, "query \(name) returned a series without the label le")
            }
            for point in series.points { buckets[point.at, default: []].append((le, point.value)) }
        }
        for (time, buckets) in buckets { blocks[time, default: []].append(try Histogram(classic: buckets)) }
        var history = History()
        for (_, histograms) in blocks.sorted(by: { $0.key < $1.key }) {
            let all = histograms.count == 1 ? histograms[0] : Histogram.sum(histograms)
            let slow = all.slowShare(than: latency.target)
            guard slow.total > 0, let least = Binomial(events: slow.least, trials: slow.total),
                let most = Binomial(events: slow.most, trials: slow.total)
            else { continue }
            history.least.append(least)
            history.most.append(most)
        }
        return history
    }

    // MARK: Tenants

    /// How the canary's tenants differ by nature; whoever asks for that cannot be judged without.
    private func tenantMix() throws(Blindness) -> TenantMix {
        let canary = try counts(QueryName.mixCanary)
        let others = try counts(QueryName.mixOthers)
        guard let mix = TenantMix(canary: canary, others: others) else {
            throw Blindness(
                .noData,
                "the tenants had no events before the attempt (\(NumberText.count(canary.events)) of "
                    + "\(NumberText.count(canary.trials)), others \(NumberText.count(others.events)) of "
                    + "\(NumberText.count(others.trials))), so nobody knows how they differ; take `tenant_mix` away or "
                    + "make its period longer")
        }
        return mix
    }

    private func counts(_ prefix: String) throws(Blindness) -> Binomial {
        let names = gate.kind.counters.map { prefix + $0.name }
        let events = try sum(names[0])
        let total = try sum(names[1])
        guard let counts = Binomial(events: min(events, total), trials: total) else {
            throw Blindness(.badResponse, "\(names[0]) and \(names[1]) are not counts")
        }
        return counts
    }

    private func sum(_ name: String) throws(Blindness) -> Double {
        let values = try answers.values(name).map { value in
            Result { () throws(Blindness) in try value.value.usableCount(as: name) }
        }
        return try values.all().orderedSum
    }
}

extension GateKind {
    /// The edge of what is allowed, of the event that is counted.
    var boundary: Boundary {
        switch self {
        case .availability(let availability): Boundary(delta0: 1 - availability.objective)
        case .latency(let latency): Boundary(delta0: 1 - latency.quantile)
        case .conversion(let conversion): Boundary(margin: conversion.margin, worse: conversion.worse)
        case .threshold, .events: Boundary()
        }
    }

    /// Which direction of the event's share is worse.
    var worse: Direction {
        if case .conversion(let conversion) = self { conversion.worse } else { .higher }
    }
}
