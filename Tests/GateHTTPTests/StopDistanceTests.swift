import GateModel
import GateRules
import GateRuntime
import Testing

@testable import GateHTTP

/// How far stop rules are from firing.
@Suite struct StopDistanceTests {
    private static func distance(
        _ kind: StopRuleKind, _ change: (inout StopRuleMemory) -> Void = { _ in }, _ verdict: Verdict? = nil,
        incidents: [Incident] = []
    ) -> StopDistance {
        var state = Samples.full.state
        var memory = StopRuleMemory(stopRule: "rule")
        change(&memory)
        state.attempt?.stopRules = [memory]
        state.incidents = incidents
        let evaluation = Evaluation(at: Samples.start, gates: [], stopRules: verdict.map { [$0] } ?? [])
        let view = RolloutView(
            rule: Samples.rule, state: state, servedWeight: .zero, evaluation: evaluation, waitingFor: [])
        return StopDistance(StopRule(name: "rule", kind: kind), view)
    }

    private static func verdict(
        _ value: SampleValue?, _ outcome: Outcome = .pass, _ reason: Reason = .withinThreshold
    ) -> Verdict {
        Verdict(subject: "rule", outcome: outcome, reason: reason, value: value)
    }

    @Test func breachIsTheShareOfItsTime() {
        let quiet = Self.distance(.breach(gates: ["availability"], for: .minutes(5)))
        #expect(quiet.share == 0 && quiet.alarm.words == "✓ quiet")
        let run = Self.distance(.breach(gates: ["availability"], for: .minutes(5))) {
            ($0.trueSince, $0.lastTrueAt) = (Samples.start, Samples.start + .minutes(2))
        }
        #expect(run.words == "failing for 2m of 5m" && run.share == 0.4 && run.alarm.words == "▲ on its way")
    }

    @Test func burnIsTheShareOfItsFactor() {
        let burn = BurnRate(gate: "availability", budgetShare: 0.02, period: .hours(720), long: .hours(1))
        let some = Self.distance(.burnRate(burn), { _ in }, Self.verdict(.finite(7.2)))
        #expect(some.share == 0.5)
        #expect(some.words == "burns surely 7.2 times as fast as allowed, stops at 14.4")
        let blind = Self.distance(.burnRate(burn), { _ in }, Self.verdict(nil, .inconclusive, .tooFewEvents))
        #expect(blind.share == nil && blind.alarm.words == "○ unknown")
    }

    @Test func spikesAreCountedWhenTheyAreLongEnough() {
        let spikes = Spikes(bad: "bad", total: "total", threshold: 0.05)
        let two = Self.distance(
            .spikes(spikes),
            { memory in
                memory.spikes = [nil, Samples.start, Samples.start].map {
                    Spike(start: Samples.start, end: Samples.start, qualifiedAt: $0)
                }
            }, Self.verdict(.finite(0.012)))
        #expect(two.share.map { abs($0 - 2 / 3) < 0.001 } == true)
        #expect(two.words.hasPrefix("2 of 3 spikes within 1h; now 1.2 %"))
    }

    @Test func incidentIsThereOrNot() {
        #expect(Self.distance(.incident([.sev1])).share == 0)
        let open = Incident(id: "i", kind: .sev1, openedAt: Samples.start, openedBy: "bob", note: "n")
        #expect(Self.distance(.incident([.sev1]), incidents: [open]).alarm.words == "▲ true")
        #expect(Self.distance(.incident([.sev2]), incidents: [open]).share == 0)
    }

    @Test func expressionSaysWhatItIsAndForHowLong() {
        let expression = StopExpression(query: "q", trueFor: .minutes(1))
        let quiet = Self.distance(.expression(expression), { _ in }, Self.verdict(.finite(0)))
        #expect(quiet.words == "now 0; stops when > 0 for 1m" && quiet.share == 0)
        let run = Self.distance(
            .expression(expression), { ($0.trueSince, $0.lastTrueAt) = (Samples.start, Samples.start + .seconds(15)) },
            Self.verdict(.finite(2), .fail, .beyondThreshold))
        #expect(run.words == "true for 15s; stops when > 0 for 1m" && run.share == 0.25)
    }
}
