import Foundation
import GateAnalysis
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

    private static var plan: QueryPlan {
        let at = Timestamp(seconds: 1_771_146_000)
        let context = PlanContext(revision: "v2", stage: rule.stages[1], stageEnteredAt: at - .hours(1))
        return Planner.plan(rule, context, at: at)
    }

    @Test func wordsAreTheGoldenOnes() {
        let explanation = Explanation(Self.rule, at: Self.rule.stages[1])
        let text = (Self.rule.gates.map(\.name) + Self.rule.stopRules.map(\.name)).flatMap { name in
            [name] + ExplanationText.lines(explanation, of: name)
        }
        #expect(Golden.difference(text.joined(separator: "\n") + "\n", from: "explanation.txt") == nil)
    }

    @Test func programsGetTheSameNumbers() throws {
        let explanation = Explanation(Self.rule, at: Self.rule.stages[1])
        let subjects = Self.plan.gates + Self.plan.stopRules
        let answers = try subjects.map { subject in
            // The thresholds are results of a logarithm: their last digits are not for a golden file.
            try JSONText.of(SubjectAnswer(subject, explanation))
                .replacing(/(threshold_nats" : \d+\.\d{3})\d*/) { String($0.1) }
                .replacing(/(?s)"queries" : \[.*?\n  \]/, with: #""queries" : []"#)
        }
        #expect(Golden.difference(answers.joined(separator: "\n") + "\n", from: "explanation.json") == nil)
    }

    @Test func itStandsBetweenTitleAndQueries() throws {
        let lines = ExplainText.lines(
            Self.rule, Self.rule.stages[1], Self.plan.at, Self.plan.gates.filter { $0.name == "availability" })
        let title = try #require(lines.firstIndex { $0.hasPrefix("gate availability: ") })
        let first = try #require(lines.firstIndex { $0.hasPrefix("  confidence 95 %: ") })
        let query = try #require(lines.firstIndex { $0.contains("errors_total") })
        #expect(title + 1 == first && first < query)
    }
}
