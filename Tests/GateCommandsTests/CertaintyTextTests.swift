import GateHTTP
import GateModel
import GateRules
import GateRuntime
import GateStatistics
import GateTestSupport
import Testing

@testable import GateCommands

@Suite struct CertaintyTextTests {
    private static let forecast = "needs about 7 800 more canary requests: 1 h 48 min at the present rate"

    private static let cases: [(String, Certainty)] = [
        ("a ratio proven worse", .sample(.refuted, fail: 10.625, lower: 0.43, upper: 0.58)),
        ("a fail whose evidence has sunk again", .sample(.refuted, fail: 2, lower: 0.7, upper: 0.99)),
        (
            "an error rate proven within its limit",
            .sample(
                .proven, pass: 3.4, lower: 0.00021, upper: 0.000873, quantity: "canary_rate", limit: 0.001,
                comparison: "<=")
        ),
        (
            "a difference not proven yet",
            .sample(
                lower: -0.0213, upper: 0.004, quantity: "difference", limit: -0.01, dispersion: 3.05,
                forecast: forecast)
        ),
        ("a ratio bounded on one side", .sample(lower: nil, forecast: "will not decide at the present rate")),
        (
            "an error rate with a lower bound and no limit",
            .sample(upper: nil, quantity: "canary_rate", limit: nil, comparison: "<=")
        ),
        ("nothing known yet", .sample(lower: nil, upper: nil)),
        ("overwhelming evidence", .sample(.refuted, fail: 4_000, confidence: 0.999, lower: 0.01, upper: 0.1)),
        ("evidence that is no number", .sample(.proven, pass: .nan, lower: 0.99, upper: .infinity)),
    ]

    @Test func wordsAreTheGoldenOnes() {
        let text = Self.cases.flatMap { name, certainty in
            [name] + CertaintyText.lines(API.Certainty(certainty)).map { "  \($0)" }
        }
        #expect(Golden.difference(text.joined(separator: "\n") + "\n", from: "certainty.txt") == nil)
    }

    @Test(
        "the gates that are bad are named with what it was corrected for",
        arguments: [
            (1, [], "proven worse, corrected for 1 gate (e-BH, 5 %): none"),
            (8, ["conversion", "read-p99"], "proven worse, corrected for 8 gates (e-BH, 5 %): conversion, read-p99"),
        ] as [(Int, [String], String)])
    func gatesAreNamed(tested: Int, gates: [String], sentence: String) throws {
        let quiet = (gates.count..<tested).map { (name: "quiet-\($0)", nats: 0.0) }
        let snapshots = (gates.map { (name: $0, nats: 9.0) } + quiet).map { gate in
            GateSnapshot(
                Verdict(
                    subject: gate.name, outcome: .fail, reason: .beyondThreshold, certainty: .sample(fail: gate.nats)))
        }
        var visit = StageVisit(stage: "canary", weight: .zero, enteredAt: Timestamp(seconds: 0))
        visit.gates = snapshots
        #expect(CertaintyText.sentence(try #require(API.Visit(visit).provenWorse)) == sentence)
    }

    @Test("status and report say how sure it is below each gate with confidence", arguments: ["status", "report"])
    func commandsSayHowSure(command: String) throws {
        let lines =
            command == "status" ? RolloutText.lines(API.Rollout(Self.view)) : ReportText.markdown(API.Report(Self.view))
        #expect(Golden.difference(lines.joined(separator: "\n") + "\n", from: "\(command)-confidence.txt") == nil)
    }

    @Test func evaluateSaysHowSure() throws {
        let stage = try #require(Self.view.rule.stages.last)
        let lines = EvaluationText.lines(Self.evaluation, rule: Self.view.rule, stage: stage)
        #expect(Golden.difference(lines.joined(separator: "\n") + "\n", from: "evaluate-confidence.txt") == nil)
    }

    private static let start = Timestamp(seconds: 1_771_146_000)

    private static let rule = RolloutRule(
        name: "advisory",
        gates: [
            Gate(
                name: "conversion",
                kind: .conversion(
                    Conversion(numerator: "orders", denominator: "visits", worse: .lower, margin: .relative(0.05))),
                confidence: Confidence()),
            Gate(
                name: "availability",
                kind: .availability(Availability(counted: .bad("bad"), total: "total", objective: 0.999)),
                confidence: Confidence()),
            Gate(
                name: "read-p99", kind: .latency(Latency(histogram: "h", quantile: 0.99, target: 0.3)),
                confidence: Confidence()),
            Gate(name: "isolation", kind: .events(SafetyEvents(query: "breaches"))),
        ],
        digest: "d1")

    private static let evaluation = Evaluation(
        at: start + .minutes(60),
        gates: [
            Verdict(
                subject: "conversion", outcome: .fail, reason: .beyondThreshold, value: .finite(0.1), threshold: 0.19,
                comparison: ">=", events: 7200, summary: "10 % of 7 200 converted, 0.5 of the baseline's",
                certainty: .sample(.refuted, fail: 10.625, lower: 0.43, upper: 0.58)),
            Verdict(
                subject: "availability", outcome: .inconclusive, reason: .notProven, value: .finite(0.9995),
                threshold: 0.999, comparison: ">=", events: 4000, summary: "99.95 % of 4 000 requests succeeded",
                certainty: .sample(
                    lower: 0.00011, upper: 0.0021, quantity: "canary_rate", limit: 0.001, comparison: "<=",
                    dispersion: 1.5, forecast: forecast)),
            Verdict(
                subject: "read-p99", outcome: .error, reason: .sourceUnavailable, summary: "the source timed out",
                certainty: .sample(
                    .proven, pass: 3.4, lower: 0.001, upper: 0.0091, quantity: "canary_rate", limit: 0.01,
                    comparison: "<=")),
            Verdict(subject: "isolation", outcome: .pass, reason: .withinThreshold, value: .finite(0), threshold: 0),
        ])

    private static var view: RolloutView {
        var visit = StageVisit(stage: "stage-1", weight: rule.stages[1].weight, enteredAt: start)
        visit.gates = evaluation.gates.map(GateSnapshot.init)
        var state = RolloutState(rollout: "advisory", ruleDigest: "d1")
        var attempt = Attempt(number: 1, revision: "v2", startedAt: start, startedBy: "alice", visit: visit)
        attempt.candidate = Candidate(
            id: "advisory-1-40", stage: "stage-1", nextStage: "stage-2", nextWeight: rule.stages[2].weight,
            greenSince: start, completedAt: start + .minutes(60), gates: Array(visit.gates.suffix(3)),
            caveat: "gate availability not proven, goes on because its rule says `undecided: promote`")
        state.attempt = attempt
        return RolloutView(
            rule: rule, state: state, servedWeight: visit.weight, evaluation: evaluation, waitingFor: ["the window"])
    }
}
