import GateModel
import GateReplay
import GateRules
import GateStatistics

extension Workload {
    private static let start = Timestamp(seconds: 1_700_000_000)

    /// A day of a rule as large as the advisory one, replayed from answers that are at hand; one operation is one
    /// evaluation, of which there are 5 760.
    static let replay = Workload(name: "replayed-evaluation", repetitions: 5_760) {
        let rule = likeAdvisory
        let end = start + .hours(24)
        let past = PretendPast(step: rule.interval)
        func beginAnew() -> (ReplayRun, AnswerStore) {
            let form = AnswerStore.Form()
            return (
                ReplayRun(under: rule, .attempts(AttemptSettings()), from: start, through: end),
                AnswerStore(form, step: rule.interval, end: end)
            )
        }
        var (run, store) = beginAnew()
        return (
            {
                // The next day is begun, and answers are made, outside the measured time.
                if run.nextPoint == nil { (run, store) = beginAnew() }
                var probe = run
                var needs = probe.advance(&store)
                while !needs.isEmpty {
                    for need in needs { store.take(past.answer(to: need), to: need) }
                    needs = probe.advance(&store)
                }
                for wish in store.takeWishes() { store.take(past.answer(to: wish), to: wish) }
            },
            {
                _ = run.advance(&store)
                return run.timeline.evaluations
            }
        )
    }

    /// One gate on exact counts, two comparisons, two quantiles of two histograms, one count, four measured stop rules.
    private static var likeAdvisory: RolloutRule {
        let (bad, total) = ("requests_total{ {{ track }},code=~\"5..\" }", "requests_total{ {{ track }} }")
        let confidence = Confidence(warmUp: .minutes(1))
        func latency(_ path: String, _ quantile: Double) -> Gate {
            let query = "sum by (le) (increase(duration_bucket{ {{ track }},path=\"\(path)\" }[{{ over }}]))"
            return Gate(
                name: "\(path)-\(quantile)", kind: .latency(Latency(histogram: query, quantile: quantile, target: 0.5)))
        }
        func conversion(_ name: String, worse: Direction) -> Gate {
            let counted = Conversion(
                numerator: "\(name)_total{ {{ track }} }", denominator: "shown_total{ {{ track }} }", worse: worse,
                margin: .relative(0.1))
            return Gate(name: name, kind: .conversion(counted), baselineAtFull: .stageZero, confidence: confidence)
        }
        func increase(_ counter: String) -> String { "sum(increase(\(counter)[{{ over }}]))" }
        return RolloutRule(
            name: "bench",
            gates: [
                Gate(
                    name: "availability",
                    kind: .availability(Availability(counted: .bad(bad), total: total, objective: 0.999)),
                    confidence: confidence),
                latency("read", 0.95), latency("read", 0.99), latency("write", 0.95), latency("write", 0.99),
                conversion("accepted", worse: .lower), conversion("rejected", worse: .higher),
                Gate(name: "isolation", kind: .events(SafetyEvents(query: increase("breaches_total{ {{ track }} }")))),
            ],
            stopRules: [
                StopRule(
                    name: "burn",
                    kind: .burnRate(
                        BurnRate(gate: "availability", budgetShare: 0.02, period: .hours(720), long: .hours(1)))),
                StopRule(
                    name: "spikes",
                    kind: .spikes(Spikes(bad: increase(bad), total: increase(total), threshold: 0.05))),
                StopRule(
                    name: "breach",
                    kind: .expression(StopExpression(query: increase("breaches_total{ {{ track }} }")))),
                StopRule(
                    name: "audit",
                    kind: .expression(StopExpression(query: increase("anomalies_total{ {{ track }} }")))),
            ],
            digest: "0")
    }
}

/// Answers as a healthy canary would give them.
private struct PretendPast {
    private static let edges = ["0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "60", "+Inf"]
    private static let shares = [0.2, 0.5, 0.9, 0.993, 0.998, 0.999, 0.9995, 0.9999, 1, 1, 1]

    let step: TimeSpan

    func answer(to fetch: Fetch) -> Fetched {
        switch fetch {
        case .instant(let expression, let time):
            guard !expression.hasSuffix("]") else {
                return .answered(QueryResult(ranges: [counter(expression, time - .hours(2), time)]))
            }
            let samples = series(expression, [time]).compactMap { series in
                series.points.first.map { Sample(labels: series.labels, content: .value($0.value)) }
            }
            return .answered(QueryResult(samples: samples))
        case .steps(let expression, let from, let through, let step):
            var times: [Timestamp] = []
            var time = from
            while time <= through {
                times.append(time)
                time = time + step
            }
            return .answered(QueryResult(ranges: series(expression, times)))
        case .samples(let selector, let from, let through):
            return .answered(QueryResult(ranges: [counter(selector, from, through)]))
        }
    }

    private func series(_ expression: String, _ times: [Timestamp]) -> [RangeSeries] {
        guard expression.hasPrefix("sum by (le)") else {
            let value = rate(expression) * 300
            return [RangeSeries(labels: [:], points: times.map { RangePoint(at: $0, .finite(value)) })]
        }
        return zip(Self.edges, Self.shares).map { edge, share in
            // A little noise, so that no two answers are the same.
            let points = times.map { time in
                RangePoint(at: time, .finite((share * 30_000 + Double(time.milliseconds / 1000 % 7)).rounded()))
            }
            return RangeSeries(labels: ["le": edge], points: points)
        }
    }

    private func counter(_ selector: String, _ from: Timestamp, _ through: Timestamp) -> RangeSeries {
        let first = from.milliseconds / step.milliseconds
        let points = (first...(through.milliseconds / step.milliseconds)).map { index in
            let value = (Double(index - 100_000_000) * rate(selector) * step.seconds).rounded()
            return RangePoint(at: Timestamp(milliseconds: index * step.milliseconds), .finite(value))
        }
        return RangeSeries(
            labels: ["__name__": "c", "job": "a", "instance": "a:1"], points: points.filter { $0.at >= from })
    }

    /// What is counted in a second.
    private func rate(_ text: String) -> Double {
        if text.contains("breaches") || text.contains("anomalies") { return 0 }
        if text.contains("code=~") { return 0.03 }
        if text.contains("accepted") { return 30 }
        return text.contains("rejected") ? 10 : 100
    }
}
