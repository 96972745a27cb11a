import GateAnalysis
import GateLint
import GateModel
import GateRules
import GateRuntime

extension OnlineCheck {
    /// A gate that the baseline as it is now leaves undecided.
    mutating func checkVerdict(_ verdict: Verdict, of gate: Gate, isExplained: Bool) {
        guard verdict.outcome == .inconclusive || verdict.outcome == .error, !isExplained else { return }
        if verdict.reason == .tooFewEvents { return }
        report(
            .gateUndecided, at: place(of: gate), "the gate cannot be judged now: \(verdict.summary)",
            hint: "it would hold the rollout")
    }

    /// Whether the canary will get the events that the gate wants in its range.
    mutating func checkTraffic(_ verdict: Verdict, of gate: Gate) {
        guard gate.confidence == nil, gate.kind.countsEvents, gate.minEvents > 0,
            let events = verdict.baseline?.total ?? verdict.events
        else { return }
        let stages = rule.stages.filter { gate.applies(to: $0) && $0.weight > .zero }
        guard let least = stages.min(by: { $0.weight < $1.weight }) else { return }
        let expected = events * Double(least.weight.percent) / 100
        guard expected < gate.minEvents else { return }
        report(
            .tooLittleTraffic, at: place(of: gate)["min_events"],
            "\(NumberText.percent(Double(least.weight.percent) / 100)) of what the baseline has now is "
                + "\(NumberText.number(expected, digits: 3)) events in the range, fewer than \(NumberText.count(gate.minEvents)): "
                + "at `\(least.name)` the gate has nothing to go by",
            hint: "a longer `over`, `over: stage`, `confidence`, or a larger weight")
    }

    /// Whether the target of a latency gate lies where its histogram can tell.
    mutating func checkTarget(of gate: Gate, _ plan: QueryPlan, _ answers: [Query: QueryOutcome]) {
        guard case .latency(let latency) = gate.kind,
            let query = plan.gates.first(where: { $0.name == gate.name })?.queries.first,
            case .answered(let result)? = answers[query]
        else { return }
        let bounds = Set(result.samples.compactMap { $0.labels["le"].flatMap(SampleValue.init)?.finite }).sorted()
        guard let largest = bounds.last, !bounds.contains(where: { isSame($0, latency.target) }) else { return }
        let target = NumberText.number(latency.target)
        let place = place(of: gate)["latency"]["target"]
        guard latency.target < largest else {
            return report(
                .targetAboveBuckets, at: place,
                "the target \(target) is above the largest finite bucket \(NumberText.number(largest)): the gate can never fail",
                hint: "add buckets at the target and above it, or lower the target")
        }
        let below = bounds.last { $0 < latency.target }.map { NumberText.number($0) } ?? "0"
        let above = bounds.first { $0 > latency.target }.map { NumberText.number($0) } ?? "+Inf"
        report(
            .targetBetweenBuckets, at: place,
            "the target \(target) lies between the buckets \(below) and \(above): what is in between is a guess",
            hint: "use \(below) or \(above), or add a bucket at the target")
    }

    /// Whether samples come as often as the rule says, and often enough for its ranges.
    mutating func checkPace(_ slowest: (metric: String, every: TimeSpan)?) {
        guard let (metric, every) = slowest else { return }
        let said = rule.scrapeInterval
        let isSlower = every.seconds > said.seconds * 1.2
        let isFaster = every.seconds * 1.2 < said.seconds
        // A default that is too long is careful where nothing is computed from it.
        if isSlower || isFaster && place["scrape_interval"].isThere {
            let origin = place["scrape_interval"].isThere ? "`scrape_interval`" : "the default of `scrape_interval`"
            report(
                .scrapeIntervalDiffers, at: place["scrape_interval"],
                "samples of `\(metric)` come every \(every), not every \(said), \(origin)",
                hint: "write `scrape_interval: \(every)`")
        }
        guard isSlower else { return }
        var surroundings = LintSurroundings(now: Timestamp(milliseconds: 0))
        let known = Set(Lint.findings(in: source, surroundings, of: rule.name).map(\.diagnostic.position))
        surroundings.samplesEvery = every
        add(
            Lint.findings(in: source, surroundings, of: rule.name).filter {
                $0.diagnostic.id == .rangeTooShort && !known.contains($0.diagnostic.position)
            })
    }

    /// Whether somebody is on call now, where a query says so.
    mutating func checkOnCall(at time: Timestamp) async {
        guard case .query(let text, let label) = rule.approval.onCall else { return }
        let query = Query(name: "on_call", expression: text, time: time)
        let place = place["approval"]["on_call"]["query"]
        switch await open.source.query(query, rule.queryTimeout, SystemTime.newTrace()) {
        case .failed(let failure):
            add([OnlineQuery(source: source, place: place, query: query, map: TemplateMap(text, text)).failure(failure)]
            )
        case .answered(let result):
            let isAnybody = result.samples.contains { sample in
                guard case .value(let value) = sample.content, let number = value.finite else { return false }
                return number > 0 && sample.labels[label] != nil
            }
            guard !isAnybody else { return }
            report(
                .approvalNobodyCanGive, at: place, "nobody is on call now: no series above 0 has a label `\(label)`",
                hint: "check the query and the label")
        }
    }

    private func isSame(_ left: Double, _ right: Double) -> Bool {
        abs(left - right) <= 1e-9 * max(abs(left), abs(right))
    }
}
