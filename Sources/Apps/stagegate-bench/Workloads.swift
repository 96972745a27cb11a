import GateAnalysis
import GateEngine
import GateModel
import GateRules
import GateStatistics

extension Workload {
    private static let start = Timestamp(seconds: 1_700_000_000)

    /// Ten availability gates, as many as the advisory rule has.
    private static var tenGates: RolloutRule {
        let gates = (0..<10).map { index in
            Gate(
                name: "gate-\(index)",
                kind: .availability(
                    Availability(
                        counted: .bad("sum(increase(bad_total{ {{ track }} }[{{ over }}]))"),
                        total: "sum(increase(requests_total{ {{ track }} }[{{ over }}]))", objective: 0.999)))
        }
        return RolloutRule(name: "bench", gates: gates, digest: "0")
    }

    /// One evaluation of ten gates through the engine, invariants included.
    static let engineStep = Workload(name: "engine-step", repetitions: 20_000) {
        let rule = tenGates
        let trace = TraceID(high: 1, low: 2)
        let started = Engine.step(
            RolloutState(rollout: rule.name, ruleDigest: rule.digest),
            Event(actor: Actor(name: "bench", roles: [.admin]), trace: trace, kind: .startRequested(revision: "r1")),
            at: start, under: rule
        ).state
        let at = rule.grid.next(after: start)
        let verdicts = rule.gates.map {
            Verdict(
                subject: $0.name, outcome: .pass, reason: .withinThreshold, value: .finite(0.9995), threshold: 0.999)
        }
        let event = Event(actor: .stagegate, trace: trace, kind: .evaluated(Evaluation(at: at, gates: verdicts)))
        return { Int(Engine.step(started, event, at: at, under: rule).state.sequence) }
    }

    /// Planning and judging ten gates, two queries each.
    static let judge = Workload(name: "plan-and-judge", repetitions: 2_000) {
        let rule = tenGates
        let context = PlanContext(revision: "r1", stage: rule.stages[1], stageEnteredAt: start)
        let at = rule.grid.next(after: start + .minutes(10))
        let answers = Dictionary(
            uniqueKeysWithValues: Planner.plan(rule, context, at: at).queries.map { query in
                (query, QueryOutcome.answered(QueryResult(samples: [Sample(query.name == "bad" ? 1 : 10_000)])))
            })
        return { Judge.judge(Planner.plan(rule, context, at: at), answers).gates.count }
    }

    /// Ten thousand comparisons of two arms, each with one more stratum and its verdict.
    static let ratioTests = Workload(name: "10k-ratio-tests", repetitions: 20) {
        let test = RatioTest(
            Boundary(rho0: 1.25), worse: .higher, history: Binomial(events: 2000, trials: 100_000), horizon: 1440)
        let stratum = Stratum(canaryEvents: 1, canaryTotal: 50, baselineEvents: 9, baselineTotal: 450) ?? .empty
        var processes = Array(repeating: EProcess(), count: 10_000)
        return {
            var decided = 0
            for index in processes.indices {
                processes[index].add(stratum, under: test)
                if processes[index].proof(under: test) != .unknown { decided += 1 }
            }
            return decided
        }
    }

    /// What is said of ten thousand comparisons beside their verdict: bounds that hold at every look, and a forecast.
    static let statements = Workload(name: "10k-bounds-and-forecasts", repetitions: 5) {
        let test = RatioTest(Boundary(rho0: 1.25), worse: .higher, horizon: 1440)
        let stratum = Stratum(canaryEvents: 20, canaryTotal: 1000, baselineEvents: 180, baselineTotal: 9000) ?? .empty
        var process = EProcess()
        process.add(stratum, under: test)
        let known = process
        return {
            var bounded = 0
            for _ in 0..<10_000 {
                let interval = AnytimeInterval(.ratio, of: [known.totals], alpha: 0.05, precision: 1e-8)
                if interval.lower != nil, known.forecast(under: test).canaryTrials > 0 { bounded += 1 }
            }
            return bounded
        }
    }
}
