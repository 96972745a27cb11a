import GateAnalysis
import GateModel
import GateRules
import GateStatistics
import Testing

@testable import GateCommands

@Suite struct ProofTextTests {
    private static func needs(
        _ kind: GateKind, _ confidence: Confidence = Confidence(), traffic: Traffic? = nil
    ) -> [ProofNeed] {
        let stages = [
            Stage(name: "zero", weight: .zero, window: .hours(1)),
            Stage(name: "canary", weight: Weight(percent: 10) ?? .full, window: .hours(4)),
            Stage(name: "half", weight: Weight(percent: 50) ?? .full, window: .hours(4)),
            Stage(name: "full", weight: .full, window: .hours(24)),
        ]
        let gate = Gate(name: "g", kind: kind, baselineAtFull: .stageZero, confidence: confidence)
        return ProofNeed.all(
            of: RolloutRule(name: "shop", stages: stages, gates: [gate]), traffic: traffic.map { ["g": $0] } ?? [:])
    }

    private static let availability = GateKind.availability(
        Availability(counted: .bad("b{ {{ track }} }"), total: "t{ {{ track }} }", objective: 0.999))
    private static let latency = GateKind.latency(
        Latency(histogram: "h{ {{ track }} }", quantile: 0.95, target: 1))
    private static let conversion = GateKind.conversion(
        Conversion(
            numerator: "n{ {{ track }} }", denominator: "d{ {{ track }} }", worse: .lower, margin: .relative(0.05)))

    @Test func anObjectiveSaysWhatItTakes() {
        #expect(
            ProofText.line(Self.needs(Self.availability, Confidence(history: .zero)), of: "shop")
                == "shop/g: 99.9 % needs about 4 800 clean requests: 1.3 per second over the 1h of zero; "
                + "0.34 per second over the 4h of canary, half; 0.056 per second over the 1d of full")
    }

    @Test func aQuantileIsAnObjective() throws {
        let line = try #require(ProofText.line(Self.needs(Self.latency), of: "shop"))
        #expect(line.hasPrefix("shop/g: p95 needs about "))
        #expect(line.contains(" where the baseline was ten times better than that): "))
    }

    @Test func aComparisonNeedsTheRates() {
        #expect(
            ProofText.line(Self.needs(Self.conversion), of: "shop")
                == "shop/g: the comparison needs as much as the rates of both tracks say; check --online asks for them")
    }

    @Test func tooLittleTrafficIsAWarning() throws {
        let need = Self.needs(
            Self.availability, Confidence(history: .zero), traffic: Traffic(total: 720, share: 0))[1]
        #expect(ProofText.isWarning(need))
        #expect(
            ProofText.line(need, of: "shop")
                == "shop/g: canary has 0.02/s at 10 %: 288 in 4h, 4 800 needed: it will not decide; "
                + "longer window, undecided: promote, or a lower level")
    }

    @Test func whatMayGoOnUndecidedIsNoWarning() {
        let need = Self.needs(
            Self.availability, Confidence(undecided: .promote), traffic: Traffic(total: 720, share: 0))[1]
        #expect(!ProofText.isWarning(need))
        #expect(
            ProofText.line(need, of: "shop").hasSuffix("it will not decide; the rollout goes on, labelled not proven"))
    }

    @Test func enoughTrafficIsSaidToo() {
        let need = Self.needs(
            Self.availability, Confidence(history: .zero), traffic: Traffic(total: 360_000, share: 0))[1]
        #expect(!ProofText.isWarning(need))
        #expect(ProofText.line(need, of: "shop") == "shop/g: canary has 10/s at 10 %: 144 000 in 4h, 4 800 needed")
    }

    @Test func ratiosBeyondTheLimitDoNotDecide() {
        let need = Self.needs(Self.availability, traffic: Traffic(total: 1e6, share: 0.002))[1]
        #expect(ProofText.isWarning(need))
        #expect(ProofText.line(need, of: "shop").contains("; with ratios as they are now it will not decide"))
    }

    @Test func unknownTrafficIsSaid() {
        #expect(
            ProofText.line(Self.needs(Self.availability)[1], of: "shop")
                == "shop/g: canary: nothing is known of the traffic")
    }
}
