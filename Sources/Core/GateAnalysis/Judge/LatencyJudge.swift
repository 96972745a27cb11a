import GateModel
import GateRules

/// Judges histograms against a latency target.
///
/// What decides is the share of requests slower than the target, with linear interpolation inside the target's bucket;
/// that is the same as comparing the quantile with the target, and a share of counts is what statistics can be put to.
struct LatencyJudge {
    let latency: Latency
    let minEvents: Double
    var detail = Judge.Detail.full

    /// Judges every histogram, or the one they are reduced to.
    func findings(_ answers: SubjectAnswers, _ grouping: Grouping) throws(Blindness) -> [Finding] {
        let series = try histograms(answers, grouping)
        guard case .reduce(let reducer) = grouping else {
            return series.map { finding($0.histogram).of($0.labels) }
        }
        if reducer == .sum { return [try sum(series.map(\.histogram))] }
        return [try reduced(series.map(\.histogram).all(), by: reducer)]
    }

    /// Judges one histogram.
    func judge(_ histogram: Histogram) -> Finding {
        guard let quantile = histogram.quantile(latency.quantile) else {
            return Finding(Blindness(.noData, "the histogram has no observations"), comparison: .atMost)
        }
        let slow = histogram.slower(than: latency.target)
        // The rank as histogram_quantile computes it, so that value and verdict cannot contradict each other.
        let isFast = Comparison.atLeast.holdsUpToRounding(slow.total - slow.events, latency.quantile * slow.total)
        let finding = finding(
            quantile, in: histogram.bucket(ofQuantile: latency.quantile), holds: isFast, events: slow.total, slow: slow)
        do {
            try slow.require(minEvents, of: "requests")
        } catch {
            return finding.undecided(error)
        }
        return decided(finding, quantile, isFast: isFast)
    }

    /// A quantile above the largest finite edge fails when the target is not above that edge; else nothing is known.
    private func decided(_ finding: Finding, _ quantile: Histogram.Quantile, isFast: Bool) -> Finding {
        guard !isFast, quantile.isLowerBound, latency.target > quantile.value else { return finding }
        return finding.undecided(Blindness(.infinite, finding.text + "; add a bucket at or above the target"))
    }

    private func finding(_ histogram: Result<Histogram, Blindness>) -> Finding {
        switch histogram {
        case .success(let histogram): judge(histogram)
        case .failure(let blindness): Finding(blindness, comparison: .atMost)
        }
    }

    private func finding(
        _ quantile: Histogram.Quantile, in bucket: QuantileBounds?, holds: Bool, events: Double, slow: RatioCounts?
    ) -> Finding {
        if detail == .decisive {
            return Finding(quantile.value, .atMost, latency.target, holds: holds, events: events, text: "")
        }
        var text = text(quantile, in: bucket)
        text += ", target \(NumberText.number(latency.target, digits: 6))"
        if let slow {
            text += ": \(NumberText.percent(slow.ratio)) of \(NumberText.events(events, "request")) are slower"
            text += ", \(NumberText.percent(1 - latency.quantile, digits: 6)) may be"
        }
        return Finding(quantile.value, .atMost, latency.target, holds: holds, events: events, text: text)
    }

    /// The quantile with the bucket it is in, which is all that is known for certain.
    func text(_ quantile: Histogram.Quantile, in bucket: QuantileBounds?) -> String {
        let name = NumberText.quantile(latency.quantile)
        let value = NumberText.number(quantile.value)
        if quantile.isLowerBound { return "\(name) is above \(value), the largest finite bucket edge" }
        return bucket.map { "\(name) is in \($0.text) (\(value) by interpolation)" } ?? "\(name) is \(value)"
    }

    /// The histograms added up; one without observations adds nothing as long as another has some.
    private func sum(_ histograms: [Result<Histogram, Blindness>]) throws(Blindness) -> Finding {
        let live = histograms.filter { histogram in
            if case .failure(let blindness) = histogram { blindness.reason != .noData } else { true }
        }
        return judge(Histogram.sum(try (live.isEmpty ? histograms : live).all()))
    }

    /// The quantiles of all histograms reduced to one; above a largest finite edge they are lower bounds.
    private func reduced(_ histograms: [Histogram], by reducer: Reducer) throws(Blindness) -> Finding {
        var quantiles: [Histogram.Quantile] = []
        for histogram in histograms {
            guard let quantile = histogram.quantile(latency.quantile) else {
                throw Blindness(.noData, "one of \(histograms.count) histograms has no observations")
            }
            let total = RatioCounts(events: 0, total: histogram.total)
            try total.require(minEvents, of: "requests in one of \(histograms.count) series")
            quantiles.append(quantile)
        }
        let value = reducer.apply(quantiles.map(\.value))
        let exact = quantiles.filter { !$0.isLowerBound }
        let isExact = reducer == .min ? exact.contains { $0.value == value } : exact.count == quantiles.count
        let quantile = Histogram.Quantile(value: value, isLowerBound: !isExact)
        let isFast = isExact && Comparison.atMost.holdsUpToRounding(value, latency.target)
        let finding = finding(quantile, in: nil, holds: isFast, events: histograms.map(\.total).orderedSum, slow: nil)
            .noting("\(reducer.rawValue) of \(histograms.count) series")
        return decided(finding, quantile, isFast: isFast)
    }

    /// The histograms of an answer by what they are told apart by, in a fixed order; at least one.
    func histograms(
        _ answers: SubjectAnswers, _ grouping: Grouping
    ) throws(Blindness) -> [(labels: Labels, histogram: Result<Histogram, Blindness>)] {
        var natives: [(labels: Labels, value: Result<Histogram, Blindness>)] = []
        var buckets: [Labels: [(le: String, value: SampleValue)]] = [:]
        // Nearly always there is one histogram, told apart by nothing.
        var lone: [(le: String, value: SampleValue)] = []
        let samples = answers.samples(QueryName.histogram)
        lone.reserveCapacity(samples.count)
        for sample in samples {
            switch sample.content {
            case .histogram(let count, let native):
                natives.append(
                    (
                        sample.labels,
                        Result { () throws(Blindness) in
                            try Histogram(nativeCount: count, buckets: native)
                        }
                    ))
            case .value(let value):
                guard let le = sample.labels["le"] else {
                    throw Blindness(
                        .badResponse, "query histogram returned a series without the label le; aggregate `by (le)`")
                }
                if sample.labels.pairs.count == 1 {
                    lone.append((le, value))
                } else {
                    buckets[sample.labels.removing(["le"]), default: []].append((le, value))
                }
            }
        }
        if natives.isEmpty, buckets.isEmpty, !lone.isEmpty { return [([:], Self.classic(lone))] }
        if !lone.isEmpty { buckets[[:]] = lone }
        let classics = buckets.map { labels, buckets in (labels: labels, value: Self.classic(buckets)) }
        let index = try grouping.forLoneValues.index(natives + classics, QueryName.histogram)
        if index.isEmpty { throw Blindness(.noData, "query histogram returned no series") }
        return index.sorted { Labels.precedes($0.key, $1.key) }.map { ($0.key, $0.value) }
    }

    private static func classic(_ buckets: [(le: String, value: SampleValue)]) -> Result<Histogram, Blindness> {
        Result { () throws(Blindness) in try Histogram(classic: buckets) }
    }
}
