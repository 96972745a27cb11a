import GateModel
import GateRules
import GateStatistics

/// What the evidence of a gate comes to, in numbers and in words.
struct EvidenceStatement: EvidenceReader {
    let given: EvidenceCase
    let evidence: GateEvidence

    /// The finding on all data of the stage.
    var finding: Finding {
        let certainty = given.detail == .full ? certainty : nil
        let measured = measured(certainty)
        var finding = Finding(
            measured.value, comparison, measured.threshold, holds: evidence.proof == .proven,
            events: evidence.totals.canaryTotal, text: measured.text)
        finding.certainty = certainty
        switch evidence.proof {
        case .refuted: finding.reason = .beyondThreshold
        case .proven where evidence.totals.canaryTotal < gate.minEvents:
            finding.reason = .tooFewEvents
            finding.text += ", but on fewer than the \(NumberText.count(gate.minEvents)) events wanted"
        case .proven: finding.reason = .withinThreshold
        case .unknown: finding.reason = measured.isAboveAllBuckets ? .infinite : .notProven
        }
        if given.detail == .full { finding.text += notes }
        return finding
    }

    private var comparison: Comparison { gate.kind.comparison }

    // MARK: Numbers

    /// How sure it is; rounded, so that no difference between two machines' elementary functions is ever seen.
    ///
    /// The bounds take all counts of the stage for one stratum, which is exact as long as traffic is shared out the same
    /// way while the stage lasts; what decides is the evidence, which does not assume that.
    private var certainty: Certainty {
        let test = evidence.basis.test
        let best = evidence.possible ?? evidence.certain
        let bounds = interval(of: evidence.certain)
        let upper = evidence.possible == nil ? bounds.upper : interval(of: best).upper
        return Certainty(
            proof: evidence.proof, confidence: plan.confidence.level,
            failEvidence: nats(evidence.certain.logEvidence(for: .refuted, under: test)),
            failThreshold: nats(test.failThreshold), passEvidence: nats(best.logEvidence(for: .proven, under: test)),
            passThreshold: nats(test.passThreshold), lower: bounds.lower.map { NumberText.rounded($0) },
            upper: upper.map { NumberText.rounded($0) }, quantity: quantity.rawValue,
            limit: NumberText.rounded(limit, digits: 6),
            comparison: gate.kind.worse == .higher ? "<=" : ">=", strata: evidence.certain.strata,
            dispersion: NumberText.rounded(test.dispersion), forecast: evidence.proof == .unknown ? forecast : nil)
    }

    private var quantity: AnytimeInterval.Quantity {
        guard case .conversion(let conversion) = gate.kind, subject.baseline != .stageZero else { return .canaryRate }
        guard case .relative = conversion.margin else { return .difference }
        return .ratio
    }

    /// The limit of that quantity.
    private var limit: Double {
        let boundary = gate.kind.boundary
        let mix = evidence.basis.mix?.ratio ?? 1
        switch quantity {
        case .ratio: return boundary.rho0 * mix
        case .difference: return boundary.delta0
        case .canaryRate:
            guard gate.kind.comparesTracks, let frozen = subject.frozenBaseline else { return boundary.delta0 }
            return boundary.canaryRate(at: frozen.ratio * mix)
        }
    }

    private func interval(of process: EProcess) -> AnytimeInterval {
        AnytimeInterval(
            quantity, of: [process.totals], alpha: evidence.basis.alpha, dispersion: evidence.basis.test.dispersion,
            precision: Self.shownPrecision)
    }

    /// Four digits are shown; this is far finer.
    private static let shownPrecision = 1e-8

    /// Below a millionth there is nothing but rounding.
    private func nats(_ evidence: Double) -> Double {
        abs(evidence) < 1e-6 ? 0 : NumberText.rounded(evidence)
    }

    /// When it will be decided: failed by what certainly happened, passed by all that may have.
    private var forecast: String {
        let test = evidence.basis.test
        let failing = evidence.certain.forecast(under: test)
        let passing = (evidence.possible ?? evidence.certain).forecast(under: test)
        let decisive = [(failing, Proof.refuted), (passing, .proven)].filter { $0.0.proof == $0.1 }.map(\.0)
        let nearest = decisive.min { $0.canaryTrials < $1.canaryTrials } ?? .never
        let seconds = (evidence.through - evidence.basis.countsFrom).seconds
        return nearest.text(at: seconds > 0 ? evidence.totals.canaryTotal / seconds : 0)
    }

    // MARK: Words

    private struct Measured {
        let value: Double
        let threshold: Double
        var text: String
        /// Whether no evidence can ever decide it, because no bucket reaches up to the target.
        var isAboveAllBuckets = false
    }

    private func measured(_ certainty: Certainty?) -> Measured {
        let words = certainty.map { EvidenceWords(certainty: $0, evidence: evidence) }
        switch gate.kind {
        case .availability(let availability): return measured(availability, words)
        case .latency(let latency): return measured(latency, words)
        case .conversion(let conversion): return measured(conversion, words)
        // Has no evidence: the plan is made for the kinds that count.
        case .threshold, .events: return Measured(value: .nan, threshold: .nan, text: "")
        }
    }

