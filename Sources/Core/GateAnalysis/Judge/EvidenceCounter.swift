import GateModel
import GateRules
import GateStatistics

/// What one evaluation counted of a gate with confidence.
struct EvidenceCounts: Equatable {
    /// What certainly happened.
    let certain: Stratum
    /// What may have happened at most; `nil` where there is no doubt.
    var possible: Stratum?
    /// Observations in each bucket.
    var buckets: [BucketCount] = []
}

/// Reads the counts of one evaluation from the answers, from samples as well as from what `increase()` made of them.
struct EvidenceCounter: EvidenceReader {
    /// From so many trials on, more events than trials mean that the queries do not fit together; with fewer, an event
    /// may just have been scraped before what it is part of.
    static let enoughTrials = 20.0

    let given: EvidenceCase

    /// Counts.
    ///
    /// - Returns: The counts; `nil` while one of the arms has no trials: the next count then begins where this one did.
    /// - Throws: `noData` or `stale` when the trials cannot be seen, or what is wrong with an answer.
    func counts() throws(Blindness) -> EvidenceCounts? {
        switch gate.kind {
        case .availability:
            guard let canary = try arm("") else { return nil }
            return try stratum(canary: canary)
        case .latency(let latency): return try counts(latency)
        case .conversion: return try compared()
        case .threshold, .events: return nil
        }
    }

    private func compared() throws(Blindness) -> EvidenceCounts? {
        guard !subject.isCollecting else {
            guard let baseline = try arm(QueryName.baseline) else { return nil }
            return try stratum(baseline: baseline)
        }
        let canary = try arm(QueryName.canary)
        switch subject.baseline {
        case .stageZero, nil: return try canary.map { canary throws(Blindness) in try stratum(canary: canary) }
        case .concurrent, .offset:
            let offset = if case .offset(let offset)? = subject.baseline { offset } else { TimeSpan.zero }
            guard let baseline = try arm(QueryName.baseline, offset: offset), let canary else { return nil }
            return try stratum(canary: canary, baseline: baseline)
        }
    }

    private func stratum(
        canary: RatioCounts = RatioCounts(events: 0, total: 0), baseline: RatioCounts = RatioCounts(events: 0, total: 0)
    ) throws(Blindness) -> EvidenceCounts {
        let stratum = Stratum(
            canaryEvents: canary.events, canaryTotal: canary.total, baselineEvents: baseline.events,
            baselineTotal: baseline.total)
        guard let stratum else { throw Blindness(.badResponse, "the counts are not counts of events") }
        return EvidenceCounts(certain: stratum)
    }

    // MARK: Ratios

    /// The events of one arm as the test counts them; `nil` without trials.
    private func arm(_ prefix: String, offset: TimeSpan = .zero) throws(Blindness) -> RatioCounts? {
        let counters = gate.kind.counters
        guard counters.count == 2 else { return nil }
        let names = (events: prefix + counters[0].name, total: prefix + counters[1].name)
        let counted = plan.counting == .exact ? try samples(names, offset: offset) : try increases(names)
        guard counted.total > 0, let fitting = try fitting(counted, names) else { return nil }
        return gate.kind.countsGoodEvents ? fitting.complement : fitting
    }

    /// No more events than trials.
    private func fitting(
        _ counts: RatioCounts, _ names: (events: String, total: String)
    ) throws(Blindness) -> RatioCounts? {
        if counts.events <= counts.total { return counts }
        guard counts.total >= Self.enoughTrials else { return nil }
        if !gate.kind.countsBadEvents, counts.events > counts.total * 1.25 {
            throw Blindness(
                .badResponse,
                "\(names.events) counts \(NumberText.count(counts.events)) of only \(NumberText.count(counts.total)) "
                    + "\(names.total): the queries do not fit together")
        }
        return RatioCounts(events: counts.total, total: counts.total)
    }

    private func samples(
        _ names: (events: String, total: String), offset: TimeSpan
    ) throws(Blindness) -> RatioCounts {
        let count = ExactCount(after: plan.after - offset, through: plan.through - offset)
        let counts = try count.counts([
            names.events: answers.ranges(names.events), names.total: answers.ranges(names.total),
        ])
        let total = try seen(counts[names.total]?.first, names.total, count)
        return RatioCounts(events: counts[names.events]?.first?.amount ?? 0, total: total.amount)
    }

