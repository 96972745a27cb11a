import GateAnalysis
import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import Testing

@Suite struct TrafficSurveyTests {
    private static let at = Timestamp(seconds: 1_700_000_000)

    private static let availability = GateKind.availability(
        Availability(
            counted: .bad("increase(b{ {{ track }} }[{{ over }}])"), total: "increase(t{ {{ track }} }[{{ over }}])",
            objective: 0.999))
    private static let latency = GateKind.latency(
        Latency(histogram: "increase(h_bucket{ {{ track }} }[{{ over }}])", quantile: 0.95, target: 1))
    private static let conversion = GateKind.conversion(
        Conversion(
            numerator: "increase(n{ {{ track }} }[{{ over }}])", denominator: "increase(d{ {{ track }} }[{{ over }}])",
            worse: .lower, margin: .relative(0.05)))

    private static func rule(_ kind: GateKind) -> RolloutRule {
        let gate = Gate(
            name: "g", kind: kind, per: [], baselineAtFull: .stageZero, stages: ["stage-1"], confidence: Confidence())
        let plain = Gate(name: "up", kind: .events(SafetyEvents(query: "up")))
        return RolloutRule(name: "shop", gates: [gate, plain])
    }

    private static func traffic(_ kind: GateKind, _ outcomes: [String: QueryOutcome]) throws -> Traffic? {
        let rule = rule(kind)
        let plan = try #require(TrafficSurvey.plan(rule, at: at))
        let evaluation = Judge.judge(plan, plan.queries.answered(outcomes))
        return TrafficSurvey.traffic(of: rule.gates[0], in: evaluation)
    }

    @Test func theBaselineTrackIsAskedForAnHour() throws {
        let plan = try #require(TrafficSurvey.plan(Self.rule(Self.availability), at: Self.at))
        #expect(
            plan.queries.map(\.expression) == [
                #"increase(b{ track="stable" }[1h])"#, #"increase(t{ track="stable" }[1h])"#,
            ])
    }

    @Test func ruleWithoutConfidenceAsksNothing() {
        let rule = RolloutRule(name: "shop", gates: [Gate(name: "up", kind: .events(SafetyEvents(query: "up")))])
        #expect(TrafficSurvey.plan(rule, at: Self.at) == nil)
    }

    @Test func requestsAndBadOnesAreCounted() throws {
        let traffic = try #require(try Self.traffic(Self.availability, ["bad": .value(36), "total": .value(7200)]))
        #expect(traffic.total == 7200)
        #expect(abs(try #require(traffic.share) - 0.005) < 1e-9)
        #expect(traffic.rate == 2)
    }

    @Test func noSeriesOfBadRequestsMeansNone() throws {
        #expect(
            try Self.traffic(Self.availability, ["bad": .empty, "total": .value(7200)])
                == Traffic(total: 7200, share: 0))
    }

    @Test func seriesAreAddedUp() throws {
        let total = QueryOutcome.by("pod", ["a": 3600, "b": 3600])
        #expect(try Self.traffic(Self.availability, ["bad": .empty, "total": total])?.total == 7200)
    }

    @Test func observationsOfAHistogramAreCounted() throws {
        let buckets = QueryOutcome.buckets(["1": 90, "+Inf": 100])
        #expect(try Self.traffic(Self.latency, ["histogram": buckets]) == Traffic(total: 100, share: nil))
    }

    @Test func conversionsAreThoseOfTheBaseline() throws {
        let outcomes: [String: QueryOutcome] = ["baseline_numerator": .value(20), "baseline_denominator": .value(100)]
        #expect(try Self.traffic(Self.conversion, outcomes) == Traffic(total: 100, share: 0.2))
    }

    @Test("what was not answered is not known", arguments: [QueryOutcome.empty, .failure(.sourceUnavailable)])
    func nothingIsKnown(outcome: QueryOutcome) throws {
        #expect(try Self.traffic(Self.availability, ["bad": .empty, "total": outcome]) == nil)
    }
}
