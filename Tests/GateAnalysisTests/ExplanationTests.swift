import GateModel
import GateRules
import GateStatistics
import Testing

@testable import GateAnalysis

@Suite struct ExplanationTests {
    private static let selectors = GateKind.availability(
        Availability(counted: .bad("errors_total{ {{ track }} }"), total: "all_total{ {{ track }} }", objective: 0.999))

    private static let conversion = GateKind.conversion(
        Conversion(
            numerator: "increase(orders{ {{ track }} }[{{ over }}])",
            denominator: "increase(visits{ {{ track }} }[{{ over }}])", worse: .lower, margin: .relative(0.05)))

    private static func rule(stopRules: [StopRule] = []) -> RolloutRule {
        RolloutRule(
            name: "toy", interval: .seconds(15), scrapeInterval: .minutes(1),
            gates: [
                Gate(name: "availability", kind: selectors, confidence: Confidence()),
                Gate(
                    name: "conversion", kind: conversion, over: .sliding(.minutes(10)), stages: ["stage-0", "stage-1"],
                    confidence: Confidence(level: 0.99, undecided: .promote)),
                Gate(name: "plain", kind: selectors),
            ],
            stopRules: stopRules)
    }

    private static func explanation(atStage index: Int = 1, stopRules: [StopRule] = []) -> Explanation {
        let rule = rule(stopRules: stopRules)
        return Explanation(rule, at: rule.stages[index])
    }

    @Test func gatesWithConfidenceThatAreJudgedAreExplained() {
        #expect(Self.explanation(atStage: 0).confidence.map(\.gate) == ["availability"])
        #expect(Self.explanation(atStage: 1).confidence.map(\.gate) == ["availability", "conversion"])
        #expect(Self.explanation(atStage: 2).confidence.map(\.gate) == ["availability"])
    }

    @Test func selectorsAreCountedExactly() throws {
        let gate = try #require(Self.explanation().confidence.first)
        #expect(gate.counting == .exact && gate.range == nil && gate.inflation == 1)
        #expect(gate.horizon == 240)
        #expect(gate.limit.boundary.rho0 == 0 && abs(gate.limit.boundary.delta0 - 0.001) < 1e-12)
    }

    @Test("the numbers are those of the plan that gathers the evidence")
    func numbersAreThoseOfThePlan() {
        let rule = Self.rule()
        let context = PlanContext(revision: "v2", stage: rule.stages[1], stageEnteredAt: Timestamp(seconds: 0))
        let plan = Planner.plan(rule, context, at: Timestamp(seconds: 3600))
        let explained = Explanation(rule, at: rule.stages[1]).confidence
        for (subject, gate) in zip(plan.gates, explained) {
            #expect(subject.name == gate.gate)
            #expect(subject.evidence?.counting == gate.counting && subject.evidence?.horizon == gate.horizon)
            #expect(subject.evidence?.failThreshold == gate.failThreshold)
            #expect(subject.evidence?.historyBlock == gate.historyBlock && gate.historyBlock == .minutes(2))
        }
        #expect(plan.gates.count == explained.count + 1)
    }

    @Test func increaseIsHeldDownByItsInflation() throws {
        let gate = try #require(Self.explanation().confidence.last)
        #expect(gate.counting == .increase && gate.range == .minutes(10))
        #expect(try abs(#require(gate.inflation) - 10.0 / 9) < 1e-12)
        #expect(gate.limit.boundary == Boundary(rho0: 0.95) && gate.limit.worse == .lower)
        #expect(gate.undecided == .promote)
    }

    @Test("the probability of a wrong fail is shared by every gate at every stage where it is judged")
    func alphaIsShared() throws {
        let gates = Self.explanation().confidence
        // Availability at five stages; conversion at one, because at stage 0 there is nothing to compare.
        #expect(gates.map(\.tests) == [6, 6])
        #expect(gates.map(\.failThreshold) == gates.map { Multiplicity.threshold(alpha: $0.alpha, tests: 6) })
        #expect(gates.map(\.passThreshold) == gates.map { Multiplicity.threshold(alpha: $0.alpha, tests: 1) })
    }

    @Test("burn rates have the figures of the SRE Workbook")
    func burnRatesAreDerived() throws {
        let kind = StopRuleKind.burnRate(
            BurnRate(gate: "availability", budgetShare: 0.02, period: .hours(720), long: .hours(1)))
        let rule = try #require(Self.explanation(stopRules: [StopRule(name: "burn", kind: kind)]).burnRates.first)
        #expect(abs(rule.factor - 14.4) < 1e-12 && abs(rule.errorRatio - 0.0144) < 1e-12)
        #expect(rule.outages.map(\.errorRatio) == [1, 0.1])
        #expect(rule.outages.map(\.detection) == [.seconds(52), .seconds(518)])
        #expect(rule.outages.map(\.reset) == [.seconds(296), .seconds(257)])
    }

    @Test func anOutageTooSmallIsNeverNoticed() throws {
        let kind = StopRuleKind.burnRate(
            BurnRate(gate: "availability", budgetShare: 0.5, period: .hours(720), long: .hours(1)))
        let rule = try #require(Self.explanation(stopRules: [StopRule(name: "burn", kind: kind)]).burnRates.first)
        #expect(rule.outages[0].detection == .seconds(1296))
        #expect(rule.outages[1].detection == nil && rule.outages[1].reset == nil)
    }

    @Test("the false alarm of 3 spikes in 60 evaluations is at most 0.43 %")
    func spikesHaveTheirFalseAlarm() throws {
        let kind = StopRuleKind.spikes(Spikes(bad: "b", total: "t", threshold: 0.05, within: .minutes(15)))
        let rule = try #require(Self.explanation(stopRules: [StopRule(name: "spikes", kind: kind)]).spikes.first)
        #expect(rule.evaluations == 60 && rule.count == 3 && rule.minBad == 3 && rule.hotTail == 0.005)
        #expect(abs(rule.falseAlarmBound - 0.0043) < 0.0001)
    }

    @Test func otherStopRulesHaveNothingToExplain() {
        let explanation = Self.explanation(stopRules: [StopRule(name: "safety", kind: .incident([.sev1]))])
        #expect(explanation.burnRates.isEmpty && explanation.spikes.isEmpty)
    }
}