    /// The count of trials, if it is there and still goes on.
    private func seen(_ trials: CounterCount?, _ name: String, _ count: ExactCount) throws(Blindness) -> CounterCount {
        guard let trials else { throw Blindness(.noData, "query \(name) returned no series") }
        guard trials.isStale(at: count.through) else { return trials }
        let usual = trials.spacing.map { ", and samples came every \($0)" } ?? ""
        throw Blindness(
            .stale, "the newest sample of \(name) is \(count.through - trials.newest) old\(usual); nothing was counted")
    }

    private func increases(_ names: (events: String, total: String)) throws(Blindness) -> RatioCounts {
        guard let total = try increase(names.total) else {
            throw Blindness(.noData, "query \(names.total) returned no series")
        }
        return RatioCounts(events: try increase(names.events) ?? 0, total: total)
    }

    private func increase(_ name: String) throws(Blindness) -> Double? {
        let index = try Grouping(gate).index(try answers.values(name), name)
        let values = index.values.map { value in Result { () throws(Blindness) in try value.usableCount(as: name) } }
        return values.isEmpty ? nil : try values.all().orderedSum
    }

    // MARK: Histograms

    private func counts(_ latency: Latency) throws(Blindness) -> EvidenceCounts? {
        guard let histogram = plan.counting == .exact ? try samples() : try increases(latency) else { return nil }
        guard histogram.total > 0 else { return nil }
        let slow = histogram.slowShare(than: latency.target)
        let certain = Stratum(canaryEvents: slow.least, canaryTotal: slow.total)
        let possible = Stratum(canaryEvents: slow.most, canaryTotal: slow.total)
        guard let certain, let possible else {
            throw Blindness(.badResponse, "the counts of the histogram are not counts of observations")
        }
        return EvidenceCounts(
            certain: certain, possible: slow.isExact ? nil : possible, buckets: histogram.buckets)
    }

    private func samples() throws(Blindness) -> Histogram? {
        let name = QueryName.histogram
        if answers.ranges(name).contains(where: { !$0.histograms.isEmpty }) {
            throw Blindness(
                .badResponse,
                "query \(name) returned native histograms, which cannot be counted from their samples; ask for "
                    + "`sum(increase(…[{{ over }}]))`")
        }
        let count = ExactCount(after: plan.after, through: plan.through)
        let groups = try count.counts([name: answers.ranges(name)], by: ["le"])[name] ?? []
        guard !groups.isEmpty else { throw Blindness(.noData, "query \(name) returned no series") }
        var buckets: [(le: String, value: SampleValue)] = []
        for group in groups {
            guard let le = group.labels["le"] else {
                throw Blindness(
                    .badResponse, "query \(name) returned a series without the label le; select the buckets")
            }
            buckets.append((le, SampleValue(group.amount)))
        }
        let histogram = try Histogram(classic: buckets)
        let all = groups.first { group in
            group.labels["le"].flatMap { SampleValue(prometheusText: $0) } == .positiveInfinity
        }
        _ = try seen(all, name, count)
        return histogram
    }

    /// What PromQL made of the histogram; `nil` without observations.
    private func increases(_ latency: Latency) throws(Blindness) -> Histogram? {
        let judge = LatencyJudge(latency: latency, minEvents: 0)
        var histograms: [Histogram] = []
        for (_, histogram) in try judge.histograms(answers, Grouping(gate)) {
            switch histogram {
            case .success(let histogram): histograms.append(histogram)
            case .failure(let blindness): if blindness.reason != .noData { throw blindness }
            }
        }
        return histograms.count > 1 ? Histogram.sum(histograms) : histograms.first
    }
}

extension GateKind {
    /// Whether the first counter counts what is wanted.
    var countsGoodEvents: Bool {
        if case .availability(let availability) = self, case .good = availability.counted { true } else { false }
    }

    /// Whether the first counter counts what is not wanted, so that it is careful to read too many of them as all.
    var countsBadEvents: Bool {
        if case .availability(let availability) = self, case .bad = availability.counted { true } else { false }
    }
}