    private func measured(_ availability: Availability, _ words: EvidenceWords?) -> Measured {
        let objective = availability.objective
        return Measured(
            value: 1 - evidence.canaryRate, threshold: objective,
            text: words.map { words in
                "error ratio \(NumberText.percent(evidence.canaryRate)) of \(words.trials("request"))"
                    + "\(words.bounds(NumberText.percent)), objective \(NumberText.percent(objective, digits: 6)) "
                    + "allows \(NumberText.percent(1 - objective, digits: 6)): \(words.proof)"
            } ?? "")
    }

    private func measured(_ latency: Latency, _ words: EvidenceWords?) -> Measured {
        let judge = LatencyJudge(latency: latency, minEvents: 0)
        guard let histogram = Histogram(evidence.buckets), let quantile = histogram.quantile(latency.quantile) else {
            return Measured(value: .nan, threshold: latency.target, text: words?.proof ?? "")
        }
        let isAbove = quantile.isLowerBound && !histogram.canRefute(target: latency.target)
        var measured = Measured(
            value: quantile.value, threshold: latency.target, text: "", isAboveAllBuckets: isAbove)
        guard let words else { return measured }
        let bounds = histogram.anytimeBounds(
            ofQuantile: latency.quantile, alpha: evidence.basis.alpha, dispersion: evidence.basis.test.dispersion)
        var text = judge.text(quantile, in: histogram.bucket(ofQuantile: latency.quantile))
        if let bounds { text += ", with \(words.confidence) confidence in \(bounds.text)" }
        text += ", target \(NumberText.number(latency.target, digits: 6)): \(words.slow) of \(words.trials("request")) "
        text += "are slower, \(NumberText.percent(1 - latency.quantile, digits: 6)) may be: "
        text += isAbove ? "cannot be decided; add a bucket at or above the target" : words.proof
        measured.text = text
        return measured
    }

    private func measured(_ conversion: Conversion, _ words: EvidenceWords?) -> Measured {
        let mix = evidence.basis.mix?.ratio ?? 1
        let boundary = gate.kind.boundary
        let isFrozen = subject.baseline == .stageZero
        let baseline = isFrozen ? subject.frozenBaseline?.ratio ?? .nan : evidence.baselineRate
        let limit = boundary.canaryRate(at: baseline * mix)
        let text = words.map { isFrozen ? frozenText(limit, $0) : comparisonText(conversion, boundary, mix, $0) }
        return Measured(value: evidence.canaryRate, threshold: limit, text: text ?? "")
    }

    private var wanted: String { comparison == .atLeast ? "at least" : "at most" }

    private func canaryText(_ words: EvidenceWords) -> String {
        "ratio \(NumberText.percent(evidence.canaryRate)) of \(words.trials("event"))"
    }

    private func frozenText(_ limit: Double, _ words: EvidenceWords) -> String {
        let frozen = (subject.frozenBaseline ?? RatioCounts(events: 0, total: 0))
        return "\(canaryText(words))\(words.bounds(NumberText.percent)), the baseline of stage 0, "
            + "\(NumberText.percent(frozen.ratio)) of \(NumberText.events(frozen.total)), allows \(wanted) "
            + "\(NumberText.percent(limit)): \(words.proof)"
    }

    private func comparisonText(
        _ conversion: Conversion, _ boundary: Boundary, _ mix: Double, _ words: EvidenceWords
    ) -> String {
        let (canary, baseline) = (evidence.canaryRate, evidence.baselineRate)
        let both = "\(canaryText(words)), baseline \(NumberText.percent(baseline)) of \(words.baselineTrials)"
        let comparison =
            switch conversion.margin {
            case .relative:
                "\(NumberText.number(canary / baseline, digits: 3)) of the baseline's"
                    + words.bounds { value, digits in NumberText.number(value, digits: digits) }
                    + ", must be \(wanted) \(NumberText.number(boundary.rho0 * mix))"
            case .absolute:
                "a difference of \(Self.points(canary - baseline))"
                    + words.bounds { value, _ in Self.points(value) }
                    + ", must be \(wanted) \(Self.points(boundary.delta0))"
            }
        return "\(both): \(comparison): \(words.proof)"
    }

    private static func points(_ difference: Double) -> String {
        "\(NumberText.number(difference * 100, digits: 3)) percentage points"
    }

    /// What else one has to know to trust the numbers.
    private var notes: String {
        var notes: [String] = []
        let basis = evidence.basis
        if let mix = basis.mix {
            notes.append(
                "before the attempt its tenants had \(NumberText.number(mix.ratio, digits: 3)) times the ratio of the "
                    + "others")
        }
        if basis.test.dispersion > 1 {
            notes.append(
                "counts are taken to vary \(NumberText.number(basis.test.dispersion, digits: 2)) times as much as "
                    + "independent events")
        }
        if basis.history == nil, plan.confidence.history > .zero {
            notes.append("nothing is known of the baseline before the stage, so its events are taken as independent")
        }
        if plan.isDue, plan.leftOut > .zero {
            notes.append("\(plan.leftOut) before \(plan.after) are left out, because nobody could see them in time")
        }
        return notes.map { "; \($0)" }.joined()
    }
}

extension GateEvidence {
    /// Share of the canary's trials with the event.
    fileprivate var canaryRate: Double { totals.canaryEvents / totals.canaryTotal }

    /// Share of the baseline's trials with the event.
    fileprivate var baselineRate: Double { totals.baselineEvents / totals.baselineTotal }
}
