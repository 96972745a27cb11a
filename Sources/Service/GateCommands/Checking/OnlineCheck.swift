import GateAnalysis
import GateLint
import GateModel
import GateRules
import GateRuntime

/// From where on a query costs too much.
struct QueryLimits {
    /// Series that its selectors read: more than one answer may have.
    var series = 10_000.0
    /// Share of the interval, or of the time it may take.
    var share = 0.5
}

/// Asks the source what only it can know of a rollout's queries.
///
/// There may be no canary yet, so everything is asked of the baseline track, as at a stage without a canary.
struct OnlineCheck {
    let source: RuleSource
    let place: RulePlace
    let rule: RolloutRule
    let open: OpenSource
    let limits: QueryLimits
    private(set) var findings: [Finding] = []
    private(set) var measurements: [QueryMeasurement] = []

    init(
        _ source: RuleSource, _ place: RulePlace, _ rule: RolloutRule, _ open: OpenSource,
        limits: QueryLimits = QueryLimits()
    ) {
        self.source = source
        self.place = place
        self.rule = rule
        self.open = open
        self.limits = limits
    }

    /// Asks everything once: each query alone, so that it is known how long it takes.
    mutating func run(at now: Timestamp) async {
        let at = rule.grid.last(notAfter: now)
        guard let plan = Self.plan(rule, at: at) else { return }
        var answers: [Query: QueryOutcome] = [:]
        var blind: Set<String> = []
        var selectors = SelectorCheck(open: open, timeout: rule.queryTimeout, time: at - rule.queryOffset)
        for subject in plan.gates + plan.stopRules {
            for query in subject.queries {
                let start = ContinuousClock.now
                let outcome = await open.source.query(query, rule.queryTimeout, SystemTime.newTrace())
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                answers[query] = outcome
                let found = await selectors.look(at: query)
                let problems = report(query, of: subject, outcome, found, seconds: seconds)
                if problems.contains(where: { $0.diagnostic.severity != .info }) { blind.insert(subject.name) }
                findings += problems
                measurements.append(measurement(query, of: subject, outcome, found, seconds: seconds))
            }
        }
        let evaluation = Judge.judge(plan, answers)
        for (gate, verdict) in rule.gates.compactMap({ gate in
            evaluation.gates.first { $0.subject == gate.name }.map { (gate, $0) }
        }) {
            checkVerdict(verdict, of: gate, isExplained: blind.contains(gate.name))
            checkTraffic(verdict, of: gate)
            checkTarget(of: gate, plan, answers)
        }
        checkPace(selectors.slowest)
        await checkOnCall(at: at)
    }

    mutating func report(
        _ id: DiagnosticID, at place: RulePlace, _ message: String, hint: String
    ) {
        findings.append(Finding(id, in: source, at: place, message, hint: hint))
    }

    mutating func add(_ more: [Finding]) { findings += more }

    /// Where a gate stands.
    func place(of gate: Gate) -> RulePlace {
        place["gates"][rule.gates.firstIndex { $0.name == gate.name } ?? 0]
    }

    /// The queries of a stage without a canary; gates with confidence count once, in a range.
    private static func plan(_ rule: RolloutRule, at: Timestamp) -> QueryPlan? {
        guard let stage = rule.stages.first else { return nil }
        var plain = rule
        plain.gates = rule.gates.map { gate in
            var gate = gate
            gate.stages = nil
            if gate.confidence != nil {
                gate.confidence = nil
                gate.over = .sliding(TrafficSurvey.span)
            }
            return gate
        }
        let context = PlanContext(revision: "unknown", stage: stage, stageEnteredAt: at - TrafficSurvey.span)
        return Planner.plan(plain, context, at: at)
    }

    private func report(
        _ query: Query, of subject: QueryPlan.Subject, _ outcome: QueryOutcome, _ selectors: [SelectorCheck.Found],
        seconds: Double
    ) -> [Finding] {
        guard let (place, template) = RuleSource.query(query.name, of: subject.name, in: rule, at: place) else {
            return []
        }
        let text = OnlineQuery(
            source: source, place: place, query: query, map: TemplateMap(template, query.expression))
        var found: [Finding] = []
        if case .failed(let failure) = outcome { found.append(text.failure(failure)) }
        let countsEvents = ["bad", "numerator"].contains { query.name.hasSuffix($0) }
        found += selectors.compactMap { text.finding($0, countsEvents: countsEvents) }
        let limit = min(rule.queryTimeout.seconds, rule.interval.seconds) * limits.share
        if seconds > limit { found.append(text.slow(seconds, limit: limit)) }
        let matched = selectors.reduce(0) { $0 + ($1.series ?? 0) }
        if matched > limits.series { found.append(text.many(matched)) }
        return found
    }

    private func measurement(
        _ query: Query, of subject: QueryPlan.Subject, _ outcome: QueryOutcome, _ found: [SelectorCheck.Found],
        seconds: Double
    ) -> QueryMeasurement {
        var answered: Int?
        if case .answered(let result) = outcome { answered = result.ranges?.count ?? result.samples.count }
        let counts = found.compactMap(\.series)
        return QueryMeasurement(
            subject: "\(rule.name)/\(subject.name)", name: query.name,
            matched: counts.isEmpty ? nil : counts.reduce(0, +), answered: answered,
            scrapeSeconds: found.compactMap(\.samplesEvery?.seconds).max(), seconds: seconds)
    }
}
