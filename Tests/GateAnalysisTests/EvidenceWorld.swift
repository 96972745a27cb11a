import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import Testing

@testable import GateAnalysis

/// A gate with confidence and a source that has raw samples: judged again and again, with its evidence kept as the engine
/// keeps it.
struct EvidenceWorld {
    /// When the stage was entered.
    static let entry = Timestamp(seconds: 1_700_000_000)

    var rule: RolloutRule
    var weight = 10
    var frozen: [String: RatioCounts] = [:]
    var evidence: [String: GateEvidence] = [:]
    /// The counters by the name of the query that asks for them.
    var series: [String: [RangeSeries]] = [:]
    /// Answers that are not made of the series.
    var outcomes: [String: QueryOutcome] = [:]

    init(_ gate: Gate, weight: Int = 10, _ change: (inout RolloutRule) -> Void = { _ in }) {
        rule = RolloutRule(name: "advisory", scrapeInterval: .seconds(15), gates: [gate])
        change(&rule)
        self.weight = weight
    }

    /// Counters that grow by so much at every scrape, all on one target.
    mutating func scrape(
        _ growth: KeyValuePairs<String, Double>, labels: Labels = [:], every seconds: Int64 = 15, offset: Int64 = 0,
        minutes: ClosedRange<Int64> = -10...60
    ) {
        for (name, more) in growth {
            let times = Array(
                stride(from: minutes.lowerBound * 60 + offset, through: minutes.upperBound * 60, by: .init(seconds)))
            let points = times.enumerated().map { index, time in
                RangePoint(at: Self.entry + .seconds(time), .finite(1000 + more * Double(index)))
            }
            let identity: Labels = ["__name__": "m", "job": "j", "instance": "i"]
            series[name, default: []].append(RangeSeries(labels: identity.merging(labels), points: points))
        }
    }

    /// From this minute on every counter is still scraped, but counts nothing any more.
    mutating func goFlat(after minute: Int64, through last: Int64) throws {
        for (name, all) in series {
            series[name] = try all.map { one in
                let kept = one.points.filter { $0.at <= Self.entry + .minutes(minute) }
                let value = try #require(kept.last).value
                let flat = stride(from: minute * 60 + 15, through: last * 60, by: 15)
                    .map { RangePoint(at: Self.entry + .seconds($0), value) }
                return RangeSeries(labels: one.labels, points: kept + flat)
            }
        }
    }

    func plan(after span: TimeSpan) -> QueryPlan {
        let stage = rule.stages.first { $0.weight.percent == weight } ?? rule.stages[0]
        let context = PlanContext(
            revision: "v2", stage: stage, stageEnteredAt: Self.entry, attemptStartedAt: Self.entry - .hours(2),
            frozenBaselines: frozen, evidence: evidence)
        return Planner.plan(rule, context, at: Self.entry + span)
    }

    /// Judges so long after the entry and keeps what was counted.
    @discardableResult mutating func judge(after span: TimeSpan) -> Verdict {
        let plan = plan(after: span)
        var answers: [Query: QueryOutcome] = [:]
        for query in plan.queries { answers[query] = outcomes[query.name] ?? answer(query) }
        let verdict = Judge.judge(plan, answers).gates[0]
        if let increment = verdict.increment {
            if let basis = increment.basis {
                evidence[verdict.subject] = GateEvidence(gate: verdict.subject, basis: basis)
            }
            evidence[verdict.subject]?.add(increment)
        }
        return verdict
    }

    /// Judges at every interval up to here; the last verdict.
    @discardableResult mutating func judge(from first: TimeSpan? = nil, through last: TimeSpan) -> Verdict {
        var span = first ?? rule.interval
        while span < last {
            judge(after: span)
            span = span + rule.interval
        }
        return judge(after: last)
    }

    var known: GateEvidence? { evidence[rule.gates[0].name] }

    /// What a source answers to a range selector.
    private func answer(_ query: Query) -> QueryOutcome {
        guard let begin = query.expression.lastIndex(of: "["),
            let range = TimeSpan(
                prometheusDuration: String(query.expression[query.expression.index(after: begin)...].dropLast()))
        else { return .answered(QueryResult(ranges: [])) }
        return .answered(
            QueryResult(
                ranges: (series[query.name] ?? []).compactMap { series in
                    let points = series.points.filter { $0.at > query.time - range && $0.at <= query.time }
                    return points.isEmpty ? nil : RangeSeries(labels: series.labels, points: points)
                }))
    }
}

extension Confidence {
    /// Without a history, which the tests of something else need not answer.
    static let bare = Confidence(history: .zero)
}

extension Gate {
    /// Exact counts, errors allowed in 1 % of the requests.
    static func sureAvailability(
        _ confidence: Confidence = .bare, objective: Double = 0.99, minEvents: Double? = nil,
        blindness: BlindnessPolicies = BlindnessPolicies()
    ) -> Gate {
        Gate(
            name: "availability",
            kind: .availability(
                Availability(
                    counted: .bad("errors{ {{ track }} }"), total: "all{ {{ track }} }", objective: objective)),
            minEvents: minEvents, blindness: blindness, confidence: confidence)
    }

    static func sureConversion(
        _ confidence: Confidence = .bare, worse: Direction = .lower, margin: Margin = .relative(0.05),
        minEvents: Double? = nil, baseline: BaselineSource = .concurrent, baselineAtFull: BaselineSource? = nil
    ) -> Gate {
        Gate(
            name: "conversion",
            kind: .conversion(
                Conversion(
                    numerator: "won{ {{ track }} }", denominator: "shown{ {{ track }} }", worse: worse,
                    margin: margin)),
            minEvents: minEvents, baseline: baseline, baselineAtFull: baselineAtFull, confidence: confidence)
    }

    static func sureLatency(
        _ confidence: Confidence = .bare, quantile: Double = 0.9, target: Double = 0.3, histogram: String = "b{}"
    ) -> Gate {
        Gate(
            name: "latency", kind: .latency(Latency(histogram: histogram, quantile: quantile, target: target)),
            confidence: confidence)
    }
}
