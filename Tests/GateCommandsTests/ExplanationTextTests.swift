import Foundation
import GateAnalysis
import GateHTTP
import GateModel
import GateRules
import GateStatistics
import GateTestSupport
import Testing

@testable import GateCommands

@Suite struct ExplanationTextTests {
    private static let availability = GateKind.availability(
        Availability(counted: .bad("errors_total{ {{ track }} }"), total: "all_total{ {{ track }} }", objective: 0.999))

    private static func conversion(_ worse: Direction, _ margin: Margin) -> GateKind {
        .conversion(
            Conversion(
                numerator: "sum(increase(orders_total{ {{ track }} }[{{ over }}]))",
                denominator: "sum(increase(visits_total{ {{ track }} }[{{ over }}]))", worse: worse, margin: margin))
    }

    private static let rule = RolloutRule(
        name: "toy",
        gates: [
            Gate(
                name: "availability", kind: availability,
                confidence: Confidence(undecided: .extend(to: .hours(8)), warmUp: .minutes(5))),
            Gate(
                name: "conversion", kind: conversion(.lower, .relative(0.05)), over: .sliding(.minutes(10)),
                confidence: Confidence(
                    level: 0.99, undecided: .promote, history: .zero,
                    tenantMix: TenantMixSource(
                        canary: #"tenant=~"a|b""#, others: #"tenant!~"a|b""#, period: .hours(168)))),
            Gate(
                name: "rejects", kind: conversion(.higher, .absolute(0.01)), over: .sliding(.minutes(2)),
                confidence: Confidence()),
            Gate(
                name: "read-p99",
                kind: .latency(Latency(histogram: "read_seconds_bucket{ {{ track }} }", quantile: 0.99, target: 0.3)),
                confidence: Confidence()),
            Gate(name: "plain", kind: availability),
        ],
        stopRules: [
            StopRule(
                name: "slo-burn",
                kind: .burnRate(
                    BurnRate(gate: "availability", budgetShare: 0.02, period: .hours(720), long: .hours(1)))),
            StopRule(
                name: "slow-burn",
                kind: .burnRate(
                    BurnRate(gate: "availability", budgetShare: 0.5, period: .hours(720), long: .hours(1)))),
            StopRule(name: "spikes-5xx", kind: .spikes(Spikes(bad: "b", total: "t", threshold: 0.05))),
        ])

    private static func explanation(stage: Int) -> RolloutExplanation {
        let at = rule.grid.last(notAfter: Timestamp(seconds: 1_771_146_000))
        let context = PlanContext(revision: "v2", stage: rule.stages[stage], stageEnteredAt: at - .hours(1))
        return RolloutExplanation(rule, context, at: at)
    }

    private static func answer(stage: Int) -> API.Explanation {
        API.Explanation(explanation(stage: stage)) { "curl \($0.name)" }
    }

    @Test func wordsAreTheGoldenOnes() {
        let explanation = Explanation(Self.rule, at: Self.rule.stages[1])
        let text = (Self.rule.gates.map(\.name) + Self.rule.stopRules.map(\.name)).flatMap { name in
            [name] + ExplanationText.lines(explanation, of: name).map { "  \($0)" }
        }
        #expect(Golden.difference(text.joined(separator: "\n") + "\n", from: "explanation.txt") == nil)
    }

    @Test(arguments: [0, 1, 4])
    func textIsTheGoldenOne(_ stage: Int) {
        let explanation = Self.explanation(stage: stage)
        let lines = ExplainText.lines(Self.answer(stage: stage), explanation.statistics)
        #expect(Golden.difference(lines.joined(separator: "\n") + "\n", from: "explain-\(stage).txt") == nil)
    }

    @Test func programsGetTheSame() throws {
        // The thresholds are results of a logarithm: their last digits are not for a golden file.
        let text = try JSONText.of(Self.answer(stage: 1))
            .replacing(/(threshold_nats" : \d+\.\d{3})\d*/) { String($0.1) }
        #expect(Golden.difference(text + "\n", from: "explanation.json") == nil)
        let decoded = try JSONDecoder().decode(API.Explanation.self, from: Data(text.utf8))
        #expect(decoded.gates.map(\.name) == Self.rule.gates.map(\.name))
    }

    @Test func statisticsStandBetweenTitleAndQueries() throws {
        let explanation = Self.explanation(stage: 1)
        let answer = API.Explanation(explanation, of: "availability") { _ in nil }
        let lines = ExplainText.lines(answer, explanation.statistics)
        let title = try #require(lines.firstIndex { $0.hasPrefix("gate availability: ") })
        let first = try #require(lines.firstIndex { $0.hasPrefix("  confidence 95 %: ") })
        let query = try #require(lines.firstIndex { $0.contains("errors_total") })
        #expect(title + 1 == first && first < query)
        #expect(!lines.contains { $0.hasPrefix("stop rule ") })
    }

    @Test("a running evaluation of a gate with confidence asks for an interval, the first one for all there is")
    func runningEvaluationAsksForWhatIsNew() throws {
        let gate = try #require(Self.explanation(stage: 1).gates.first)
        #expect(gate.queries.map(\.name) == ["bad", "total"])
        #expect(gate.queries.allSatisfy { $0.expression.hasSuffix("[5m15s]") })
        let first = try #require(gate.first)
        #expect(first.queries.map(\.name) == ["bad", "total", "history_bad", "history_total"])
        #expect(Self.explanation(stage: 1).gates[1].first?.queries.contains { $0.name.hasPrefix("mix_") } == true)
    }

    @Test func everyReasonLeadsSomewhere() {
        let explanation = Self.explanation(stage: 1)
        for subject in explanation.gates {
            let reasons = subject.answers.flatMap(\.reasons)
            #expect(Set(reasons).count == reasons.count, "\(subject.name)")
            let impossible: Set<Reason> = subject.name == "plain" ? [.notProven, .stale] : [.tooFewEvents]
            #expect(Set(reasons) == Set(Reason.allCases).subtracting(impossible), "\(subject.name)")
        }
    }

    @Test func policiesInForceAreSaid() throws {
        var rule = Self.rule
        rule.gates[4].blindness = BlindnessPolicies(onNoData: .fail, onPartial: .pass)
        let stage = rule.stages[1]
        let context = PlanContext(revision: "v2", stage: stage, stageEnteredAt: Timestamp(seconds: 0))
        let gate = try #require(RolloutExplanation(rule, context, at: Timestamp(seconds: 7200)).gates.last)
        let outcomes = gate.answers.map { ($0.policy?.key ?? "", $0.outcome) }
        #expect(outcomes.first { $0.0 == "on_no_data" }?.1 == .fail)
        #expect(outcomes.first { $0.0 == "on_partial" }?.1 == .pass)
        #expect(outcomes.first { $0.0 == "on_nan" }?.1 == .inconclusive)
        #expect(outcomes.first { $0.0 == "on_error" }?.1 == .error)
    }
}
