public import GateModel
public import GateRules
import GateStatistics

/// How a gate with confidence gathers its evidence at one evaluation.
public struct EvidencePlan: Equatable, Sendable {
    /// How sure the verdict has to be.
    public let confidence: Confidence
    /// How the events are counted.
    public let counting: Counting
    /// From when on events of the stage count: the entry and the warm-up.
    public let countsFrom: Timestamp
    /// What was gathered before; `nil` when nothing was, not even what it is judged by.
    public private(set) var known: GateEvidence?
    /// From when on this evaluation counts.
    public private(set) var after: Timestamp
    /// Up to when it counts.
    public private(set) var through: Timestamp
    /// Whether there is anything to count at this evaluation; without, nothing is asked.
    public private(set) var isDue: Bool
    /// Pairs of a gate with confidence and a stage at which it takes part: they share the probability of a wrong fail.
    public let tests: Int
    /// Counts the stage will have, about: what a change that begins late is held against.
    public let horizon: Int
    /// Variance of the counts as a multiple of the binomial one, at least, because of how they are counted.
    public let leastDispersion: Double
    /// Length of the blocks in which the noise of the baseline is measured; `nil` when the history is not asked.
    public let historyBlock: TimeSpan?
    /// Whether the canary's tenants are compared with the others before the attempt.
    public let asksTenantMix: Bool

    /// Evidence that fails the gate, in nats: the share of the error probability this gate has at one stage.
    public var failThreshold: Double { Multiplicity.threshold(alpha: confidence.alpha, tests: tests) }

    /// Evidence that passes the gate, in nats.
    public var passThreshold: Double { Multiplicity.threshold(alpha: confidence.alpha, tests: 1) }

    /// Whether it has to be fixed what the evidence is judged by.
    public var needsBasis: Bool { isDue && known == nil }

    /// How much older data nobody counts any more, because the source was out of sight for too long.
    public var leftOut: TimeSpan { after - (known?.through ?? countsFrom) }
}

extension EvidencePlan {
    /// For so long a canary may be without traffic before that is worth a word.
    static let shortestSilence = TimeSpan.minutes(5)

    /// The longest time one count reaches back.
    static let longestGap = TimeSpan.hours(1)

    /// Plans the evidence of a gate; `nil` for one without confidence and for the kinds that count nothing.
    init?(_ gate: Gate, _ writer: QueryWriter) {
        guard let confidence = gate.confidence, gate.kind.countsEvents else { return nil }
        let (rule, context) = (writer.rule, writer.context)
        self.confidence = confidence
        counting = gate.kind.counters.allSatisfy { CounterSelector.isBare($0.query) } ? .exact : .increase
        countsFrom = context.stageEnteredAt + confidence.warmUp
        known = context.evidence[gate.name]
        through = writer.time
        let step = counting == .exact ? rule.interval : gate.over.slidingSpan ?? rule.interval
        let last = known?.through ?? countsFrom
        after = max(last, through - max(Self.longestGap, step))
        isDue = counting == .exact ? through > last : through - last >= step
        tests = rule.testCount
        horizon = Self.count(of: confidence.longestWindow(of: context.stage), in: step)
        leastDispersion =
            counting == .exact ? 1 : PrometheusIncrease.inflationBound(over: step, scrape: rule.scrapeInterval) ?? 1
        let isCollecting = context.isBeforeCanary && gate.kind.comparesTracks
        let asks = isDue && known == nil && !isCollecting
        historyBlock =
            asks && confidence.history > .zero
            ? Confidence.historyBlock(interval: rule.interval, scrapeInterval: rule.scrapeInterval) : nil
        asksTenantMix = asks && gate.kind.comparesTracks && confidence.tenantMix != nil
    }

    /// The plan of a later grid point of the same visit; `nil` where something else has to be asked than before.
    ///
    /// - Parameters:
    ///   - gate: The gate this plan is of.
    ///   - writer: Where the rollout stands then.
    /// - Returns: The plan, equal to one made from nothing.
    func following(_ gate: Gate, _ writer: QueryWriter) -> EvidencePlan? {
        var next = self
        next.known = writer.context.evidence[gate.name]
        next.through = writer.time
        let step = counting == .exact ? writer.rule.interval : gate.over.slidingSpan ?? writer.rule.interval
        let last = next.known?.through ?? countsFrom
        next.after = max(last, next.through - max(Self.longestGap, step))
        next.isDue = counting == .exact ? next.through > last : next.through - last >= step
        let isSame =
            known != nil && next.known != nil && isDue == next.isDue && next.through - next.after == through - after
        return isSame ? next : nil
    }

    /// Why the evidence of a gate cannot be gathered as the rule says; `nil` when it can.
    static func problem(of gate: Gate, _ plan: EvidencePlan, in rule: RolloutRule) -> String? {
        if Grouping(gate) != .single, Grouping(gate) != .reduce(.sum) {
            return "gate \(gate.name) has a confidence and judges its series apart; one evidence cannot be about many, "
                + "take `per` and `reduce` away"
        }
        guard plan.counting == .increase else { return nil }
        guard let over = gate.over.slidingSpan else {
            return "gate \(gate.name) has a confidence and counts with `increase()` over the whole stage; give it an "
                + "`over` of fixed length, or bare selectors of its counters"
        }
        guard PrometheusIncrease.inflationBound(over: over, scrape: rule.scrapeInterval) == nil else { return nil }
        return "gate \(gate.name) counts with `increase()` over \(over), which holds fewer than 2 samples at a scrape "
            + "interval of \(rule.scrapeInterval); make `over` longer, or give bare selectors of its counters"
    }

    private static func count(of span: TimeSpan, in window: TimeSpan) -> Int {
        guard window > .zero else { return 1 }
        let (whole, rest) = span.milliseconds.quotientAndRemainder(dividingBy: window.milliseconds)
        return Int(clamping: max(1, whole + (rest > 0 ? 1 : 0)))
    }
}

extension GateRange {
    /// The length of a range that slides.
    var slidingSpan: TimeSpan? {
        if case .sliding(let span) = self { span } else { nil }
    }
}

extension Confidence {
    /// How long a stage may be watched until the gate is decided.
    fileprivate func longestWindow(of stage: Stage) -> TimeSpan {
        if case .extend(let limit) = undecided { max(limit, stage.window) } else { stage.window }
    }
}

extension RolloutRule {
    /// Pairs of a gate with confidence and a stage at which it takes part.
    fileprivate var testCount: Int {
        let pairs = gates.filter { $0.confidence != nil && $0.kind.countsEvents }.map { gate in
            stages.count { gate.applies(to: $0) && !(gate.kind.comparesTracks && $0.weight == .zero) }
        }
        return max(1, pairs.reduce(0, +))
    }
}
